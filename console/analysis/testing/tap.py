"""The Test Anything Protocol, versions 12 to 14, with indented subtests and YAML blocks."""

import re
from collections.abc import Iterable

from console.analysis.testing.durations import seconds
from console.analysis.testing.errors import CutShortError
from console.analysis.testing.gather import Gathered
from console.analysis.testing.jsonlines import lines
from console.model.testing import Case, Verdict
from console.text.clean import clean_bytes

LINE = 4096
DEEPEST = 32
_POINT = re.compile(r"(?P<indent> {0,128})(?P<not>not )?ok(?: +(?P<number>\d{1,9}))?(?: +-?(?P<rest>.{0,2000}))?$")
_PLAN = re.compile(r"1\.\.(?P<last>\d{1,9})(?: *#.{0,2000})?$")
_SUBTEST = re.compile(r"(?P<indent> {0,128})# Subtest: (?P<name>.{0,400})$")
_DIRECTIVE = re.compile(r"(?i)(?:^|[^\\])# {0,4}(?P<word>skip|todo)\S{0,20}(?: +(?P<why>.{0,400}))?$")
_TOOK = re.compile(r"(?: {1,4}# time=(?P<time>[\d.]{1,20})(?P<unit>ms|s)?)$")
_FIELD = re.compile(r" {1,130}(?P<key>duration_ms|message|error): {0,4}(?P<value>.{0,600})$")


def read(blocks: Iterable[bytes], into: Gathered) -> None:
    """Gather the test points. Raises CutShortError when the plan is not met or the run bailed out."""
    reader = _Reader(into)
    for raw in lines(blocks):
        if reader.bailed:
            break
        reader.hear(clean_bytes(raw[:LINE]).rstrip())
    reader.over()


class _Reader:
    """Knows the open subtests by their indentation, where points failed, and the point whose YAML block may follow."""

    def __init__(self, into: Gathered) -> None:
        self._into = into
        self._names: dict[int, str] = {}
        self._told: dict[int, bool] = {}
        self._point: Case | None = None
        self._planned: int | None = None
        self._seen = 0
        self.bailed = ""

    def hear(self, line: str) -> None:
        """One line."""
        if (found := _POINT.match(line)) is not None:
            self._flush()
            self._take(found)
        elif (named := _SUBTEST.match(line)) is not None:
            self._flush()
            self._names[len(named["indent"])] = named["name"]
        elif (plan := _PLAN.match(line)) is not None:
            self._planned = int(plan["last"])
        elif line.lstrip().startswith("Bail out!"):
            self.bailed = line.strip() or "Bail out!"
        elif self._point is not None and (field := _FIELD.match(line)) is not None:
            self._point = _with(self._point, field["key"], field["value"].strip("'\" |>"))

    def over(self) -> None:
        """There is no more. Raises CutShortError when there should be."""
        self._flush()
        if self.bailed:
            raise CutShortError(self.bailed)
        if self._planned is not None and self._seen < self._planned:
            raise CutShortError(f"{self._seen} of {self._planned} planned tests were told")

    def _take(self, found: re.Match[str]) -> None:
        """A point; one that only sums up the points further in is none of its own."""
        indent = len(found["indent"])
        self._seen += indent == 0
        inner = [bad for depth, bad in self._told.items() if depth > indent]
        self._told = {depth: bad for depth, bad in self._told.items() if depth <= indent}
        self._names = {depth: name for depth, name in self._names.items() if depth < indent}
        verdict, name, why, took = _told(found)
        self._told[indent] = self._told.get(indent, False) or verdict.bad
        if inner and (any(inner) or not verdict.bad):
            return
        suite = " > ".join([name for _, name in sorted(self._names.items())][:DEEPEST])
        self._point = Case(suite, name or f"test {found['number'] or ''}".strip(), verdict, took, why)

    def _flush(self) -> None:
        if self._point is not None:
            self._into.add(self._point)
            self._point = None


def _told(found: re.Match[str]) -> tuple[Verdict, str, str, float | None]:
    """Verdict, description, reason and duration; what is TODO may fail."""
    rest = (found["rest"] or "").strip()
    took = None
    if (timed := _TOOK.search(f" {rest}")) is not None:
        rest = f" {rest}"[: timed.start()].strip()
        value = seconds(timed["time"])
        took = value / 1000 if value is not None and timed["unit"] == "ms" else value
    verdict = Verdict.FAILED if found["not"] else Verdict.PASSED
    directive = _DIRECTIVE.search(f" {rest}")
    if directive is None:
        return verdict, rest.replace("\\#", "#"), "", took
    name = f" {rest}"[: directive.start() + 1].strip()
    skipped = directive["word"].lower() == "skip" or verdict is Verdict.FAILED
    return Verdict.SKIPPED if skipped else verdict, name, (directive["why"] or "").strip(), took


def _with(case: Case, key: str, value: str) -> Case:
    """The case with what its YAML block says."""
    if key == "duration_ms":
        took = seconds(value)
        return Case(case.suite, case.name, case.verdict, None if took is None else took / 1000, case.message)
    message = case.message or value
    return Case(case.suite, case.name, case.verdict, case.seconds, message)

"""jest and vitest: failed tests under their full names, and the errors printed with them."""

from bisect import bisect_left
from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.node import frames_of, named
from console.analysis.faults.outline import indent, titles
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FailedTest, Fault, FaultKind, Place, Tally
from console.text.late import Late

CUES = ("● ", "FAIL ", "✕ ", "Tests: ", "      Tests ", "× ")
_BULLET = Late(r"\s*+● (\S.*)$")
_NO_TEST = Late(
    r"Console$|Test suite failed to run|Validation (?:Warning|Error)|Deprecation Warning|process\.exit|Cannot log after"
    r"|.*(?:Warning|Error):$|Multiple configurations|Invalid |Unrecognized|Obsolete|.*obsolete"
)
_CROSS = Late(r"\s++✕ (\S.*?)(?: \(\d[\d.]*+ ?m?s\))?$")
_VITEST = Late(r"\s*+FAIL ++(?:\|[^|]++\| ?|[\w-]++ ++(?=\S+\.\w+ > ))?(\S+\.[cm]?[jt]sx?(?:\?\S*)? > .*)$")
_VITEST_CROSS = Late(r"\s*+[×✗] (?:\|[^|]++\| ?)?(\S+\.[cm]?[jt]sx? > .*)$")
_TIME = Late(r" \d++m?s$")
_SUITE_FILE = Late(r" \[ \S+ \]$")
_REPORT_INDENT = 2
_TALLY = Late(r"(?:Tests: |\s+Tests ) ++(?=.*\d (?:passed|failed|total))")
_COUNT = Late(r"(\d++) (passed|failed|skipped)")


def find(log: Log) -> Iterator[Found]:
    """Failed tests of jest and vitest, their faults and the totals."""
    tests = [*_bullets(log), *_vitest(log)]
    known = {test.name for test in tests}
    yield from tests
    if not any(test.framework == "jest" for test in tests):
        yield from (test for test in _crosses(log) if test.name not in known)
    for index in log.at("Tests: ", "      Tests "):
        if _TALLY.match(log[index]):
            counts = {word: int(n[:9]) for n, word in _COUNT.findall(log[index])}
            yield Tally(
                framework="jest", line=index + 1, passed=counts.get("passed", 0), failed=counts.get("failed", 0),
                skipped=counts.get("skipped", 0),
            )  # fmt: skip
    told: set[str] = set()
    for test in tests:
        if test.name not in told and (one := _fault(log, test)):
            told.add(test.name)
            yield one
    yield from _broken_suites(log)


def _bullets(log: Log) -> Iterator[FailedTest]:
    """The headings of jest's reports; a heading under a file that passed is console output."""
    failing = sorted((*log.at("FAIL "), *log.at("PASS ")))
    if not log.at("FAIL "):
        return
    seen: set[str] = set()
    for index in log.at("● "):
        match = _BULLET.match(log[index])
        if match and not _NO_TEST.match(match[1]) and _under_failure(log, index, failing) and match[1] not in seen:
            seen.add(match[1])
            yield failed(match[1], "jest", index)


def _under_failure(log: Log, index: int, files: list[int]) -> bool:
    """Whether the nearest file named above a heading is one that failed; what is deeper was printed by a test."""
    above = bisect_left(files, index) - 1
    head = log[files[above]] if above >= 0 else ""
    return head.lstrip().startswith("FAIL ") and indent(log[index]) <= indent(head) + _REPORT_INDENT


def _vitest(log: Log) -> Iterator[FailedTest]:
    """Vitest's list of failures; in a log without one, its crosses."""
    listed = [(index, match[1]) for index in log.at("FAIL ") if (match := _VITEST.match(log[index]))]
    if not listed:
        listed = [
            (index, _TIME.sub("", match[1])) for index in log.at("× ") if (match := _VITEST_CROSS.match(log[index]))
        ]
    for index, name in listed:
        yield failed(_SUITE_FILE.sub("", name), "vitest", index, where=Place(file=name.partition(" > ")[0]))


def _crosses(log: Log) -> Iterator[FailedTest]:
    """Crosses of jest's verbose outline, for a log that lacks the reports."""
    if not log.at("FAIL "):
        return
    for index in log.at("✕ "):
        if match := _CROSS.match(log[index]):
            suites = titles(log, index, lambda line: line[:1] == " " and line.lstrip()[:1] not in "✓✕○✎●")
            yield failed(" › ".join([*suites, match[1]]), "jest", index)


def _fault(log: Log, test: FailedTest) -> Fault | None:
    """The error under a heading: its class if it names one, its first words if not."""
    head = next((index for index in range(test.line, min(test.line + 4, len(log))) if log[index].strip()), -1)
    if head < 0:
        return None
    return _report(log, head, test.framework)


def _report(log: Log, head: int, tool: str) -> Fault:
    """The report that begins in a line and ends at the next heading."""
    end = next(
        (index for index in range(head + 1, min(head + 300, len(log))) if _ends(log[index])), min(head + 300, len(log))
    )
    kind, message = named(log[head])
    frames = tuple(place for index in range(end - 1, head, -1) for place in frames_of(log, index, index + 1))
    return fault(
        tool, FaultKind.EXCEPTION if kind else FaultKind.TEST, (head, end - 1, head),
        type=kind, message=message or log[head].strip(), frames=frames,
    )  # fmt: skip


def _ends(line: str) -> bool:
    """Whether a line begins something else than the report above it."""
    return line.lstrip()[:2] in {"● ", "⎯⎯"} or line.lstrip().startswith(("FAIL ", "PASS ", "Test Suites:"))


def _broken_suites(log: Log) -> Iterator[Fault]:
    """Files that jest could not run at all."""
    for index in log.at("● "):
        if "Test suite failed to run" in log[index]:
            head = next((below for below in range(index + 1, index + 4) if log[below].strip()), index)
            yield _report(log, head, "jest")


RECOGNISER = Recogniser((*CUES, "PASS "), find)

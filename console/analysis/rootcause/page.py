"""A log as the search for its root cause reads it: line by line what each is a sign of, and which step it is in."""

import re
from collections.abc import Sequence

from msgspec import Struct

from console.analysis.rootcause.prefixes import bodies
from console.analysis.rootcause.signals import signals
from console.analysis.rootcause.signs import (
    CAUSAL,
    DECOY,
    DOUBTED,
    GROUP,
    HARMLESS,
    MORE,
    OF_FAULT,
    OPENING,
    PASSED,
    RESULT,
    STEP,
    STRICT,
    TALLY,
    TOOL,
)
from console.model.failure import Report

_TAG = re.compile(r"(?:##\[error\]|::error(?: [^:]*+)?::|Error:  |\[ERROR\]|\[error\]) *+")
_LEVEL = re.compile(r"\[(?:info|INFO|warn|WARNING|error|ERROR)\] ")
_RULER = re.compile(r"(?:\[[A-Z]++\] ?)?[\W_]*+$")


class Page(Struct, frozen=True):
    """A log without CI prefixes: per line its text, its signs (after doubts), and the number of its step.

    `failing` is the step that ended the run, -1 where the log does not say.
    """

    texts: tuple[str, ...]
    signs: tuple[int, ...]
    steps: tuple[int, ...]
    failing: int

    def blank(self, index: int) -> bool:
        """Whether a line is empty."""
        return not self.texts[index]

    def ruler(self, index: int) -> bool:
        """Whether a line has neither letters nor digits: it neither ends a block nor is worth beginning one."""
        return _RULER.match(self.texts[index]) is not None

    def indent(self, index: int) -> int:
        """How far a line is indented, in characters, behind the level that some build tools write before each."""
        text = self.texts[index]
        level = _LEVEL.match(text)
        at = level.end() if level else 0
        return len(text) - at - len(text[at:].lstrip())


def read(lines: Sequence[str], report: Report | None = None) -> Page:
    """Read a log whose lines are clean; what recognisers made of it in `report` counts as signs too."""
    texts = bodies(lines)
    known = {text: _believed(_signs(text)) for text in set(texts)}
    signs = _without_heads([known[text] for text in texts], texts)
    signs = _without_decoys(signs, texts)
    if report is not None:
        _recognised(signs, report)
    steps = _steps(signs)
    return Page(tuple(texts), tuple(signs), tuple(steps), _failing(signs, steps))


def _signs(text: str) -> int:
    """All signs of a line; what a CI system or Maven calls an error is also asked for without that."""
    if not text:
        return 0
    of = signals().of
    if (tag := _TAG.match(text)) is None:
        return of(text)
    rest = text[tag.end() :]
    return of(text) | of(rest) | of(f"[ERROR] {rest}")


def _believed(found: int) -> int:
    """The signs of a line as far as they may be believed: consequences and harmless words silence the weaker ones."""
    if found & RESULT:
        return found & ~CAUSAL
    if found & (HARMLESS | PASSED) and not found & STRICT:
        found &= ~DOUBTED
    return found


def _without_heads(signs: list[int], texts: Sequence[str]) -> list[int]:
    """Silence what stands between `##[group]Run` and `##[endgroup]`: the step's own script and environment."""
    inside = False
    for index, text in enumerate(texts):
        if signs[index] & GROUP:
            inside = text.startswith("##[group]Run ")
        elif inside:
            signs[index] = HARMLESS
    return signs


def _without_decoys(signs: list[int], texts: Sequence[str]) -> list[int]:
    """Silence decoys and what is indented below them: what a passing test printed is no failure."""
    depth = -1
    for index, text in enumerate(texts):
        if not text:
            continue
        indent = len(text) - len(text.lstrip())
        if indent <= depth:
            depth = -1
        if depth < 0 and signs[index] & DECOY:
            depth = indent
        if depth >= 0:
            signs[index] = HARMLESS
    return signs


def _recognised(signs: list[int], report: Report) -> None:
    """Add what was recognised: each fault's headline as a sign of its kind, its other lines as a part of it."""
    for fault in report.faults:
        at = fault.headline - 1
        if signs[at] & (RESULT | HARMLESS):
            continue
        signs[at] |= OF_FAULT[fault.kind]
        for index in range(fault.first - 1, min(fault.last, len(signs))):
            if not signs[index] & (RESULT | PASSED | STEP):
                signs[index] |= OPENING if index < at else MORE


def _steps(signs: Sequence[int]) -> list[int]:
    """The number of each line's step."""
    steps: list[int] = []
    step = 0
    for sign in signs:
        step += sign & STEP != 0
        steps.append(step)
    return steps


def _failing(signs: Sequence[int], steps: Sequence[int]) -> int:
    """The step of the first consequence that follows a sign of failure in the same step."""
    troubled = -1
    for sign, step in zip(signs, steps, strict=True):
        if sign & (STRICT | TOOL | TALLY):
            troubled = step
        elif sign & RESULT and step == troubled:
            return step
    return -1

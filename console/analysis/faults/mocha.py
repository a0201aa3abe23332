"""mocha, and cypress which prints alike; jasmine and karma."""

import re
from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.node import frames_of, named
from console.analysis.faults.outline import indent
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FaultKind, Tally
from console.text.late import Late

CUES = (" failing", " passing", " FAILED", "Message:", "1) ")
_FAILING = Late(r"\s*+(?:✖ )?(\d++) (?:of \d++ tests? )?(?:failing|failed)\b")
_PASSING = Late(r"\s*+(?:✔ )?(\d++) passing \(")
_NUMBERED = Late(r"(\s*+)(\d++)\) (\S.*)$")
_KARMA = Late(
    r"(?:Headless ?)?(?:Chrome|Chromium|Firefox|PhantomJS|Safari|Edge|MicrosoftEdge|IE|Opera|Electron|jsdom)\b[^()]*+"
    r"(?:\([^()]*+\))?:? (\S.*) FAILED$"
)
_LONGEST = 20000


def find(log: Log) -> Iterator[Found]:
    """Failed tests with their errors, and the totals."""
    for index in log.at(" failing"):
        if match := _FAILING.match(log[index]):
            passed = next(
                (int(m[1][:9]) for up in range(index - 1, index - 5, -1) if (m := _PASSING.match(log[up]))), 0
            )
            yield Tally(framework="mocha", line=index + 1, passed=passed, failed=int(match[1][:9]))
            yield from _numbered(log, index + 1, int(match[1][:9]))
    for index in log.at("Message:"):
        match = _NUMBERED.match(log[index - 1])
        if log[index].strip() == "Message:" and match:
            yield failed(match[3], "jasmine", index - 1, log[index + 1])
    for index in log.at(" FAILED"):
        if (match := _KARMA.match(log[index].rstrip())) and not match[1].startswith("Executed "):
            yield failed(match[1], "karma", index, log[index + 1])
            yield from _error(log, index + 1, index + 3)


def _numbered(log: Log, start: int, count: int) -> Iterator[Found]:
    """The numbered reports below the count of failures."""
    expected = 1
    for index in range(start, min(start + _LONGEST, len(log))):
        match = _NUMBERED.match(log[index])
        if _FAILING.match(log[index]):
            return
        if match is None or int(match[2][:9]) != expected:
            continue
        last, title = _title(log, index, match)
        yield failed(title, "mocha", index, log[last + 1].strip() or log[last + 2].strip())
        yield from _error(log, last + 1, last + 8)
        expected += 1
        if expected > count:
            return


def _title(log: Log, index: int, first: re.Match[str]) -> tuple[int, str]:
    """The last line of a title that runs over several, each deeper than the one before, and the whole of it."""
    words = [first[3].strip()]
    level = len(first[1])
    while not words[-1].endswith(":") and len(words) < 12:
        line = log[index + len(words)]
        if not line.strip() or indent(line) <= level:
            break
        level = indent(line)
        words.append(line.strip())
    return index + len(words) - 1, " ".join(words).removesuffix(":")


def _error(log: Log, start: int, end: int) -> Iterator[Found]:
    """The error printed first in a report."""
    for index in range(start, min(end, len(log))):
        kind, message = named(log[index])
        if kind:
            stack = next((at for at in range(index + 1, index + 40) if frames_of(log, at, at + 1)), len(log))
            stop = next((at for at in range(stack, len(log)) if not log[at].strip().startswith("at ")), stack)
            frames = frames_of(log, stack, stop)
            span = (index, max(stop - 1, index) if frames else index, index)
            yield fault("node", FaultKind.EXCEPTION, span, type=kind, message=message, frames=frames)
            return


RECOGNISER = Recogniser(CUES, find)

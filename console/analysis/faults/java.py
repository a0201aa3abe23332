"""Stack traces of the JVM: Java, Kotlin, Scala, Groovy; with what they were caused by."""

import re
from collections.abc import Iterator
from itertools import pairwise

from console.analysis.faults.inapp import own_module
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault, innermost
from console.analysis.faults.stacks import CUES, runs
from console.model.failure import FaultKind, Place
from console.text.late import Late

_FRAME = Late(
    r"\s*+at (?:[\w.@-]*+/{1,2})?((?:[\w$<>-]++\.)+[^()]*+)\(([^():]*+)(?::(\d++))?\)(?: ~?\[[^\]]*+\])?\s*+$"
)
_CLASS = r"((?:[A-Za-z_$][\w$]*+\.)+[A-Z][\w$]*+)"
HEAD = Late(
    rf'\s*+(?:Exception in thread "[^"]*+" |\[[\w-]++\] |java\.lang\.)?(?:Caused by: )?{_CLASS}(?::\s?(.*+)|\s*+)$'
)
_SIMPLE_HEAD = Late(r"\s*+([A-Z]\w*(?:Exception|Error))(?:: (.*+))?$")
_INLINE = Late(rf"{_CLASS}(?:: (.*+)|$)")
_NAMED = Late(r"(?:Exception|Error|Throwable|Failure|Failed|Fault|Timeout|Violation|Interrupt|Abort)\w*$")
_MORE = Late(r"\s*+\.\.\. (?:\d++ (?:more|common frames)|\(?\d++)")
_CAUSE = Late(r"\s*+(?:Caused by|Suppressed|Wrapped by|Cause): ?(.*+)$")


def find(log: Log) -> Iterator[Found]:
    """Every stack trace as one fault, with its causes."""
    chain: list[tuple[int, int]] = []
    floor = 0
    for first, last in runs(log):
        if not _FRAME.match(log[first]):
            continue
        if chain and _continues(log, chain[-1][1], first):
            chain.append((first, last))
            continue
        if chain:
            yield from _trace(log, chain, floor)
            floor = chain[-1][1] + 1
        chain = [(first, last)]
    if chain:
        yield from _trace(log, chain, floor)


def _continues(log: Log, last: int, first: int) -> bool:
    """Whether only the words of a cause stand between two runs of frames."""
    if first - last > 30:
        return False
    between = [log[index] for index in range(last + 1, first)]
    return any(_CAUSE.match(line) for line in between) or all(_MORE.match(line) for line in between)


def _trace(log: Log, chain: list[tuple[int, int]], floor: int) -> Iterator[Found]:
    """The fault of a chain of runs, if an error is named above its first."""
    head, kind, message = _head(log, chain[0][0], floor)
    if head < 0:
        return
    causes = [
        match[1] for (_, last), (first, _) in pairwise(chain)
        for index in range(last + 1, first) if (match := _CAUSE.match(log[index]))
    ]  # fmt: skip
    own = [_frames(log, *run) for run in chain]
    where = next((place for frames in reversed(own) if (place := innermost(frames))), None)
    end = chain[-1][1]
    while _MORE.match(log[end + 1]):
        end += 1
    yield fault(
        "java", FaultKind.EXCEPTION, (head, end, head), type=kind, message=message, frames=own[0],
        where=where, causes=tuple(causes),
    )  # fmt: skip


def _head(log: Log, first: int, floor: int) -> tuple[int, str, str]:
    """Index, class and message of the line that names the error; the index is -1 when there is none."""
    for index in range(first - 1, max(floor, first - 40) - 1, -1):
        if match := _named(log[index]):
            return index, match[1], match[2] or ""
        if _FRAME.match(log[index]):
            break
    above = log[first - 1]
    found = [match for match in _INLINE.finditer(above) if _NAMED.search(match[1])]
    return (first - 1, found[0][1], found[0][2] or "") if found else (-1, "", "")


def _named(line: str) -> re.Match[str] | None:
    """The match of a line that names a class which is an error's by its name."""
    match = HEAD.match(line) or _SIMPLE_HEAD.match(line)
    return match if match and _NAMED.search(match[1]) else None


def _frames(log: Log, first: int, last: int) -> tuple[Place, ...]:
    """The frames of a run, outermost first."""
    frames: list[Place] = []
    for index in range(last, first - 1, -1):
        if match := _FRAME.match(log[index]):
            module, _, function = match[1].rpartition(".")
            frames.append(
                Place(
                    file=match[2], line=int((match[3] or "0")[:9]), function=function, module=module,
                    in_app=own_module(match[1]) and match[2] not in {"Native Method", "<generated>", "Unknown Source"},
                )
            )  # fmt: skip
    return tuple(frames)


RECOGNISER = Recogniser(CUES, find)

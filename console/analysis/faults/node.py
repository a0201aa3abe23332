"""JavaScript's errors with their stacks, as node and every runner on it print them."""

from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.analysis.faults.stacks import CUES, runs
from console.model.failure import FaultKind, Place
from console.text.late import Late

FRAME = Late(
    r"\s*+(?:at|❯) (?:async )?(?:new )?(?:([^(]+) \()?((?:file://|node:|webpack:/*)?[^\s():][^():]*(?::\\[^():]*)?):"
    r"(\d++):(\d++)\)?(?: \{)?$"
)
_ANONYMOUS = Late(r"\s*+at (?:async )?(?:[\w.$<>\[\] ]++ )?\((?:<anonymous>|native|index \d++)\)$|\s*+at <anonymous>$")
HEAD = Late(
    r"(?:[\s>|│✖×]*+(?:Uncaught |Unhandled(?: Promise)? ?[Rr]ejection:? )?"
    r"|\[?[\w ]*+(?:Failure|failed): )\[?((?:[a-z]\w*+\.)?[A-Z][\w$]*+)(?: \[[\w-]++\])?(?:(?:: | \()(.*+))?$"
)
REPEATS = ("Summary of all failing tests", "failing tests:")
_NUMBERED = Late(r"\s++\d++: ")
_CLASS = Late(r"\w*(?:Error|Exception|Rejection|Failure|Warning|Timeout|Abort)$")


def find(log: Log) -> Iterator[Found]:
    """Every JavaScript stack with the error above it."""
    floor = 0
    repeated = log.at(*REPEATS)
    for first, last in runs(log):
        frames = frames_of(log, first, last + 1)
        if not frames or (repeated and first > repeated[0]) or _NUMBERED.match(log[first - 1]):
            continue
        head = error_above(log, first, floor)
        floor = last + 1
        if head < 0:
            continue
        kind, message = named(log[head])
        yield fault("node", FaultKind.EXCEPTION, (head, last, head), type=kind, message=message, frames=frames)


def error_above(log: Log, first: int, floor: int) -> int:
    """The line above a stack that names a class of error, -1 when none does."""
    for index in range(first - 1, max(floor, first - 40) - 1, -1):
        line = log[index]
        if line.lstrip().startswith(("● ", "FAIL ")):
            return -1
        if named(line)[0]:
            return index
    return -1


def named(line: str) -> tuple[str, str]:
    """The class and message of a line that names an error; two empty words when it does not."""
    match = HEAD.match(line)
    if match is None or not _CLASS.match(match[1].rpartition(".")[2]):
        return "", ""
    message = (match[2] or "").removesuffix(" {")
    return match[1], message.removesuffix("]") if line.lstrip().startswith("[") else message


def frames_of(log: Log, first: int, end: int) -> tuple[Place, ...]:
    """The frames of a run of lines, outermost first; empty when the stack is not JavaScript's."""
    frames: list[Place] = []
    for index in range(first, end):
        match = FRAME.match(log[index])
        if match is None:
            if frames or _ANONYMOUS.match(log[index]):
                continue
            return ()
        frames.append(
            Place(
                file=match[2].removeprefix("file://"), line=int(match[3][:9]), column=int(match[4][:9]),
                function=(match[1] or "").strip(), in_app=own_file(match[2].removeprefix("file://")),
            )
        )  # fmt: skip
    return tuple(reversed(frames))


RECOGNISER = Recogniser((*CUES, *REPEATS), find)

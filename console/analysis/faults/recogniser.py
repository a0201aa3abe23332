"""What a recogniser is: the cues that wake it, and what it finds in a log."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from console.analysis.faults.log import Log
from console.model.failure import FailedTest, Fault, FaultKind, Place, Tally

Found = Fault | FailedTest | Tally


class Recogniser(NamedTuple):
    """A family of tools; `find` runs only when one of the `cues` occurs. Earlier ones have the say over a line."""

    cues: tuple[str, ...]
    find: Callable[[Log], Iterator[Found]]


def fault(
    tool: str,
    kind: FaultKind,
    span: tuple[int, int, int],
    *,
    type: str = "",  # noqa: A002 - the word of the model
    message: str = "",
    frames: tuple[Place, ...] = (),
    where: Place | None = None,
    causes: tuple[str, ...] = (),
) -> Fault:
    """A fault from the indexes of its first, last and head line; `where` is the innermost frame in the user's code."""
    first, last, head = span
    return Fault(
        tool=tool,
        kind=kind,
        first=first + 1,
        last=last + 1,
        headline=head + 1,
        type=type,
        message=message.strip(),
        frames=frames,
        where=where or innermost(frames),
        causes=causes,
    )


def innermost(frames: tuple[Place, ...]) -> Place | None:
    """The innermost frame of the user's own code, None when all are foreign."""
    return next((frame for frame in reversed(frames) if frame.in_app), None)


def failed(name: str, framework: str, index: int, message: str = "", where: Place | None = None) -> FailedTest:
    """A failed test told in the line of that index."""
    return FailedTest(name=name.strip(), framework=framework, line=index + 1, message=message.strip(), where=where)

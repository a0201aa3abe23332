"""Elixir and Erlang: ExUnit's failed tests, exceptions, errors of the compiler."""

import re
from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FaultKind, Place, Tally
from console.text.late import Late

CUES = ("** (", ") test ", ") doctest ", ") property ", " tests, ", "└─ ", " doctests, ")
_TEST = Late(r"\s++\d++\) ((?:test|doctest|property) .*\([A-Z][\w.]*+\))$")
_RAISED = Late(r"\s*+(?:\d\d:\d\d:\d\d\.\d++ )?\*\* \(([A-Z][\w.]*+|EXIT[^)]*+)\) (.*)$")
_FRAME = Late(r"\s++(?:\(([^)]*+)\) )?(\S+?\.(?:exs?|erl)):(\d++): (.*)$")
_COMPILE = Late(r"(?:\S.*?)?(\S+\.exs?):(\d++)(?::(\d++))?: (.*)$")
_POINT = Late(r"\s*+└─ (\S+?\.exs?):(\d++)(?::(\d++))?")
_COUNTS = Late(
    r"(?:\d++ (?:doctests?|propert\w++), )*+(\d++) tests?, (\d++) failures?(?:, (\d++) (?:excluded|skipped))?"
)


def find(log: Log) -> Iterator[Found]:
    """Failed tests, exceptions, totals."""
    for index in log.at(") test ", ") doctest ", ") property "):
        if match := _TEST.match(log[index]):
            yield failed(match[1], "exunit", index, log[index + 2].strip())
    for index in log.at("** ("):
        if raised := _RAISED.match(log[index]):
            yield _exception(log, index, raised)
    for index in log.at("└─ "):
        point = _POINT.match(log[index])
        head = next((up for up in range(index - 1, index - 8, -1) if log[up].lstrip().startswith("error: ")), -1)
        if point and head >= 0:
            place = Place(file=point[1], line=int(point[2][:9]), column=int((point[3] or "0")[:9]))
            message = log[head].lstrip()[7:]
            yield fault("elixir", FaultKind.COMPILER, (head, index, head), message=message, where=place)
    for index in log.at(" tests, "):
        counts = _COUNTS.match(log[index].strip())
        if counts and "assertions" not in log[index]:
            ran, bad, skipped = (int((n or "0")[:9]) for n in counts.groups())
            yield Tally(
                framework="exunit", line=index + 1, passed=max(ran - bad - skipped, 0), failed=bad, skipped=skipped
            )


def _exception(log: Log, index: int, match: re.Match[str]) -> Found:
    """An exception with the stack below it."""
    kind, message = match[1], match[2]
    frames: list[Place] = []
    last = index
    for below in range(index + 1, min(index + 40, len(log))):
        if frame := _FRAME.match(log[below]):
            own = own_file(frame[2]) and own_file(f"({frame[1] or ''} ")
            frames.append(Place(file=frame[2], line=int(frame[3][:9]), function=frame[4], in_app=own))
            last = below
        elif frames or not log[below].strip():
            break
    where = None
    if compiled := _COMPILE.match(message):
        where = Place(file=compiled[1], line=int(compiled[2][:9]))
    shape = (
        FaultKind.COMPILER
        if kind.endswith(("CompileError", "SyntaxError", "TokenMissingError"))
        else FaultKind.EXCEPTION
    )
    return fault(
        "elixir", shape, (index, last, index), type=kind, message=message, frames=tuple(reversed(frames)), where=where
    )


RECOGNISER = Recogniser(CUES, find)

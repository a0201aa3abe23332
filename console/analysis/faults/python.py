"""Python's tracebacks: plain, chained, in groups, of any indentation, and syntax errors."""

import re
from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.model.failure import Fault, FaultKind, Place
from console.text.late import Late

HEAD = "Traceback (most recent call last):"
_SYNTAX = ("SyntaxError: ", "IndentationError: ", "TabError: ")
CUES = (HEAD, *_SYNTAX)
_FRAME = Late(r'  File "([^"]++)", line (\d++)(?:, in (.++))?')
_FINAL = Late(r"((?:[A-Za-z_]\w*+\.)*+[A-Za-z_]\w*+)(?:: ?(.*+))?$")
_CHAINED = (
    "During handling of the above exception",
    "The above exception was the direct cause",
)
_LONGEST = 4000
_LONGEST_MESSAGE = 20


def find(log: Log) -> Iterator[Found]:
    """Every traceback as one fault; what it was raised from are its causes."""
    chain: list[Fault] = []
    for head in log.at(HEAD):
        if not log[head].rstrip().endswith(HEAD) or (chain and head < chain[-1].last):
            continue
        this = _traceback(log, head)
        if not this.frames and not this.type:
            continue
        if chain and not _joined(log, chain[-1], head):
            yield _merged(chain)
            chain = []
        chain.append(this)
    if chain:
        yield _merged(chain)
    yield from _syntax(log)


def _joined(log: Log, before: Fault, head: int) -> bool:
    """Whether a traceback was raised while the one before it was handled."""
    between = log.lines[before.last : head]
    return len(between) <= _LONGEST_MESSAGE and any(words in line for line in between for words in _CHAINED)


def _merged(chain: list[Fault]) -> Fault:
    """The last of a chain, with the others as its causes, nearest first."""
    last = chain[-1]
    if len(chain) == 1:
        return last
    causes = tuple(f"{one.type}: {one.message}" for one in reversed(chain[:-1]))
    return fault(
        "python", FaultKind.EXCEPTION, (chain[0].first - 1, last.last - 1, last.headline - 1),
        type=last.type, message=last.message, frames=last.frames, causes=causes,
    )  # fmt: skip


def _traceback(log: Log, head: int) -> Fault:
    """The traceback whose head stands in a line; without a type when its end is missing."""
    place = log[head].find(HEAD)
    group = log[head].rfind("Exception Group ", 0, place)
    margin = log[head][: group if group >= 0 else place].replace("+", "|")
    frames: list[Place] = []
    index = head + 1
    while index < min(len(log), head + _LONGEST):
        line = _content(log[index], margin)
        if line is None or (line and not line.startswith(" ")):
            break
        if frame := _FRAME.match(line):
            frames.append(_place(frame, (_content(log[index + 1], margin) or "")))
        index += 1
    return _ended(log, (head, index), margin, tuple(frames))


def _ended(log: Log, span: tuple[int, int], margin: str, frames: tuple[Place, ...]) -> Fault:
    """The traceback with its last line, if that is the line of an exception."""
    head, index = span
    final = _FINAL.match(_content(log[index], margin) or "") if index < len(log) else None
    if final is None:
        return fault("python", FaultKind.EXCEPTION, (head, max(index - 1, head), head), frames=frames)
    return fault(
        "python", FaultKind.EXCEPTION, (head, index, index), type=final[1], message=final[2] or "", frames=frames
    )


def _content(line: str, margin: str) -> str | None:
    """A line without the margin of its traceback, None when it does not share the margin."""
    if not margin.strip():
        if line.startswith(margin) or not line.strip():
            return line[len(margin) :]
        return None
    return line[len(margin) :] if line[: len(margin)].replace("+", "|") == margin else None


def _place(frame: re.Match[str], source: str) -> Place:
    """One frame with its line of source, when the next line is one."""
    text = source.strip() if source.startswith("    ") and not source.startswith("  File ") else ""
    return Place(
        file=frame[1], line=int(frame[2][:9]), function=frame[3] or "", in_app=own_file(frame[1]), text=text[:200]
    )


def _syntax(log: Log) -> Iterator[Found]:
    """Syntax errors printed without a traceback: file, source, marker, error."""
    for index in log.at(*_SYNTAX):
        line = log[index].lstrip(" E")
        if not line.startswith(_SYNTAX):
            continue
        margin = log[index][: len(log[index]) - len(line)]
        for above in range(index - 1, max(index - 5, -1), -1):
            if frame := _FRAME.match((_content(log[above], margin)) or ""):
                name, _, message = line.partition(": ")
                frames = (_place(frame, _content(log[above + 1], margin) or ""),)
                yield fault(
                    "python", FaultKind.EXCEPTION, (above, index, index), type=name, message=message, frames=frames
                )
                break


RECOGNISER = Recogniser(CUES, find)

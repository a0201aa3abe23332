"""A log file as clean lines under the numbers an editor gives them: bounded, whatever the file holds."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from console.text.clean import LINE_LIMIT, clean_lines
from console.text.plain import DAMAGED, Plain, plain

LIMIT = 128 * 1024 * 1024
BLOCK = 1024 * 1024
_LINE_COST = 64


class LogFile(Struct, frozen=True):
    """The last lines of a log, as many as fit; `skipped` lines before them were left out, `note` says what is amiss."""

    lines: list[str]
    skipped: int = 0
    note: str = ""


def load(path: str, limit: int = LIMIT) -> LogFile:
    """The lines of a file, gzipped or not; a lone carriage return ends none. Raises OSError where it cannot be read."""
    with open(path, "rb") as file:
        return _load(file, limit)


def _load(stream: BinaryIO, limit: int) -> LogFile:
    """The last lines of a stream, about `limit` characters of them."""
    kept: deque[str] = deque()
    size = skipped = 0
    note = ""
    try:
        for block in _blocks(plain(stream)):
            lines = clean_lines(block)
            kept.extend(lines)
            size += sum(map(len, lines)) + _LINE_COST * len(lines)
            while size > limit:
                size -= len(kept.popleft()) + _LINE_COST
                skipped += 1
    except DAMAGED:
        note = "the file is cut off or damaged; what could be read was judged"
    if skipped:
        note = f"too large to be read whole: the first {skipped} lines were left out"
    return LogFile(list(kept), skipped, note)


def _blocks(stream: Plain) -> Iterator[bytes]:
    r"""Whole lines, about a megabyte of them, without the last `\n`; of one that is far too long only the beginning."""
    rest = b""
    try:
        while piece := stream.read1(BLOCK):
            lines, newline, tail = piece.rpartition(b"\n")
            if newline:
                yield rest + lines
                rest = tail
            else:
                rest = (rest + tail)[: 2 * LINE_LIMIT]
    except DAMAGED:
        if rest:
            yield rest
        raise
    if rest:
        yield rest

"""Rows of `t_seconds,value` from a file: plain or compressed by gzip, with or without a header; bounded memory."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from math import isfinite
from typing import BinaryIO, cast

LONGEST = 4096
"""Bytes of a row; what is longer is no row."""
_GZIP = b"\x1f\x8b"


class UnreadableError(Exception):
    """A file that cannot be read as rows; the message names it and what to do."""


def read(path: str, skipped: Callable[[int], object]) -> Iterator[tuple[float, float]]:
    """The rows of a file, `-` is standard input; `skipped` is told the number of each line that is no row.

    The first line may be a header. Raises UnreadableError when the file cannot be read.
    """
    try:
        with open(sys.stdin.fileno() if path == "-" else path, "rb", closefd=path != "-") as stream:
            packed = stream.peek(2)[:2] == _GZIP
            with gzip.GzipFile(fileobj=stream) if packed else nullcontext(stream) as plain:
                yield from parse(_lines(cast(BinaryIO, plain)), skipped)
    except (OSError, EOFError, zlib.error) as error:
        words = getattr(error, "strerror", None) or str(error) or "it ends too early"
        raise UnreadableError(f"cannot read {path}: {words}; name a file with rows t_seconds,value") from error


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines, each cut to `LONGEST`; the rest of a longer one is read past in pieces."""
    while line := stream.readline(LONGEST):
        yield line
        while len(line) == LONGEST and not line.endswith(b"\n"):
            line = stream.readline(LONGEST)


def parse(lines: Iterable[bytes], skipped: Callable[[int], object]) -> Iterator[tuple[float, float]]:
    """The rows in lines; empty lines and comments are passed over in silence."""
    for number, line in enumerate(lines, start=1):
        row = _row(line)
        if row is not None:
            yield row
        elif number > 1 and line.strip() and not line.lstrip().startswith(b"#"):
            skipped(number)


def _row(line: bytes) -> tuple[float, float] | None:
    fields = line.replace(b";", b",").replace(b"\t", b",").split(b",", 2)
    try:
        t, value = float(fields[0]), float(fields[1])
    except (ValueError, IndexError):
        return None
    return (t, value) if isfinite(t) and isfinite(value) else None

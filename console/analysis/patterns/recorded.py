"""Records from a file of JSON lines: what `show events --json` prints, or plain objects with `time` and fields."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import IO, Any

import msgspec

from console.analysis.patterns.adapt import of_mapping
from console.config.problem import printable
from console.model.pattern import Record

LONGEST = 1024 * 1024


class UnreadableError(Exception):
    """A file of records cannot be read; the message names file, line and remedy."""


def records(path: str) -> Iterator[Record]:
    """The records of a file, `-` for standard input, one line at a time. Raises UnreadableError."""
    with ExitStack() as stack:
        try:
            file: IO[bytes] = sys.stdin.buffer if path == "-" else stack.enter_context(open(path, "rb"))
            for number, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), start=1):
                if line.strip():
                    yield from _parsed(line, f"{printable(path, 4096)}:{number}")
        except OSError as error:
            raise UnreadableError(
                f"cannot read {printable(path, 4096)}: {error.strerror}; name a readable file"
            ) from error


def _parsed(line: bytes, place: str) -> tuple[Record, ...]:
    """The records that one line tells of."""
    if len(line) > LONGEST:
        raise UnreadableError(f"{place} is longer than {LONGEST} bytes")
    try:
        found = msgspec.json.decode(line, type=dict[str, Any])
        time = _time(found.pop("time", found.pop("t", None)))
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError, OverflowError) as error:
        raise UnreadableError(f"{place} is no JSON object with a time: {printable(str(error), 200)}") from error
    return of_mapping(time, found)


def _time(given: object) -> float:
    """Seconds since the epoch, from a number or an RFC 3339 moment. Raises TypeError, ValueError."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise TypeError("`time` is missing")
    return datetime.fromisoformat(given).timestamp() if isinstance(given, str) else float(given)

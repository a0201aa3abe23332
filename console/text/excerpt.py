"""The raw lines around a place in a log file, read back for the detail view: cleaned, redacted, bounded."""

import gzip
import os
import stat
import zlib
from typing import IO

from msgspec import Struct

from console.text.clean import clean_bytes
from console.text.redact import redact

WINDOW = 256 * 1024
GZ_LIMIT = 256 * 1024 * 1024
_STEP = 1024 * 1024
_REASONS = {FileNotFoundError: "the file is gone", PermissionError: "the file may not be read"}


class Excerpt(Struct, frozen=True):
    """Lines as (byte offset, safe text), oldest first.

    `index` is the place of the line asked for, -1 when it is not there; `note` says in words what was wrong, if
    anything was.
    """

    lines: tuple[tuple[int, str], ...] = ()
    index: int = -1
    note: str = ""


def read(path: str, offset: int, before: int = 20, after: int = 20, *, length: int = 0) -> Excerpt:
    """The lines around byte `offset` of a file, `before` and `after` of them at most.

    `length` is the size of the record at `offset` in bytes where it spans several lines; `after` counts from its
    end. In a `.gz` file `offset` means the decompressed bytes. Never raises for what the file is: `note` says it.
    """
    try:
        with open(path, "rb", opener=_open) as file:
            start, data, note = _window(path, file, max(offset, 0))
    except (OSError, EOFError, ValueError, zlib.error) as problem:
        return Excerpt(note=_reason(problem))
    if not data or start + len(data) <= offset:
        return Excerpt(note=note or "the file is shorter now")
    return _cut(start, data, offset, (before, after, length), note)


def _open(path: str, flags: int) -> int:
    """Open a regular file without ever waiting; raises ValueError for anything else."""
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise ValueError("not a regular file")


def _reason(problem: Exception) -> str:
    """A failure in words."""
    if isinstance(problem, OSError) and problem.strerror:
        return _REASONS.get(type(problem), problem.strerror.lower())
    return str(problem) or type(problem).__name__


def _window(path: str, file: IO[bytes], offset: int) -> tuple[int, bytes, str]:
    """The bytes around `offset`: where they start, they themselves, and a note."""
    start = max(offset - WINDOW // 2, 0)
    if not path.endswith(".gz"):
        file.seek(start)
        return start, file.read(WINDOW), ""
    if offset > GZ_LIMIT:
        return 0, b"", f"further than {GZ_LIMIT // 1024**2} MiB into a compressed file"
    with gzip.GzipFile(fileobj=file) as stream:
        return start, *_inflate(stream, start)


def _inflate(stream: gzip.GzipFile, start: int) -> tuple[bytes, str]:
    """Skip to `start` in bounded steps and read the window; a damaged end gives what came before it."""
    data = b""
    try:
        skipped = 0
        while skipped < start:
            step = len(stream.read(min(_STEP, start - skipped)))
            if not step:
                return b"", ""
            skipped += step
        while len(data) < WINDOW and (more := stream.read1(WINDOW - len(data))):
            data += more
    except (OSError, EOFError, zlib.error):
        return data, "the compressed file is damaged"
    return data, ""


def _cut(start: int, data: bytes, offset: int, around: tuple[int, int, int], note: str) -> Excerpt:
    """Choose the lines around `offset` out of `data`, which begins at byte `start` of the file."""
    before, after, length = around
    place = offset - start
    head = data.rfind(b"\n", 0, place) + 1
    if head != place:
        note = note or "the file has changed: no line begins at this place"
    first = head
    for _ in range(before):
        if first <= 0 or (first == data.find(b"\n") + 1 and start > 0):
            break
        first = data.rfind(b"\n", 0, first - 1) + 1
    lines: list[tuple[int, bytes]] = []
    index, rest, stop = -1, after, offset + max(length, 1)
    position = first
    while position < len(data) and rest >= 0:
        end = data.find(b"\n", position)
        end = len(data) if end < 0 else end
        if position == head:
            index = len(lines)
        lines.append((start + position, data[position:end]))
        position = end + 1
        rest -= start + position >= stop
    texts = redact([clean_bytes(line) for _, line in lines])
    return Excerpt(tuple((at, text) for (at, _), text in zip(lines, texts, strict=True)), index, note)

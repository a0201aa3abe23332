"""The raw lines around a place in a log file, read back for the detail view: cleaned, redacted, bounded."""

import codecs
import gzip
import os
import stat
import zlib
from bisect import bisect_right
from typing import IO, NamedTuple

from msgspec import Struct

from console.text.cut import REACH, safe_lines
from console.text.filenames import find

WINDOW = 256 * 1024
GZ_LIMIT = 256 * 1024 * 1024
PENDING = "the last line is pending: its end is not written yet"
MOVED = "the file has changed: no line begins at this place"
_STEP = 1024 * 1024
_KEY_LINES = 64
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_REASONS = {FileNotFoundError: "the file is gone", PermissionError: "the file may not be read"}


class Excerpt(Struct, frozen=True):
    """Lines as (byte offset, safe text), oldest first.

    `index` is the place of the line asked for, -1 when it is not there; `note` says in words what was wrong, if
    anything was.
    """

    lines: tuple[tuple[int, str], ...] = ()
    index: int = -1
    note: str = ""


class _Window(NamedTuple):
    """Bytes of a file from byte `start` on, 68 KiB more than lines are taken from, and what was wrong with it.

    `open` when its last line has no end yet.
    """

    start: int
    data: bytes
    encoding: str = "utf-8"
    note: str = ""
    open: bool = False


def read(path: str, offset: int, before: int = 20, after: int = 20, *, length: int = 0) -> Excerpt:
    """The lines around byte `offset` of a file, `before` and `after` of them at most; `path` as it is displayed.

    `length` is the size of the record at `offset` in bytes where it spans several lines; `after` counts from its
    end. In a `.gz` file `offset` means the decompressed bytes. Never raises for what the file is: `note` says it.
    """
    try:
        with open(find(path), "rb", opener=_open) as file:
            window = _window(path, file, max(offset, 0))
    except (OSError, EOFError, ValueError, zlib.error) as problem:
        return Excerpt(note=_reason(problem))
    if window.start + len(window.data) <= offset or offset < 0:
        return Excerpt(note=window.note or "the file is shorter now")
    return _cut(window, offset, offset + max(length, 1), (max(before, 0), max(after, 0)))


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


def _window(path: str, file: IO[bytes], offset: int) -> _Window:
    """The bytes around `offset`."""
    start = max(offset - WINDOW // 2, 0) & ~1
    if not path.endswith(".gz"):
        encoding = _BOMS.get(file.read(2), "utf-8")
        file.seek(start)
        data = file.read(WINDOW + REACH)
        return _Window(start, data, encoding, open=_is_open(data, encoding) and not file.read(1))
    if offset > GZ_LIMIT:
        return _Window(start, b"", note=f"further than {GZ_LIMIT // 1024**2} MiB into a compressed file")
    with gzip.GzipFile(fileobj=file) as stream:
        return _inflate(stream, start)


def _is_open(data: bytes, encoding: str) -> bool:
    """Whether the last line of these bytes, all there are, still waits for its end."""
    return data != b"" and not data.endswith("\n".encode(encoding))


def _inflate(stream: gzip.GzipFile, start: int) -> _Window:
    """Skip to `start` in bounded steps and read the window; a damaged end gives what came before it."""
    data = b""
    skipped = 0
    try:
        while skipped < start and (step := len(stream.read(min(_STEP, start - skipped)))):
            skipped += step
        while len(data) < WINDOW + REACH and (more := stream.read1(WINDOW + REACH - len(data))):
            data += more
    except (OSError, EOFError, zlib.error):
        return _Window(start, data, note="the compressed file is damaged")
    return _Window(start, data)


def _cut(window: _Window, offset: int, end: int, around: tuple[int, int]) -> Excerpt:
    """Choose the lines around the record from `offset` to `end`; more are redacted than shown: keys span lines."""
    lines = _lines(window)
    if not lines:
        return Excerpt(note=window.note or MOVED)
    starts = [at for at, _ in lines]
    index = max(bisect_right(starts, offset) - 1, 0)
    first = max(index - around[0], 0)
    last = bisect_right(starts, end - 1) + around[1]
    note = window.note if _begins(window, starts[index], offset) else MOVED
    if window.open and not note and last >= len(lines):
        note = PENDING
    margin = max(first - _KEY_LINES, 0)
    texts = safe_lines([raw for _, raw in lines[margin : last + _KEY_LINES]], window.encoding)
    shown = zip(starts[first:last], texts[first - margin : last - margin], strict=True)
    return Excerpt(tuple(shown), index - first, note)


def _begins(window: _Window, start: int, offset: int) -> bool:
    """Whether the line at `start` is the one meant by `offset`; the first one also by its byte order mark."""
    return start == offset or (window.start == 0 and start > offset)


def _mark(data: bytes) -> int:
    """How many bytes of byte order mark the first line is preceded by."""
    return 3 if data.startswith(codecs.BOM_UTF8) else 2 if data[:2] in _BOMS else 0


def _lines(window: _Window) -> list[tuple[int, bytes]]:
    """The lines that begin in the window as (byte offset, bytes), without the part of a line it begins with."""
    newline = "\n".encode(window.encoding)
    lines: list[tuple[int, bytes]] = []
    at = place = _mark(window.data) if window.start == 0 else 0
    while at < min(len(window.data), WINDOW):
        place = window.data.find(newline, place)
        if place >= 0 and place % len(newline):
            place += 1
            continue
        end = len(window.data) if place < 0 else place
        lines.append((window.start + at, window.data[at:end]))
        at = place = end + len(newline)
    return lines[1:] if window.start else lines

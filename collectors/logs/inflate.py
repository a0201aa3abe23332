"""Rotated files that were compressed: what they begin with, how long they are, and the part that was not read yet."""

import gzip
import os
import tempfile
import zlib
from collections.abc import Iterator

from msgspec import Struct

from collectors.logs.position import HEAD, MARKER

CAP = 256 * 1024 * 1024
_STEP = 1024 * 1024


class Survey(Struct, frozen=True):
    """The decompressed content: its head, its length, the bytes before the offset asked for, and what is wrong."""

    head: bytes
    length: int
    before: bytes
    problem: str = ""


def head(descriptor: int, size: int = HEAD) -> bytes:
    """The first decompressed bytes; fewer when the file is damaged. Raises OSError when it cannot be read."""
    data = b""
    for part in _parts(descriptor, _STEP, []):
        data += part
        if len(data) >= size:
            break
    return data[:size]


def survey(descriptor: int, offset: int) -> Survey:
    """Read through the whole file, at most 256 MiB decompressed. Raises OSError when it cannot be read."""
    length, start, before = 0, b"", b""
    problems: list[str] = []
    for part in _parts(descriptor, CAP, problems):
        start += part[: HEAD - len(start)]
        low = max(offset - MARKER, 0)
        before += part[max(low - length, 0) : max(offset - length, 0)]
        length += len(part)
    return Survey(start, length, before, problems[0] if problems else "")


def unpack(descriptor: int, offset: int) -> int:
    """A descriptor of an unnamed temporary file with the decompressed head, and all from shortly before `offset` on.

    What lies between is a hole. Raises OSError when the file cannot be read or there is no room.
    """
    with tempfile.TemporaryFile(prefix="kontrapunkt-") as target:
        place, low = 0, max(offset - MARKER, 0)
        for part in _parts(descriptor, CAP, []):
            if place < HEAD:
                os.pwrite(target.fileno(), part[: HEAD - place], place)
            if place + len(part) > low:
                skip = max(low - place, 0)
                os.pwrite(target.fileno(), part[skip:], place + skip)
            place += len(part)
        return os.dup(target.fileno())


def _parts(descriptor: int, cap: int, problems: list[str]) -> Iterator[bytes]:
    """Decompressed pieces up to `cap` bytes in all; why they end early is added to `problems`."""
    done = 0
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as raw, gzip.GzipFile(fileobj=raw) as stream:
        while done < cap:
            try:
                part = stream.read1(min(_STEP, cap - done))
            except (EOFError, gzip.BadGzipFile, zlib.error):
                problems.append("the compressed file is damaged")
                return
            if not part:
                return
            done += len(part)
            yield part
    if cap == CAP:
        problems.append(f"the compressed file holds more than {CAP // _STEP} MiB")

"""Opening files that may be anything, and what their first bytes say."""

import fcntl
import os
import re
import signal
import stat

from collectors.logs.framing import find_newline, frame, newline
from collectors.logs.position import Key, ReadAt

SNIFF = 8192
STEP = 64 * 1024
FEWEST_STRANGE = 8

_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HOLE = re.compile(rb"\0{64,}")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b\x07"))


class NotRegularError(OSError):
    """A device, pipe, socket or folder where a file was expected."""


def open_regular(path: str) -> int:
    """A descriptor for reading that never blocks; raises NotRegularError for what is no regular file, else OSError."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise NotRegularError("not a regular file")
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NotRegularError("not a regular file")


def open_same(path: str, key: Key) -> int:
    """As `open_regular`; raises FileNotFoundError when the path leads to another inode by now."""
    descriptor = open_regular(path)
    seen = os.fstat(descriptor)
    if (seen.st_dev, seen.st_ino) == key:
        return descriptor
    os.close(descriptor)
    raise FileNotFoundError(f"another file now: {path!r}")


def reader(descriptor: int) -> ReadAt:
    """Reads at an offset without moving the descriptor's own."""

    def read(offset: int, size: int) -> bytes:
        return os.pread(descriptor, size, offset) if size else b""

    return read


def encoding(head: bytes) -> str:
    """The encoding that a byte order mark announces; UTF-8 without one."""
    return _BOMS.get(head[:2], "utf-8")


def is_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are no text.

    A hole of NULs in front is what a truncated log looks like whose writer kept its offset, NULs at the end are room
    that its writer reserved, and a crash of the machine leaves long runs in the middle, so these do not count.
    """
    if head[:2] in _BOMS:
        return False
    body = _HOLE.sub(b"", head).strip(b"\0")
    if not body:
        return False
    strange = len(body) - len(body.translate(None, _CONTROLS))
    return strange >= FEWEST_STRANGE and strange * 20 > len(body)


def line_start(read: ReadAt, offset: int, size: int, text: str = "utf-8") -> int:
    """The first line start at or after `offset` in a file of that encoding; `size` when there is none."""
    width = len(newline(text))
    place = (offset - 1) // width * width
    if place < 0:
        return 0
    while place < size and (data := read(place, STEP)):
        if found := find_newline(data, text):
            return place + found
        place += len(data)
    return size


def last_line_end(read: ReadAt, size: int, text: str = "utf-8") -> int:
    """The end of the last complete line; `size` when the last line is longer than 64 KiB."""
    start = max(size - STEP, 0) // 2 * 2
    block = frame(read(start, size - start), start, text)
    return block.end if block.data or start == 0 else size


def has_writer(descriptor: int) -> bool:
    """Whether some process may hold the file open for writing; True when it cannot be known.

    The kernel grants a read lease only when nobody does (fcntl(2), F_SETLEASE). A writer that comes while we hold it
    would be announced by a signal whose default action ends us, so one that is ignored by default is asked for.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError:
        return True
    return False

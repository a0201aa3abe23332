"""The lock that makes the engine the only writer: held by a descriptor, asked about without touching it."""

import fcntl
import os
import struct


def hold(path: str) -> int | None:
    """Take the lock on a file; None when another process has it.

    Returns a descriptor that keeps the lock until it is closed or its process ends; children do not inherit it.
    Next to the flock an open-file-description lock is set, because only that one can be asked about without
    touching it.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _whole_file())
    except BlockingIOError:
        os.close(fd)
        return None
    except OSError:
        os.close(fd)
        raise
    return fd


def is_held(path: str) -> bool:
    """Whether some process holds the lock; asking never disturbs one that wants it."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        answer = fcntl.fcntl(fd, fcntl.F_OFD_GETLK, _whole_file())
    finally:
        os.close(fd)
    return bool(struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK)


def _whole_file() -> bytes:
    """The C structure flock for a write lock on all of a file."""
    return struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)

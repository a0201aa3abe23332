"""Reading the content of one file for a checkpoint, whatever else happens to it meanwhile."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BLOCK = 1024 * 1024


class ChangedError(Exception):
    """The file became another one while it was read."""


class Content:
    """The bytes of an open file or of a link: `size` of them, readable more than once."""

    def __init__(self, size: int, read: Callable[[int, int], bytes]) -> None:
        self.size = size
        self._read = read

    def pieces(self) -> Iterator[bytes]:
        """Exactly `size` bytes. Raises ChangedError when there are fewer by now."""
        at = 0
        while at < self.size:
            piece = self._read(min(BLOCK, self.size - at), at)
            if not piece:
                raise ChangedError
            at += len(piece)
            yield piece

    def blob(self) -> bytes:
        """The name of the git object (20 bytes). Raises ChangedError."""
        found = blob_hash(self.size)
        for piece in self.pieces():
            found.update(piece)
        return found.digest()


def blob_hash(size: int) -> "hashlib._Hash":
    """The hash of a git object with so many bytes, to be fed with them."""
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)


def blob_of(data: bytes) -> bytes:
    """The name of the git object that holds `data`."""
    found = blob_hash(len(data))
    found.update(data)
    return found.digest()


@contextmanager
def content(path: bytes, mode: int) -> Iterator[Content]:
    """The content of a regular file or a link. Raises OSError, and ChangedError when it is of another kind by now."""
    if stat.S_ISLNK(mode):
        yield _in_memory(os.readlink(path))
        return
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise ChangedError
        if found.st_size <= BLOCK:
            yield _in_memory(os.pread(fd, BLOCK, 0))
        else:
            yield Content(found.st_size, lambda n, at: os.pread(fd, n, at))
    finally:
        os.close(fd)


def _in_memory(data: bytes) -> Content:
    return Content(len(data), lambda n, at: data[at : at + n])

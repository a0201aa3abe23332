"""Whether the store is still the file that was opened: the writer's own cache would hide for long that it is not."""

import os
import time
from collections.abc import Callable

from console.store.checking import quick_check

LOOK = 1.0
_MAGIC = b"SQLite format 3\0"
_LOG_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_PAGES = slice(28, 32)
_PAGE_SIZE = slice(16, 18)


class Presence:
    """Looks at the store at `path` and its log, at most once a second; made when the store has been opened.

    The layout of the head is that of the SQLite documentation, "Database File Format", sections 1.3 and 4.1.
    """

    def __init__(self, path: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._monotonic = monotonic
        self._looked = monotonic()
        self._identity = _identity(os.stat(path))
        self._believed = (0, 0)

    def problem(self) -> str:
        """What happened to the file; empty when nothing did, or when it was looked at just now. Raises OSError."""
        if self._monotonic() - self._looked < LOOK:
            return ""
        self._looked = self._monotonic()
        try:
            with open(self._path, "rb") as file:
                status, head = os.fstat(file.fileno()), file.read(100)
        except FileNotFoundError:
            return "it is missing"
        if _identity(status) != self._identity:
            return "another file took its place"
        return _head_problem(head) or self._log_problem() or self._cut(head, status.st_size)

    def _cut(self, head: bytes, size: int) -> str:
        """A file shorter than its head says was cut, unless the log has the rest.

        So it is while a full disk holds up the moving of the log: the head is written first. SQLite itself has to
        say so then, once for each size.
        """
        wanted = _wanted(head)
        if size >= wanted or (size, wanted) == self._believed:
            return ""
        if os.path.getsize(f"{self._path}-wal") and quick_check(self._path) is None:
            self._believed = (size, wanted)
            return ""
        return "it was cut"

    def _log_problem(self) -> str:
        try:
            with open(f"{self._path}-wal", "rb") as file:
                magic = file.read(4)
        except FileNotFoundError:
            return "its log is missing"
        return "its log was overwritten" if magic and magic not in _LOG_MAGIC else ""


def head_problem(path: str) -> str:
    """What is wrong with the head of a store that nobody has open, whatever its log says; empty when nothing is."""
    with open(path, "rb") as file:
        head = file.read(100)
    return "its head was overwritten" if head and not head.startswith(_MAGIC) else ""


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _head_problem(head: bytes) -> str:
    if head.startswith(_MAGIC):
        return ""
    return "its head was overwritten" if head else "it is empty"


def _wanted(head: bytes) -> int:
    """The bytes that the head says the file has."""
    page = int.from_bytes(head[_PAGE_SIZE], "big")
    return int.from_bytes(head[_PAGES], "big") * (65536 if page == 1 else page)

"""The journal of orders: what people asked of the queue, kept beside the store for the day on which that is lost.

A verified copy of the store is up to an hour old. What was queued since then stands here, one line an order, each
with its own check sum and on the disk before it is answered. Attempts need no lines: their folders tell of them.
"""

import os
import zlib
from collections.abc import Container, Iterator

import msgspec
from msgspec import Struct

from console.model.job import Track, Work

NAME = "orders.journal"
LARGE = 4 * 1024 * 1024
LONGEST = 1024 * 1024
KEPT = 26 * 3600.0
"""Seconds that every line is kept: longer than the oldest hourly copy of the store."""


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One order about a job, or about a group (`track`), at a time in seconds since the epoch.

    `work` is there for a new job and for a changed one. `state` is what a job became without an attempt of its own:
    over, or queued again after `attempt`.
    """

    time: float
    job: int = 0
    work: Work | None = None
    title: str = ""
    who: str = ""
    token: str = ""
    state: str = ""
    cause: str = ""
    attempt: int = 0
    track: Track | None = None


def beside(store: str) -> str:
    """Where the journal of a store lies."""
    return os.path.join(os.path.dirname(store), NAME)


class Journal:
    """Appends to the file at `path`, made when it is missing; `problem` says why the last line is not there."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._compacted = 0
        self.problem = ""

    def append(self, line: Line) -> None:
        """Write a line; it is on the disk when this returns, or `problem` says why not: the store has it anyway."""
        try:
            self._write(line)
        except OSError as error:
            self.problem = f"what is queued now is kept in the store alone ({error.strerror}: {self._path})"
        else:
            self.problem = ""

    @property
    def large(self) -> bool:
        """Whether it has grown so much that it is worth going through."""
        try:
            return os.path.getsize(self._path) > max(LARGE, 2 * self._compacted)
        except OSError:
            return False

    def compact(self, alive: Container[int], now: float) -> None:
        """Leave out old lines of jobs that are over. A crash leaves the whole file or the new one."""
        new = f"{self._path}.new"
        try:
            with open(new, "wb", opener=_private) as file:
                for line in lines(self._path):
                    if now - line.time < KEPT or line.job in alive or line.track:
                        file.write(_packed(line))
                file.flush()
                os.fsync(file.fileno())
            os.rename(new, self._path)
            self._compacted = os.path.getsize(self._path)
        except OSError as error:
            self.problem = f"the journal of orders cannot be shortened ({error.strerror}: {self._path})"

    def _write(self, line: Line) -> None:
        made = not os.path.exists(self._path)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self._path, flags, 0o600)
        try:
            os.write(descriptor, _packed(line))
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        if made:
            _sync(os.path.dirname(self._path))


def lines(path: str) -> Iterator[Line]:
    """The sound lines of a journal, oldest first; what was half written or damaged is passed over."""
    try:
        file = open(path, "rb")  # noqa: SIM115 - a missing journal is an empty one
    except FileNotFoundError:
        return
    with file:
        while raw := file.readline(LONGEST):
            line = _unpacked(raw)
            if line is not None:
                yield line


def _packed(line: Line) -> bytes:
    """A line with its check sum; it begins anew whatever a crash left unfinished before it."""
    data = msgspec.json.encode(line)
    return b"\n%08x %b\n" % (zlib.crc32(data), data)


def _unpacked(raw: bytes) -> Line | None:
    sum_, _, data = raw.rstrip(b"\n").partition(b" ")
    if sum_ != b"%08x" % zlib.crc32(data):
        return None
    try:
        return msgspec.json.decode(data, type=Line)
    except msgspec.MsgspecError:
        return None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

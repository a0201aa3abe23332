"""The output of jobs that have ended, found in the folders of their attempts by time alone."""

import os
from collections.abc import Iterator

from msgspec import Struct

LATEST = 200
BLOCK = 1 << 16
LONGEST = 1 << 16
ENDED = "exit"
PIECES = ("log", "log.0", "log.1")


class Output(Struct, frozen=True):
    """An attempt that ended; `time` in nanoseconds since the epoch."""

    job: int
    attempt: int
    time: int
    folder: str

    @property
    def name(self) -> str:
        """What it is called among the sources."""
        return f"job {self.job}" if self.attempt <= 1 else f"job {self.job}, attempt {self.attempt}"


def ended(jobs: str, since: int) -> list[Output]:
    """The attempts among those of the last 200 jobs that ended after a moment (nanoseconds), oldest first."""
    newest = sorted((int(name) for name in _names(jobs)), reverse=True)[:LATEST]
    found = [
        Output(job, int(attempt), time, os.path.join(jobs, str(job), attempt))
        for job in newest
        for attempt in _names(os.path.join(jobs, str(job)))
        if (time := _time(os.path.join(jobs, str(job), attempt, ENDED))) > since
    ]
    return sorted(found, key=lambda one: one.time)


def lines(folder: str) -> Iterator[bytes]:
    """What an attempt printed, line by line; of a line above 64 KiB only the beginning."""
    paths = [path for name in PIECES if os.path.exists(path := os.path.join(folder, name))]
    for path in sorted(paths, key=lambda path: os.stat(path).st_mtime_ns):
        with open(path, "rb") as file:
            begins = True
            while piece := file.readline(LONGEST):
                if begins:
                    yield piece
                begins = piece.endswith(b"\n")


def _names(folder: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.isascii() and name.isdigit()]
    except OSError:
        return []


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0

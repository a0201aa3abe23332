"""The truth about what changed: our own look at sizes and times, because no notification can be relied on."""

import os
from collections.abc import Iterable, Sequence

from msgspec import Struct

from collectors.logs.files import File
from collectors.logs.position import Key

ACTIVE_S = 60.0


class Seen(Struct, frozen=True):
    """A path at one moment: the inode it leads to, size and time of modification; None for all when it is missing."""

    key: Key | None
    size: int = 0
    mtime_ns: int = 0


def stat_all(paths: Sequence[str]) -> list[Seen]:
    """Look at paths. Blocking: belongs into a thread when they are many or remote."""
    return [_stat(path) for path in paths]


def _stat(path: str) -> Seen:
    try:
        seen = os.stat(path)
    except OSError:
        return Seen(None)
    return Seen((seen.st_dev, seen.st_ino), seen.st_size, seen.st_mtime_ns)


def due(files: Iterable[File], now: float, *, idle: bool) -> list[File]:
    """The files to look at: remote ones and those that grew within the last minute, or all with `idle`.

    Vanished ones have no path, compressed ones do not grow.
    """
    return [
        file
        for file in files
        if file.gone_at is None and not file.compressed and (idle or file.remote or now - file.grown_at <= ACTIVE_S)
    ]

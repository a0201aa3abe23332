"""Which folder grows: a bounded look at the project, at caches and at temporary folders of one disk."""

import os
import time
from collections.abc import Iterator, Sequence

from msgspec import Struct

from console.model.forecast import Culprit
from console.text.clean import clean

ENTRIES, SECONDS = 200_000, 1.5
"""A look ends after so many files, or so much time of one processor; what it did not reach it does not judge."""
_PARENTS = ("~/.cache", "~/.local/share", "/var/log", "/var/cache")
_WHOLE = ("~/.npm", "~/.cargo", "~/.gradle", "~/.m2", "~/go", "~/.ccache", "/tmp", "/var/tmp")  # noqa: S108 - measured


class Look(Struct, frozen=True):
    """The bytes of folders at a moment (seconds since the epoch)."""

    time: float
    sizes: dict[str, int]


def places(project: str, mount: str) -> list[str]:
    """The folders that are judged one by one, of those on the disk that is mounted at `mount`, none twice."""
    parents = [project, *map(os.path.expanduser, _PARENTS)]
    found = [child for parent in parents for child in _children(parent)]
    found += [os.path.expanduser(folder) for folder in _WHOLE]
    device = _device(mount)
    real = dict.fromkeys(os.path.realpath(folder) for folder in found)
    return [folder for folder in real if device is not None and _device(folder) == device]


def look(folders: Sequence[str], now: float) -> Look:
    """Measure folders, in a thread; each is followed only on its own disk, and no link is."""
    sizes: dict[str, int] = {}
    left, end = ENTRIES, time.thread_time() + SECONDS
    for folder in folders:
        size = 0
        for amount in _files(folder, _device(folder)):
            size += amount
            left -= 1
            if left <= 0 or time.thread_time() > end:
                return Look(now, sizes)
        sizes[folder] = size
    return Look(now, sizes)


def culprit(before: Look | None, after: Look) -> Culprit | None:
    """The folder that grew most between two looks, None when none did."""
    if before is None:
        return None
    grown = {folder: size - before.sizes[folder] for folder, size in after.sizes.items() if folder in before.sizes}
    path = max(grown, key=grown.__getitem__, default="")
    if not path or grown[path] <= 0:
        return None
    return Culprit(name=clean(path), path=path, grown=grown[path], seconds=after.time - before.time)


def _files(folder: str, device: int | None) -> Iterator[int]:
    """The bytes that each entry below a folder takes on the disk."""
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    found = entry.stat(follow_symlinks=False)
                    if entry.is_dir(follow_symlinks=False) and found.st_dev == device:
                        waiting.append(entry.path)
                    yield found.st_blocks * 512
        except OSError:  # it may not be read, or is gone meanwhile: it is not measured
            continue


def _children(parent: str) -> list[str]:
    try:
        with os.scandir(parent) as entries:
            return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def _device(path: str) -> int | None:
    try:
        return os.stat(path).st_dev
    except OSError:
        return None

"""What the files of a watch look like at one moment, cheaply: their sizes, times and modes."""

import hashlib
import os
from collections.abc import Iterable, Mapping

import msgspec

from console.actions.inputs.globs import Globs

MOST = 100_000
"""Files of one watch; those beyond are not watched."""

Sight = Mapping[str, tuple[int, int, int, int]]


def look(folder: str, globs: Iterable[str], outside: Iterable[str]) -> Sight:
    """The files as they are now. Raises ValueError for globs that cannot be read."""
    seen: dict[str, tuple[int, int, int, int]] = {}
    for entry in Globs(folder, globs, outside).files():
        try:
            status = entry.stat()
        except OSError:  # gone since it was listed
            continue
        seen[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode)
        if len(seen) == MOST:
            break
    return seen


def stamp(sight: Sight) -> str:
    """One word for all of it."""
    rows = [(os.fsencode(path), seen) for path, seen in sorted(sight.items())]
    return hashlib.blake2b(msgspec.msgpack.encode(rows), digest_size=12).hexdigest()


def differing(before: Sight, after: Sight) -> list[str]:
    """The files that came, went or changed."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))

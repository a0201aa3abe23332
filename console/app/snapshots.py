"""The folder of snapshots: a picture and its frame beside each other, the newest ones kept."""

import os
import re

from console.app.clipboard import save

KEPT = 50
_NAME = re.compile(r"\d{8}T\d{6}Z\.(svg|json)\Z", re.ASCII)


def write(folder: str, stamp: str, picture: bytes, frame: bytes) -> str:
    """Write one snapshot and let the oldest go; returns its path without the ending. Raises OSError."""
    base = os.path.join(folder, stamp)
    save(f"{base}.svg", picture)
    save(f"{base}.json", frame)
    _prune(folder)
    return base


def _prune(folder: str) -> None:
    """Remove all but the newest; files of other names are not ours."""
    names = sorted(name for name in os.listdir(folder) if _NAME.match(name))
    stamps = sorted({name.partition(".")[0] for name in names})
    old = set(stamps[:-KEPT])
    for name in names:
        if name.partition(".")[0] in old:
            os.unlink(os.path.join(folder, name))

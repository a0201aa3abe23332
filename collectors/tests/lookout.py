"""Finds reports by looking at folders, not at files: a folder is read again only when its own time has changed.

Bounded in depth and number; hidden folders and those of dependencies are left out.
"""

import os
import stat
from collections.abc import Iterator

from msgspec import Struct

from collectors.tests.globs import Globs

DEEPEST = 10
FOLDERS = 5000
FILES = 5000
_OUTSIDE = frozenset({
    "node_modules", "__pycache__", "venv", "env", "site-packages", "vendor", "bower_components", "Pods", "incremental",
    "deps",
})  # fmt: skip


class Stamp(Struct, frozen=True):
    """What tells that a file is another one than before: time of change in nanoseconds, and size in bytes."""

    time: int
    size: int

    @property
    def seconds(self) -> float:
        """The time of change in seconds since the epoch."""
        return self.time / 1e9

    @property
    def text(self) -> str:
        """Both as one text."""
        return f"{self.time}:{self.size}"


class _Folder(Struct, frozen=True):
    time: int
    folders: tuple[str, ...]
    files: tuple[str, ...]


class Lookout:
    """Remembers the folders of a project; `look` stats them and reads those that changed."""

    def __init__(self, root: str, globs: Globs, skip: tuple[str, ...] = ()) -> None:
        self._root = root
        self._globs = globs
        self._skip = {os.path.realpath(path) for path in skip}
        self._known: dict[str, _Folder] = {}

    def look(self) -> dict[str, Stamp]:
        """The reports there are now, by their path within the project. For a thread: a mount may hang."""
        seen: dict[str, _Folder] = {}
        found: dict[str, Stamp] = {}
        waiting: list[tuple[str, int]] = [("", 0)]
        while waiting and len(seen) < FOLDERS:
            path, depth = waiting.pop()
            folder = self._folder(path)
            if folder is None:
                continue
            seen[path] = folder
            found.update(self._stamps(path, folder))
            if depth < DEEPEST:
                waiting += [(os.path.join(path, name), depth + 1) for name in folder.folders]
        self._known = seen
        return dict(list(found.items())[:FILES])

    def _folder(self, path: str) -> _Folder | None:
        """What lies in a folder; None where it cannot be read, or is no part of the project."""
        full = os.path.join(self._root, path)
        if full in self._skip:
            return None
        try:
            time = os.stat(full).st_mtime_ns
            known = self._known.get(path)
            return known if known is not None and known.time == time else self._read(path, full, time)
        except OSError:
            return None

    def _read(self, path: str, full: str, time: int) -> _Folder:
        parts = tuple(path.split(os.sep)) if path else ()
        folders, files = [], []
        with os.scandir(full) as entries:
            for entry in entries:
                if not _utf8(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith(".") and entry.name not in _OUTSIDE:
                        folders.append(entry.name)
                elif self._globs.match((*parts, entry.name)):
                    files.append(entry.name)
        return _Folder(time, tuple(sorted(folders)), tuple(sorted(files)))

    def _stamps(self, path: str, folder: _Folder) -> Iterator[tuple[str, Stamp]]:
        for name in folder.files:
            within = os.path.join(path, name)
            try:
                status = os.lstat(os.path.join(self._root, within))
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode) and status.st_size:
                yield within, Stamp(status.st_mtime_ns, status.st_size)


def _utf8(name: str) -> bool:
    """Whether a name is text; progress cannot be kept under one that is not."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

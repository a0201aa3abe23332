"""The difference between the work tree and a checkpoint, in paths: what going back would change."""

import os
import stat
from collections.abc import Iterable, Sequence

from msgspec import Struct

from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.manifest import Entry, Manifest


class Difference(Struct, frozen=True, kw_only=True):
    """What going back does: paths that get other content, come back, or go; and permissions or times alone."""

    changed: tuple[Entry, ...] = ()
    back: tuple[Entry, ...] = ()
    gone: tuple[bytes, ...] = ()
    touched: tuple[Entry, ...] = ()
    folders: tuple[tuple[bytes, int], ...] = ()
    empty: tuple[bytes, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.changed or self.back or self.gone or self.touched or self.folders or self.empty)

    def words(self) -> str:
        """How much of what, for a person."""
        counts = (
            (len(self.changed), "changed back"),
            (len(self.back), "brought back"),
            (len(self.gone), "moved to the trash"),
            (len(self.touched), "with other permissions or times only"),
        )
        told = [f"{n} {'file' if n == 1 else 'files'} {what}" for n, what in counts if n]
        n = len(self.folders) + len(self.empty)
        if n:
            told.append(f"{n} {'folder' if n == 1 else 'folders'} made, removed or with other permissions")
        return ", ".join(told) or "nothing differs"


def compare(wanted: Manifest, present: Manifest, only: Sequence[bytes] = ()) -> Difference:
    """What leads from `present` to `wanted`; with `only` for these paths and what lies below them."""
    before = {entry.path: entry for entry in present.entries if _meant(entry.path, only)}
    after = {entry.path: entry for entry in wanted.entries if _meant(entry.path, only)}
    left_out = tuple(path for path, _ in wanted.left_out if path)
    both = [(before[path], entry) for path, entry in after.items() if path in before]
    folders = dict(present.folders)
    needed = {path for path, _ in wanted.folders}
    return Difference(
        changed=tuple(new for old, new in both if old.blob != new.blob or _kind(old) != _kind(new)),
        back=tuple(entry for path, entry in after.items() if path not in before),
        gone=tuple(path for path in before if path not in after and not (left_out and _meant(path, left_out))),
        touched=tuple(new for old, new in both if _same_content(old, new) and _looks(old) != _looks(new)),
        folders=tuple(
            (path, mode) for path, mode in wanted.folders if folders.get(path) != mode and _meant(path, only)
        ),
        empty=tuple(path for path in folders if path not in needed and _meant(path, only)),
    )


def paths(words: Iterable[str], project: str, here: str) -> tuple[bytes, ...]:
    """Paths that a person named from the folder `here`, as paths below the project.

    Raises CheckpointError for one outside of it.
    """
    found = []
    for word in words:
        path = os.path.relpath(os.path.normpath(os.path.join(here, word)), project)
        if path == ".." or path.startswith("../"):
            raise CheckpointError(f"{word} lies outside of the project {project}")
        found.append(b"" if path == "." else os.fsencode(path))
    return tuple(found)


def _meant(path: bytes, only: Sequence[bytes]) -> bool:
    return not only or any(not place or path == place or path.startswith(place + b"/") for place in only)


def _kind(entry: Entry) -> int:
    return stat.S_IFMT(entry.mode)


def _same_content(old: Entry, new: Entry) -> bool:
    return old.blob == new.blob and _kind(old) == _kind(new)


def _looks(entry: Entry) -> tuple[int, int]:
    return entry.mode, entry.mtime

"""Taking a checkpoint: look at everything, read what has changed, write one commit."""

import os
import time
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from console.actions.checkpoint import cache, fastimport, manifest
from console.actions.checkpoint.cache import Cache, Known
from console.actions.checkpoint.fastimport import Import
from console.actions.checkpoint.files import Files
from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.manifest import Entry, Manifest, Standing
from console.actions.checkpoint.repository import Repository
from console.actions.checkpoint.shadow import REFERENCES, Shadow
from console.actions.checkpoint.survey import Ground, Survey, survey


class Taken(Struct, frozen=True, kw_only=True):
    """A checkpoint that was taken: its commit, what it holds, and how many files had to be read for it."""

    commit: str
    manifest: Manifest
    read: int


class Order(Struct, frozen=True, kw_only=True):
    """What is asked for: `token` names the checkpoint for ever, `state` is kept beside the files, `time` in seconds."""

    token: str
    time: float
    message: str
    state: bytes


def take(shadow: Shadow, ground: Ground, order: Order) -> Taken:
    """Keep the work tree as it is now; the commit is on the disk when this returns. Raises CheckpointError, OSError."""
    with shadow.held() as lock:
        known = cache.load(_cache_of(shadow))
        try:
            return _Taking(shadow, ground, order, known, lock).run()
        except CheckpointError:
            if not known.files:
                raise
        return _Taking(shadow, ground, order, Cache(), lock).run()  # what the cache names may be gone


def _cache_of(shadow: Shadow) -> str:
    return os.path.join(shadow.folder, "cache")


class _Taking:
    """One checkpoint under way; `known` is what the last one read."""

    def __init__(self, shadow: Shadow, ground: Ground, order: Order, known: Cache, lock: int) -> None:
        self._shadow = shadow
        self._ground = ground
        self._order = order
        self._known = known
        self._lock = lock

    def run(self) -> Taken:
        begun = time.time_ns()
        found = survey(self._ground)
        with Import(self._shadow.git, self._lock) as writing:
            reading = Files(self._ground.project, self._known, writing.content)
            files = list(reading.of(found.files))
            kept = described(found, files, reading.left_out, [self._standing(p, writing) for p in found.repositories])
            changes = [*self._tree(files), *self._beside(kept, writing)]
            message = self._order.message.encode("utf-8", "replace")
            writing.commit(REFERENCES + self._order.token, int(self._order.time), message, changes)
        commit, tree = self._shadow.names(self._order.token)
        cache.save(_cache_of(self._shadow), Cache(token=self._order.token, tree=tree, begun=begun, files=tuple(files)))
        return Taken(commit=commit, manifest=kept, read=reading.read)

    def _tree(self, files: list[Known]) -> Iterator[bytes]:
        """The changes that make the tree of the last checkpoint that of this one."""
        before = {one.seen.path: _place(one) for one in self._known.files}
        after = {one.seen.path: _place(one) for one in files}
        if self._known.tree:
            yield fastimport.base(self._known.tree, b"tree")
        yield from (fastimport.drop(b"tree/" + path) for path in before if path not in after)
        yield from (
            fastimport.put(b"tree/" + path, *place) for path, place in after.items() if before.get(path) != place
        )

    def _standing(self, place: bytes, writing: Import) -> Standing:
        standing = standing_of(self._ground.project, place)
        repository = Repository(os.path.join(self._ground.project, place) if place else self._ground.project)
        files = tuple((name, writing.data(data)) for name, data in repository.state_files())
        return replace(standing, files=files)

    def _beside(self, kept: Manifest, writing: Import) -> Iterator[bytes]:
        """What lies beside the files in the commit: manifest, state, and the files of git directories."""
        yield fastimport.put(b"manifest", 0o644, writing.data(manifest.encode(kept)))
        yield fastimport.put(b"state", 0o644, writing.data(self._order.state))
        for n, standing in enumerate(kept.repositories):
            yield from (fastimport.put(b"git/%d/%b" % (n, name), 0o644, blob) for name, blob in standing.files)


def look(shadow: Shadow, ground: Ground) -> Manifest:
    """The work tree as it is now, without keeping anything of it. Raises OSError."""
    found = survey(ground)
    reading = Files(ground.project, cache.load(_cache_of(shadow)), lambda content: content.blob())
    files = list(reading.of(found.files))
    return described(found, files, reading.left_out, [standing_of(ground.project, p) for p in found.repositories])


def described(
    found: Survey, files: list[Known], left_out: list[tuple[bytes, str]], repositories: list[Standing]
) -> Manifest:
    """The manifest of what was found and read."""
    return Manifest(
        format=manifest.FORMAT,
        entries=tuple(Entry(one.seen.path, one.seen.mode, one.seen.size, one.seen.mtime, one.blob) for one in files),
        folders=found.folders,
        repositories=tuple(repositories),
        left_out=(*found.left_out, *left_out),
    )


def standing_of(project: bytes, place: bytes) -> Standing:
    """Where a repository stands, without the files of its git directory."""
    repository = Repository(os.path.join(project, place) if place else project)
    return Standing(place, *repository.head(), repository.operation())


def _place(one: Known) -> tuple[int, bytes]:
    """What git's tree knows of a file: its kind, its execute bit (the others are in the manifest), its object."""
    return one.seen.mode & 0o170100, one.blob

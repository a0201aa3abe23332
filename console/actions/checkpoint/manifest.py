"""What a checkpoint holds of a work tree, and the check that a stored one cannot lead outside of it."""

import stat
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from console.actions.checkpoint.git import CheckpointError

FORMAT = 1
LONGEST = 4096
PART = b".kontrapunkt-restoring"


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """A file or symbolic link: `mode` as lstat gives it, `mtime` in nanoseconds, `blob` its object (20 bytes)."""

    path: bytes
    mode: int
    size: int
    mtime: int
    blob: bytes

    @property
    def is_link(self) -> bool:
        """Whether its content is where a symbolic link points."""
        return stat.S_ISLNK(self.mode)


class Standing(Struct, frozen=True, array_like=True):
    """A repository at its place below the project (empty for the project's own).

    `head` is a commit, empty before the first; `operation` is a merge, rebase... in progress. `files` are its index
    and the state of the operation by their names in the git directory, with their objects.
    """

    path: bytes
    head: str
    branch: str
    operation: str = ""
    files: tuple[tuple[bytes, bytes], ...] = ()


class Manifest(Struct, frozen=True, kw_only=True):
    """Everything of a work tree that was kept, sorted by path.

    `folders` are all folders with their permissions, empty ones too. `left_out` says what was not kept, and why.
    """

    format: int
    entries: tuple[Entry, ...]
    folders: tuple[tuple[bytes, int], ...]
    repositories: tuple[Standing, ...] = ()
    left_out: tuple[tuple[bytes, str], ...] = ()


class _Head(Struct):
    format: int


_HEAD = msgspec.msgpack.Decoder(_Head)
_WHOLE = msgspec.msgpack.Decoder(Manifest)


def encode(manifest: Manifest) -> bytes:
    """The manifest as it is stored."""
    return msgspec.msgpack.encode(manifest)


def decode(data: bytes) -> Manifest:
    """A stored manifest. Raises CheckpointError for one of a newer program or with paths that lead elsewhere."""
    try:
        found = _HEAD.decode(data).format
        if found > FORMAT:
            raise CheckpointError(f"a newer Kontrapunkt wrote this checkpoint (format {found}, known is {FORMAT})")
        manifest = _WHOLE.decode(data)
    except msgspec.MsgspecError as error:
        raise CheckpointError(f"the checkpoint's manifest is damaged ({error})") from error
    _check(manifest)
    return manifest


def acceptable(path: bytes) -> bool:
    """Whether a path names something below the project that is no part of a git directory."""
    if not path or len(path) > LONGEST or b"\0" in path:
        return False
    return all(part not in (b"", b".", b"..") and part.lower() != b".git" for part in path.split(b"/"))


def _check(manifest: Manifest) -> None:
    """Raise CheckpointError unless every path stays below the project and none leads through a file or a link."""
    files = {entry.path for entry in manifest.entries}
    folders = [path for path, _ in manifest.folders]
    named = [entry.path for entry in manifest.entries] + folders
    wrong = next((path for path in named if not acceptable(path)), None)
    if wrong is None:
        wrong = next((repo.path for repo in manifest.repositories if repo.path and not acceptable(repo.path)), None)
    if wrong is None:
        wrong = _twice(named) or next((path for path in (*_parents(named),) if path in files), None)
    if wrong is not None:
        raise CheckpointError(f"the checkpoint names {wrong!r}, which is no place in the project; nothing was restored")
    if any(len(entry.blob) != 20 or not _kept(entry.mode) for entry in manifest.entries):
        raise CheckpointError("the checkpoint's manifest is damaged (an entry is neither file nor link)")


def _kept(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _twice(paths: list[bytes]) -> bytes | None:
    seen: set[bytes] = set()
    return next((path for path in paths if path in seen or seen.add(path)), None)  # type: ignore[func-returns-value]


def _parents(paths: Iterable[bytes]) -> set[bytes]:
    """Every folder that a path leads through."""
    found: set[bytes] = set()
    for path in paths:
        parent = path.rpartition(b"/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition(b"/")[0]
    return found

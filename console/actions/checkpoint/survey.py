"""What lies in a work tree now: everything that is not ignored, looked at once and not read."""

import os
import stat
from collections.abc import Iterator

from msgspec import Struct

from console.actions.checkpoint.git import look
from console.actions.checkpoint.manifest import LONGEST, PART

_SPECIAL = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


class Seen(Struct, frozen=True, array_like=True, gc=False):
    """A file or link as lstat gave it; `mtime` and `ctime` in nanoseconds."""

    path: bytes
    mode: int
    size: int
    mtime: int
    ctime: int
    inode: int


class Survey(Struct, frozen=True, kw_only=True):
    """A work tree at one moment. `repositories` are the places of those in it, the empty one is the project's own."""

    files: tuple[Seen, ...]
    folders: tuple[tuple[bytes, int], ...]
    repositories: tuple[bytes, ...]
    left_out: tuple[tuple[bytes, str], ...]


class Ground(Struct, frozen=True, kw_only=True):
    """Where a survey looks: `project`, never in `states` (our own), whole files up to `most` bytes.

    `spare` is a git directory to ask what is ignored where the project has none.
    """

    project: bytes
    state: bytes
    spare: bytes
    most: int


def survey(ground: Ground) -> Survey:
    """Look at the work tree. Raises OSError when the project itself cannot be looked at."""
    return _Walk(ground).run()


class _Walk:
    """One walk; whatever disappears under it was not there."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._files: list[Seen] = []
        self._folders: list[tuple[bytes, int]] = []
        self._repositories: list[bytes] = []
        self._left_out: list[tuple[bytes, str]] = []

    def run(self) -> Survey:
        os.stat(self._ground.project)
        ignored = self._ignored(b"", enclosing(self._ground.project) or (self._ground.spare, self._ground.project))
        if os.path.lexists(os.path.join(self._ground.project, b".git")):
            self._repositories.append(b"")
        open_ = [(b"", ignored)]
        while open_:
            open_ += list(self._folder(*open_.pop()))
        return Survey(
            files=tuple(sorted(self._files, key=lambda seen: seen.path)),
            folders=tuple(sorted(self._folders)),
            repositories=tuple(sorted(self._repositories)),
            left_out=tuple(sorted(self._left_out)),
        )

    def _folder(self, place: bytes, ignored: frozenset[bytes]) -> Iterator[tuple[bytes, frozenset[bytes]]]:
        """Take down what a folder holds; gives the folders in it with what is ignored there."""
        try:
            with os.scandir(os.path.join(self._ground.project, place)) as listing:
                entries = list(listing)
        except OSError as error:
            self._left_out.append((place, error.strerror or "it cannot be read"))
            return
        for entry in entries:
            path = place + b"/" + entry.name if place else entry.name
            if entry.name == b".git" or path in ignored:
                continue
            if entry.name == PART:
                self._left_out.append((path, "a restore that was killed left it behind"))
            elif entry.name.lower() == b".git" or len(path) > LONGEST:
                self._left_out.append((path, "git does not take such a name"))
            elif entry.is_dir(follow_symlinks=False):
                yield from self._below(path, entry, ignored)
            else:
                self._file(path, entry)

    def _below(
        self, path: bytes, entry: "os.DirEntry[bytes]", ignored: frozenset[bytes]
    ) -> Iterator[tuple[bytes, frozenset[bytes]]]:
        if entry.path == self._ground.state:
            return
        try:
            self._folders.append((path, stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode)))
        except FileNotFoundError:
            return
        if os.path.lexists(os.path.join(entry.path, b".git")):
            self._repositories.append(path)
            ignored = self._ignored(path, (os.path.join(entry.path, b".git"), entry.path), ignored)
        yield path, ignored

    def _file(self, path: bytes, entry: "os.DirEntry[bytes]") -> None:
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return
        special = _SPECIAL.get(stat.S_IFMT(found.st_mode))
        if special:
            self._left_out.append((path, f"it is {special}"))
        elif found.st_size > self._ground.most:
            self._left_out.append((path, f"it is larger than {self._ground.most >> 20} MiB"))
        else:
            self._files.append(
                Seen(path, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
            )

    def _ignored(
        self, place: bytes, repository: tuple[bytes, bytes], otherwise: frozenset[bytes] = frozenset()
    ) -> frozenset[bytes]:
        """The paths below `place` that its repository does not want, folders as a whole; `otherwise` if unknown."""
        git_dir, top = repository
        within = os.path.join(self._ground.project, place) if place else self._ground.project
        listed = look(
            top, git_dir, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", within=within
        )
        if listed is None:
            self._left_out.append((place, "git does not say what is ignored there"))
            return otherwise
        prefix = place + b"/" if place else b""
        return frozenset(prefix + name.rstrip(b"/") for name in listed.split(b"\0")[:-1])


def enclosing(folder: bytes) -> tuple[bytes, bytes] | None:
    """The git directory and the top of the repository that a folder lies in; None for no repository."""
    top = folder
    while not os.path.lexists(os.path.join(top, b".git")):
        above = os.path.dirname(top)
        if above == top:
            return None
        top = above
    return os.path.join(top, b".git"), top

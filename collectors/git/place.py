"""Where the repository of a folder is, and what its files tell without running git."""

import os
from collections.abc import Iterable

from msgspec import Struct

from collectors.git.command import Git, GitError

Mark = tuple[int, int, int] | None
_WATCHED = ("HEAD", "index", "logs/HEAD", "FETCH_HEAD", "info/sparse-checkout")
_OPERATIONS = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)
_SHARED = ("packed-refs", "config", "info/exclude", "reftable/tables.list")
_STEPS = (("rebase-merge", "msgnum", "end"), ("rebase-apply", "next", "last"))


class Repository(Struct, frozen=True):
    """`folder` is the git directory of this work tree, `common` what it shares with others, `top` None when bare."""

    folder: str
    common: str
    top: str | None

    @property
    def exists(self) -> bool:
        """Whether it is still there."""
        return os.path.isdir(self.folder)


class Standing(Struct, frozen=True):
    """An operation in progress: its name, how far it is in words, and the branch it works on (a rebase)."""

    name: str = ""
    progress: str = ""
    branch: str = ""


def likely(project: str) -> bool:
    """Whether a repository can be expected here; looks at names only."""
    folder = os.path.abspath(project)
    if all(os.path.exists(os.path.join(folder, name)) for name in ("HEAD", "objects", "refs")):
        return True
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
    return True


async def find(git: Git) -> Repository | None:
    """The repository, None when git sees none. Raises GitError when git refuses or cannot be run."""
    place = await git.ask("rev-parse", "--absolute-git-dir")
    if place.code != 0:
        if "not a git repository" in place.error:
            return None
        raise GitError(place.error)
    folder = _line(place.out)
    inside = _line(await git.tell("rev-parse", "--is-inside-work-tree")) == "true"
    top = _line(await git.tell("rev-parse", "--show-toplevel")) if inside else None
    return Repository(folder, _common(folder), top)


def marks(repository: Repository, references: Iterable[str], files: Iterable[str]) -> tuple[Mark, ...]:
    """What changes when the repository, one of its `references` or one of `files` does; costs one stat each."""
    own = [*_WATCHED, *(name for name, _ in _OPERATIONS)]
    paths = [os.path.join(repository.folder, name) for name in own]
    paths += [os.path.join(repository.common, name) for name in (*_SHARED, *references)]
    return tuple(mark(path) for path in (*paths, *files))


def mark(path: str) -> Mark:
    """Time, size and number of a file, None when there is none."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def standing(repository: Repository) -> Standing:
    """The operation that waits to be finished, an empty one when there is none."""
    name = next((word for path, word in _OPERATIONS if os.path.exists(os.path.join(repository.folder, path))), "")
    if name not in ("rebase", "am"):
        return Standing(name)
    for folder, here, end in _STEPS:
        steps = [_first_line(os.path.join(repository.folder, folder, file)) for file in (here, end)]
        if all(step.isdigit() for step in steps):
            branch = _first_line(os.path.join(repository.folder, folder, "head-name"))
            return Standing(name, "/".join(steps), branch.removeprefix("refs/heads/"))
    return Standing(name)


def last_action(repository: Repository) -> str:
    """The last word of the reflog: `commit`, `commit (amend)`, `pull`, `checkout`, `reset`; empty when unknown."""
    try:
        with open(os.path.join(repository.folder, "logs/HEAD"), "rb") as log:
            log.seek(max(os.fstat(log.fileno()).st_size - 4096, 0))
            lines = log.read(4096).splitlines()
    except OSError:
        return ""
    message = lines[-1].partition(b"\t")[2] if lines else b""
    return message.partition(b":")[0].decode("utf-8", "replace")


def _common(folder: str) -> str:
    """The git directory of the main work tree, which a linked one names in a file (gitrepository-layout(5))."""
    return os.path.normpath(os.path.join(folder, _first_line(os.path.join(folder, "commondir"))))


def _line(raw: bytes) -> str:
    return os.fsdecode(raw.removesuffix(b"\n"))


def _first_line(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return os.fsdecode(file.readline(4096)).strip()
    except OSError:
        return ""

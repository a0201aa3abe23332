"""Where a repository stands: its head, its index, and the merge, rebase... that waits to be finished."""

import os
import re
from collections.abc import Iterator

from console.actions.checkpoint.git import look

OPERATIONS = (
    (b"rebase-merge", "rebase"),
    (b"rebase-apply", "rebase"),
    (b"MERGE_HEAD", "merge"),
    (b"CHERRY_PICK_HEAD", "cherry-pick"),
    (b"REVERT_HEAD", "revert"),
    (b"BISECT_LOG", "bisect"),
)
_FILES = (
    b"index", b"MERGE_HEAD", b"MERGE_MSG", b"MERGE_MODE", b"MERGE_RR", b"AUTO_MERGE", b"SQUASH_MSG", b"ORIG_HEAD",
    b"CHERRY_PICK_HEAD", b"REVERT_HEAD", b"REBASE_HEAD", b"BISECT_LOG", b"BISECT_START", b"BISECT_TERMS",
    b"BISECT_NAMES", b"BISECT_EXPECTED_REV", b"BISECT_ANCESTORS_OK", b"BISECT_HEAD",
)  # fmt: skip
_FOLDERS = (b"rebase-merge", b"rebase-apply", b"sequencer")
_MOST = 256 * 1024 * 1024
_COMMIT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Repository:
    """A repository with a work tree at `top`; everything is read from its files, nothing of it is run."""

    def __init__(self, top: bytes) -> None:
        self.top = top
        self.folder = _git_dir(top)

    def operation(self) -> str:
        """What waits to be finished; empty for nothing."""
        return next((word for name, word in OPERATIONS if os.path.lexists(os.path.join(self.folder, name))), "")

    def head(self) -> tuple[str, str]:
        """The commit and the branch: no commit before the first, no branch when detached."""
        said = look(self.top, self.folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        commit = (said or b"").strip()
        first = self._first_line(b"HEAD")
        branch = first.removeprefix(b"ref: refs/heads/") if first.startswith(b"ref: ") else b""
        return (commit.decode() if _COMMIT.fullmatch(commit) else ""), branch.decode("utf-8", "replace")

    def state_files(self) -> Iterator[tuple[bytes, bytes]]:
        """The index and the files of an operation in progress, by name in the git directory, with their content."""
        for name in self.state_names():
            path = os.path.join(self.folder, name)
            try:
                if os.lstat(path).st_size <= _MOST:
                    with open(path, "rb") as file:
                        yield name, file.read()
            except OSError:
                continue  # it went away while we looked: the operation moved on

    def state_names(self) -> list[bytes]:
        """The names of those files that exist."""
        names = [name for name in _FILES if os.path.isfile(os.path.join(self.folder, name))]
        for folder in _FOLDERS:
            for place, folders, files in os.walk(os.path.join(self.folder, folder)):
                folders.sort()
                names += [os.path.relpath(os.path.join(place, name), self.folder) for name in sorted(files)]
        return names

    def _first_line(self, name: bytes) -> bytes:
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                return file.readline(4096).strip()
        except OSError:
            return b""


def is_state(name: bytes) -> bool:
    """Whether a name is one that `state_names` can give: an index, or a file of an operation."""
    parts = name.split(b"/")
    if any(part in (b"", b".", b"..") for part in parts) or b"\0" in name:
        return False
    return name in _FILES or (len(parts) > 1 and parts[0] in _FOLDERS)


def _git_dir(top: bytes) -> bytes:
    """The git directory of a work tree; a submodule or a linked one names it in a file (gitrepository-layout(5))."""
    path = os.path.join(top, b".git")
    if os.path.isdir(path):
        return path
    try:
        with open(path, "rb") as file:
            named = file.read(4096).strip().removeprefix(b"gitdir:").strip()
    except OSError:
        return path
    return os.path.normpath(os.path.join(top, named))

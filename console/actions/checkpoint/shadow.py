"""The shadow: a bare git directory of our own that holds the objects of all checkpoints of a project.

It stands alone: it borrows no object from the project's repository, so that nothing done there (gc, a new history,
`rm -rf .git`) can hollow out a checkpoint. Each checkpoint is a commit without parents under a reference of its own.
"""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from console.actions.checkpoint.git import CheckpointError, shadow, shadow_command, shadow_environment

REFERENCES = "refs/checkpoints/"
_BLOCK = 1024 * 1024
_LEFT_BEHIND = ("objects/pack/tmp_*", "objects/pack/.tmp-*", "objects/pack/*.keep", "fast_import_crash_*", "**/*.lock")


class Shadow:
    """The git directory below `folder`; every change needs the lock that `held` gives."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.git = os.path.join(folder, "git")

    @contextmanager
    def held(self) -> Iterator[int]:
        """The right to change; waits for whoever has it, also for a git that outlived its engine. Raises OSError."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        fd = os.open(os.path.join(self.folder, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            self._prepare(fd)
            yield fd
        finally:
            os.close(fd)

    def _prepare(self, lock: int) -> None:
        """Make the git directory when it is missing; half of one, left by a kill, is made whole."""
        if not os.path.exists(os.path.join(self.git, "ready")):
            os.makedirs(self.git, mode=0o700, exist_ok=True)
            shadow(self.git, "init", "--quiet", "--bare", "--template=", "--object-format=sha1", lock=lock)
            Path(self.git, "ready").touch(mode=0o600)

    def sweep(self) -> None:
        """Take away what a kill left behind; call with the lock held."""
        for pattern in _LEFT_BEHIND:
            for path in Path(self.git).glob(pattern):
                with suppress(FileNotFoundError):
                    path.unlink()

    def references(self) -> dict[str, str]:
        """Every checkpoint's commit by its token. Raises CheckpointError."""
        listed = shadow(self.git, "for-each-ref", "--format=%(objectname) %(refname)", REFERENCES)
        rows = (line.split(" ", 1) for line in listed.decode().splitlines())
        return {name.removeprefix(REFERENCES): commit for commit, name in rows}

    def names(self, token: str) -> tuple[str, str]:
        """The commit of a checkpoint, and the tree of its files, empty for none. Raises CheckpointError."""
        asked = f"{REFERENCES}{token}\n{REFERENCES}{token}:tree\n"
        rows = shadow(self.git, "cat-file", "--batch-check=%(objectname) %(objecttype)", feed=asked.encode())
        (commit, kind), (tree, below) = (line.rsplit(" ", 1) for line in rows.decode().splitlines())
        if kind != "commit":
            raise CheckpointError(f"there is no checkpoint {token}")
        return commit, tree if below == "tree" else ""

    def read(self, name: str, most: int) -> bytes:
        """One object such as `<commit>:manifest`. Raises CheckpointError when it is missing or larger than `most`."""
        if int(shadow(self.git, "cat-file", "-s", name)) > most:
            raise CheckpointError(f"{name} is larger than {most >> 20} MiB")
        return shadow(self.git, "cat-file", "blob", name)

    @contextmanager
    def reading(self) -> Iterator["Blobs"]:
        """Many objects, one after the other."""
        process = subprocess.Popen(
            shadow_command(self.git, "cat-file", "--batch"), cwd=self.git, env=shadow_environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield Blobs(process)
        finally:
            process.kill()
            process.communicate()

    def forget(self, tokens: list[str], lock: int) -> None:
        """Let checkpoints go; the room they took comes back with `compact`. Raises CheckpointError."""
        orders = "".join(f"delete {REFERENCES}{token}\n" for token in tokens)
        shadow(self.git, "update-ref", "--stdin", feed=orders.encode(), lock=lock)

    def compact(self, lock: int) -> None:
        """Pack what is still needed and drop the rest. Raises CheckpointError."""
        shadow(self.git, "repack", "-a", "-d", "-q", "--no-write-bitmap-index", lock=lock)
        shadow(self.git, "prune", "--expire=now", lock=lock)

    def packs(self) -> int:
        """How many packs there are: one more with each checkpoint until `compact`."""
        return len(list(Path(self.git, "objects", "pack").glob("*.pack")))

    def size(self) -> int:
        """Bytes of all checkpoints on the disk."""
        return sum(path.lstat().st_size for path in Path(self.git).rglob("*") if path.is_file())


class Blobs:
    """A git that answers with objects (git-cat-file(1), "BATCH OUTPUT")."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None  # noqa: S101 - piped by `reading`
        assert process.stdout is not None  # noqa: S101
        self._ask, self._answer = process.stdin, process.stdout
        self._left = 0

    def pieces(self, blob: bytes) -> Iterator[bytes]:
        """The content of an object. Raises CheckpointError when it is missing or cut short."""
        while self._left and self._answer.read(min(self._left, _BLOCK)):  # what the last asker did not want
            self._left = max(0, self._left - _BLOCK)
        self._ask.write(blob.hex().encode() + b"\n")
        self._ask.flush()
        words = self._answer.readline().split()
        if len(words) != 3 or words[1] != b"blob":
            raise CheckpointError(f"the object {blob.hex()} of the checkpoint is missing")
        self._left = int(words[2]) + 1
        while self._left > 1:
            piece = self._answer.read(min(self._left - 1, _BLOCK))
            if not piece:
                raise CheckpointError(f"the object {blob.hex()} of the checkpoint is damaged")
            self._left -= len(piece)
            yield piece
        self._answer.read(self._left)
        self._left = 0

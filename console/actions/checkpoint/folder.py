"""The folder of a project's checkpoints: taking, reading, comparing, going back, tidying. Knows of no engine."""

import os
import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from console.actions.checkpoint.compare import Difference, compare
from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.manifest import Manifest
from console.actions.checkpoint.restore import Outcome, refuse_midway, restore
from console.actions.checkpoint.shadow import Shadow
from console.actions.checkpoint.survey import Ground
from console.actions.checkpoint.take import Order, Taken, look, take

MiB = 1024 * 1024
MOST = 1024 * MiB
PACKS = 40
TRASH_S = 7 * 86_400.0
_COMMIT = re.compile(r"[0-9a-f]{40}")


class Limits(Struct, frozen=True, kw_only=True):
    """How large one file may be to be kept, and all checkpoints together, in bytes."""

    file: int = 64 * MiB
    total: int = 2048 * MiB


class Folder:
    """The checkpoints below `folder` of the work tree `project`; what lies in `state` is never part of it."""

    def __init__(self, folder: str, project: str, state: str, limits: Limits) -> None:
        self._shadow = Shadow(folder)
        self._trash = os.path.join(folder, "trash")
        self._limits = limits
        top, own, spare = map(os.fsencode, (os.path.realpath(project), os.path.realpath(state), self._shadow.git))
        self._ground = Ground(project=top, state=own, spare=spare, most=limits.file)

    def take(self, order: Order) -> Taken:
        """Keep the work tree as it is; the commit is on the disk when this returns. Raises CheckpointError, OSError."""
        return take(self._shadow, self._ground, order)

    def manifest(self, commit: str) -> bytes:
        """The stored manifest of a checkpoint. Raises CheckpointError."""
        return self._read(commit, "manifest")

    def state(self, commit: str) -> bytes:
        """What was given along with a checkpoint. Raises CheckpointError."""
        return self._read(commit, "state")

    def _read(self, commit: str, name: str) -> bytes:
        if not _COMMIT.fullmatch(commit):
            raise CheckpointError(f"{commit!r} names no checkpoint")
        return self._shadow.read(f"{commit}:{name}", MOST)

    def preview(self, wanted: Manifest, only: Sequence[bytes] = ()) -> Difference:
        """What going back would change now; nothing is written. Raises CheckpointError when it would be refused."""
        present = look(self._shadow, self._ground)
        refuse_midway(wanted, present)
        return compare(wanted, present, only)

    def restore(self, wanted: Manifest, present: Manifest, name: str, only: Sequence[bytes] = ()) -> Outcome:
        """Go back to `wanted` from `present`, which is kept; what goes lies below the trash under `name`.

        Raises CheckpointError, OSError.
        """
        trash = os.path.join(self._trash, name)
        os.makedirs(trash, mode=0o700)
        try:
            return restore(self._shadow, self._ground.project, os.fsencode(trash), wanted, present, only)
        finally:
            with suppress(OSError):  # something lies in it
                os.rmdir(trash)

    def sweep(self) -> dict[str, str]:
        """Take away what a kill left behind; returns the commit of every checkpoint by its token.

        Raises CheckpointError, OSError.
        """
        with self._shadow.held():
            self._shadow.sweep()
            return self._shadow.references()

    def forget(self, tokens: list[str]) -> None:
        """Let checkpoints go, and give their room back when there is much of it. Raises CheckpointError, OSError."""
        with self._shadow.held() as lock:
            self._shadow.forget(tokens, lock)
            if self._shadow.packs() > PACKS or self.full:
                self._shadow.compact(lock)

    @property
    def full(self) -> bool:
        """Whether the checkpoints take more room than they may."""
        return self._shadow.size() > self._limits.total

    def empty_trash(self, now: float) -> int:
        """Delete what was moved to the trash more than a week ago; returns of how many restores."""
        old = [path for path in Path(self._trash).glob("*") if now - path.lstat().st_mtime > TRASH_S]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)

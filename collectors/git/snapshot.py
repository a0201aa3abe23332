"""The checkout at one moment, and the state that is stored of it."""

import os
from collections.abc import Mapping

from msgspec import Struct

from collectors.foreign import safe, safe_name
from collectors.git.place import Mark, Repository, Standing, mark
from collectors.git.status import Status
from console.model.machine import GitState

NAMES = 200
DETACHED = "(detached)"
_GROWING = (".log", ".out", ".err")


class Snapshot(Struct, frozen=True):
    """What git said, what its files tell, and the marks of the first 200 files that differ.

    A log that lies in the tree has no mark: that it grows is the news of another collector.
    """

    status: Status
    standing: Standing
    files: Mapping[str, Mark]

    @property
    def branch(self) -> str:
        """The branch that is worked on: while it is rebased the head is detached from it."""
        return self.status.branch or self.standing.branch or DETACHED

    @property
    def followed(self) -> list[str]:
        """The files whose change is an edit."""
        return [name for name in self.files if not name.endswith(_GROWING)]

    @property
    def operation(self) -> str:
        """The operation in progress with what it waits for, such as `rebase 2/5, 1 conflict`."""
        words = f"{self.standing.name} {self.standing.progress}".strip()
        n = self.status.conflicts
        return f"{words}, {n} conflict{'s' if n > 1 else ''}" if words and n else words


def take(repository: Repository, status: Status, standing: Standing) -> Snapshot:
    """Look at the files that differ."""
    top = repository.top or repository.folder
    names = list(status.paths)[:NAMES]
    files = {name: None if name.endswith(_GROWING) else mark(os.path.join(top, name)) for name in names}
    return Snapshot(status, standing, files)


def state_of(snapshot: Snapshot, subject: str, committed: float | None) -> GitState:
    """What is stored: everything safe to show; `subject` is so already."""
    status = snapshot.status
    return GitState(
        branch=safe_name(os.fsencode(snapshot.branch)),
        head=status.head,
        subject=subject,
        committed=committed,
        upstream=None if status.upstream is None else safe_name(os.fsencode(status.upstream)),
        ahead=status.ahead,
        behind=status.behind,
        dirty=tuple(safe([os.fsencode(name) for name in snapshot.files])),
        dirty_total=status.total,
        operation=snapshot.operation,
    )

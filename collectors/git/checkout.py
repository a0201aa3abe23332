"""One checkout that is looked at again and again: git is run only when something can have changed."""

import os
from collections.abc import Sequence

import msgspec

from collectors.git import changes
from collectors.git.command import Git
from collectors.git.history import Commit, commits, count
from collectors.git.place import Mark, Repository, last_action, marks, standing
from collectors.git.snapshot import Snapshot, state_of, take
from collectors.git.status import read_bare, read_status
from console.model.batch import Batch, Progress, State
from console.model.event import Draft
from console.model.machine import GitState

FULL_S = 30.0
SEEN = "seen"


class Seen(msgspec.Struct, frozen=True):
    """The commit and branch that were told last, kept over restarts."""

    head: str
    branch: str


class Checkout:
    """Compares each look with the one before; `seen` is what an earlier run saw last."""

    def __init__(self, git: Git, repository: Repository, seen: Seen | None = None) -> None:
        self.repository = repository
        self._git = git
        self._seen = seen
        self._last: Snapshot | None = None
        self._stored: GitState | None = None
        self._marks: tuple[Mark, ...] = ()
        self._full_at = float("-inf")

    @property
    def new_folders(self) -> list[str]:
        """Folders without a tracked file, as of the newest look."""
        paths = self._last.status.paths if self._last is not None else {}
        return [os.path.join(self.repository.top or "", path[:-1]) for path in paths if path.endswith("/")]

    def changed(self) -> bool:
        """Whether a file that tells of changes is another than at the last look; runs nothing."""
        return self._last is None or self._mark(self._last) != self._marks

    async def look(self, now: float, monotonic: float, *, hinted: bool, every: float = FULL_S) -> Batch:
        """What is new at `now` (seconds since the epoch). Without a hint git runs at most once in `every` seconds.

        Raises GitError.
        """
        if not hinted and monotonic - self._full_at < every and not self.changed():
            return Batch()
        bare = self.repository.top is None
        status = await (read_bare(self._git) if bare else read_status(self._git))
        new = take(self.repository, status, standing(self.repository))
        self._full_at = monotonic
        events = await self._compare(new, now)
        state = await self._state(new)
        self._last, self._marks = new, self._mark(new)
        return Batch(events=tuple(events), states=self._news(state), progress=self._progress(new))

    async def _compare(self, new: Snapshot, now: float) -> list[Draft]:
        old = self._last
        drafts: list[Draft] = []
        if old is not None:
            drafts += changes.switched(old, new, now)
            drafts += changes.operations(old, new, now)
            drafts += changes.edits(old, new, now)
        return drafts + await self._moved(new, now)

    async def _moved(self, new: Snapshot, now: float) -> list[Draft]:
        """Commits since the head that was told last, on the same branch; a rebase or bisect is told when it is over."""
        seen, head = self._seen, new.status.head
        if seen is None or seen.branch != new.branch or _wandering(new) or head in ("", seen.head):
            return []
        reach = f"{seen.head}..{head}" if seen.head else head
        arrived = await commits(self._git, reach)
        n = len(arrived) if len(arrived) <= changes.SINGLY else await count(self._git, reach)
        return changes.moved(new.branch, head, arrived, n, last_action(self.repository), now)

    async def _state(self, new: Snapshot) -> GitState:
        head = new.status.head
        if self._stored is not None and self._stored.head == head:
            return state_of(new, self._stored.subject, self._stored.committed)
        newest: Sequence[Commit] = await commits(self._git, head, 1) if head else ()
        return state_of(new, newest[0].subject, newest[0].time) if newest else state_of(new, "", None)

    def _news(self, state: GitState) -> tuple[State, ...]:
        if state == self._stored:
            return ()
        self._stored = state
        return (State("git", "head", msgspec.to_builtins(state)),)

    def _progress(self, new: Snapshot) -> tuple[Progress, ...]:
        seen = Seen(new.status.head, new.branch)
        if seen == self._seen or _wandering(new):
            return ()
        self._seen = seen
        return (Progress(SEEN, os.fsencode(f"{seen.head}\0{seen.branch}")),)

    def _mark(self, snapshot: Snapshot) -> tuple[Mark, ...]:
        """The marks of the repository, of its branch and upstream, and of the files that differ."""
        references = [f"refs/heads/{snapshot.branch}", f"refs/remotes/{snapshot.status.upstream or ''}"]
        top = self.repository.top or self.repository.folder
        return marks(self.repository, references, [f"{top}/{name}" for name in snapshot.followed])


def load_seen(saved: bytes | None) -> Seen | None:
    """What an earlier run saw last, None when that cannot be told."""
    if saved is None or b"\0" not in saved:
        return None
    head, _, branch = os.fsdecode(saved).partition("\0")
    return Seen(head, branch)


def _wandering(snapshot: Snapshot) -> bool:
    """Whether the head moves over commits that are not the branch's own yet."""
    return snapshot.standing.name in ("rebase", "am", "bisect")

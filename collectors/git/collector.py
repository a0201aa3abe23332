"""The git collector: looks when files tell of a change, at an interval otherwise, and says why it sees nothing."""

import asyncio
import os
import shutil
from contextlib import suppress

import msgspec

from collectors.git.checkout import FULL_S, SEEN, Checkout, Seen, load_seen
from collectors.git.command import Git, GitError
from collectors.git.place import Mark, find, likely, mark
from collectors.git.watch import TreeWatch, tracked_folders
from console.model.batch import Batch, Emit, Resume, State
from console.model.clock import Clock
from console.model.settings import GitSettings

NO_CHECKOUT = "not a git checkout"
NO_GIT = "git is not installed"
PATIENCE = 3
BLIND_S = 10.0
AIM_S = 30.0
REST = 20.0


class GitCollector:
    """Follows the checkout that `project` lies in; without one it stays alive and says so in `git`/`note`."""

    name = "git"

    def __init__(self, settings: GitSettings, project: str, clock: Clock) -> None:
        self._settings = settings
        self._project = project
        self._clock = clock

    @property
    def interval(self) -> float:
        """Seconds between looks."""
        return self._settings.interval_s

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Look until cancelled. Raises GitError when git fails three times in a row."""
        watch = TreeWatch()
        session = _Session(Git(self._project), self._project, watch, self._clock, load_seen(resume.get(SEEN)))
        task = asyncio.create_task(watch.run())
        try:
            while True:
                began = self._clock.monotonic()
                await emit(await session.look())
                await self._wait(watch, self._clock.monotonic() - began)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _wait(self, watch: TreeWatch, spent: float) -> None:
        """Until the interval is over or a hint comes; after a hint rest, so that looking takes 5 % of the time."""
        pause = asyncio.ensure_future(self._clock.sleep(self.interval))
        hint = asyncio.ensure_future(watch.hint.wait())
        try:
            await asyncio.wait((pause, hint), return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
            hint.cancel()
        if watch.hint.is_set():
            await self._clock.sleep(min(spent * REST, self.interval))


class _Session:
    """Finds the checkout, looks at it, and aims the watch; a repository may appear and disappear."""

    def __init__(self, git: Git, project: str, watch: TreeWatch, clock: Clock, seen: Seen | None) -> None:
        self._git = git
        self._project = project
        self._watch = watch
        self._clock = clock
        self._seen = seen
        self._checkout: Checkout | None = None
        self._note: str | None = None
        self._failures = 0
        self._aimed_at = float("-inf")
        self._aimed_for: Mark = None

    async def look(self) -> Batch:
        """What is new; an empty batch when nothing is. Raises GitError at the third failure in a row."""
        hinted = self._watch.hint.is_set()
        self._watch.hint.clear()
        try:
            batch = await self._look(hinted)
        except GitError:
            self._failures += 1
            if self._failures >= PATIENCE:
                raise
            return Batch()
        self._failures = 0
        return batch

    async def _look(self, hinted: bool) -> Batch:
        checkout, reason = await self._found()
        if checkout is None:
            return self._absent(reason)
        every = FULL_S if self._watch.working else BLIND_S
        now, monotonic = self._clock.now(), self._clock.monotonic()
        batch = await checkout.look(now, monotonic, hinted=hinted, every=every)
        await self._aim(checkout, monotonic)
        if self._note is not None:
            self._note = None
            batch = msgspec.structs.replace(batch, states=(*batch.states, State("git", "note", None)))
        return batch

    async def _found(self) -> tuple[Checkout | None, str]:
        """The checkout, or why there is none. Raises GitError."""
        if self._checkout is not None and self._checkout.repository.exists:
            return self._checkout, ""
        self._checkout = None
        if not likely(self._project):
            return None, NO_CHECKOUT
        if shutil.which("git") is None:
            return None, NO_GIT
        repository = await find(self._git)
        if repository is None:
            return None, NO_CHECKOUT
        self._checkout = Checkout(self._git, repository, self._seen)
        return self._checkout, ""

    def _absent(self, reason: str) -> Batch:
        """A sign of life; the first one says that there is nothing to see, and why."""
        if reason == self._note:
            return Batch()
        self._note = reason
        self._seen = None
        self._watch.aim(())
        return Batch(states=(State("git", "head", None), State("git", "note", reason)))

    async def _aim(self, checkout: Checkout, monotonic: float) -> None:
        """Watch the folders of tracked files; ask for them again when the index is another, now and then."""
        repository = checkout.repository
        index = mark(os.path.join(repository.folder, "index"))
        if index == self._aimed_for or monotonic - self._aimed_at < AIM_S:
            return
        self._aimed_for, self._aimed_at = index, monotonic
        folders = [] if repository.top is None else await tracked_folders(self._git, repository.top)
        self._watch.aim((repository.folder, *folders, *checkout.new_folders))

"""Which version a job runs with: the one that was named, else the commit of a checkout in which nothing differs."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

from msgspec import Struct

from collectors.git.command import Git, GitError
from collectors.git.status import read_status
from console.engine.queue.reuse import Asks
from console.model.job import Ending, Job, Work
from console.store import deploys
from console.text.clean import clean

NAMED = 3
AT_ONCE = 4
LONGEST = 200


class Version(Struct, frozen=True):
    """A commit or a name; where it is empty `problem` says why."""

    name: str
    problem: str = ""

    @property
    def short(self) -> str:
        """What a person reads: a commit by its first signs."""
        hashed = len(self.name) == 40 and all(sign in "0123456789abcdef" for sign in self.name)
        return self.name[:9] if hashed else self.name


async def version_of(work: Work) -> Version:
    """Which version a job would run with now. A name that git knows means its commit."""
    if work.version:
        return Version(await _commit(work) or clean(work.version)[:LONGEST])
    if not _checkout(work.cwd):
        return Version("", f"{clean(work.cwd)} is no git checkout: name a version")
    try:
        status = await read_status(Git(work.cwd))
    except GitError as error:
        return Version("", f"git does not tell what differs: {error}")
    if not status.head:
        return Version("", "nothing is committed yet: commit, or name a version")
    if status.total:
        named = ", ".join(clean(path) for path in list(status.paths)[:NAMED])
        more = f" and {status.total - NAMED} more" if status.total > NAMED else ""
        return Version("", f"the checkout differs from its commit ({named}{more}): commit, or name a version")
    return Version(status.head)


class Versions:
    """Keeps with which version every named job ran, beside the jobs: nobody waits for it but who asks."""

    def __init__(self, ask: Asks) -> None:
        self._ask = ask
        self._looks: dict[int, asyncio.Task[None]] = {}
        self._few = asyncio.Semaphore(AT_ONCE)

    def begins(self, job: Job) -> None:
        """An attempt of a job begins now."""
        if job.work.name and (job.work.version or _checkout(job.work.cwd)):
            self._then(job, self._began(job))

    def ended(self, job: Job, ending: Ending) -> None:
        """An attempt of a job has ended now."""
        if job.work.name and ending.cause not in ("cancelled", "interrupted"):
            self._then(job, self._ended(job, ending, self._looks.get(job.id)))

    async def settled(self) -> None:
        """Wait until all that ended is known."""
        if self._looks:
            await asyncio.wait(list(self._looks.values()))

    def _then(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._looks[job.id] = task
        task.add_done_callback(lambda done: self._looks.get(job.id) is done and self._looks.pop(job.id))

    async def _began(self, job: Job) -> None:
        version = await self._look(job)
        if version:
            name = job.work.name
            await self._ask(lambda conn: deploys.began(conn, job.id, job.attempt, name, version))

    async def _ended(self, job: Job, ending: Ending, before: asyncio.Task[None] | None) -> None:
        """What an attempt proves of a version, unless that changed under way."""
        if before is not None:
            await before
        began = await self._ask(lambda conn: deploys.began_with(conn, job.id, job.attempt))
        if began and began == await self._look(job):
            await self._ask(lambda conn: deploys.ended(conn, job.id, job.attempt, passed=ending.code == 0))

    async def _look(self, job: Job) -> str:
        async with self._few:
            return (await version_of(job.work)).name


async def _commit(work: Work) -> str:
    """The commit that a name means in the job's checkout; empty where it means none."""
    if not work.version.isprintable() or not _checkout(work.cwd):
        return ""
    try:
        found = await Git(work.cwd).ask(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{work.version}^{{commit}}"
        )
    except (GitError, ValueError):
        return ""
    return found.out.decode("ascii", "replace").strip() if found.code == 0 else ""


def _checkout(folder: str) -> bool:
    """Whether a folder lies in a checkout, as far as the files tell."""
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
    return True

"""Gets the logs of failed jobs, one after the other, has them examined, and tells what they told."""

import asyncio
from collections.abc import Awaitable, Callable

from msgspec import Struct

from collectors.ci import news
from collectors.ci.errors import CiError, LimitedError, UnableError, UnreachableError
from collectors.ci.examiner import Examined, Examiner
from collectors.ci.provider import Ability
from collectors.ci.shelf import Shelf
from collectors.ci.sights import LOGS
from collectors.ci.watch import Watch
from console.model.batch import Batch
from console.model.ci import CiJob, CiNews, Run, Told
from console.model.clock import Clock

A_RUN = 20
TRIES = 3
AGAIN = 20.0


class Task(Struct, frozen=True):
    """A failed job of a watched place."""

    watch: Watch
    run: Run
    job: CiJob

    @property
    def key(self) -> tuple[str, str, str]:
        """Place, run and job."""
        return self.run.place, self.run.id, self.job.id


class Digger:
    """`emit` returns after the commit, with which the job counts as told."""

    def __init__(
        self, shelf: Shelf, examiner: Examiner, emit: Callable[[Batch], Awaitable[None]], clock: Clock
    ) -> None:
        self._shelf = shelf
        self._examiner = examiner
        self._emit = emit
        self._clock = clock
        self._queue: asyncio.Queue[Task] = asyncio.Queue()
        self._waiting: set[tuple[str, str, str]] = set()
        self._read: dict[tuple[str, str, int], int] = {}

    def add(self, task: Task) -> None:
        """Take a failed job; one that waits already is left where it is."""
        if task.key not in self._waiting:
            self._waiting.add(task.key)
            self._queue.put_nowait(task)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            task = await self._queue.get()
            try:
                await self._dig(task)
            finally:
                self._waiting.discard(task.key)

    async def _dig(self, task: Task) -> None:
        if task.watch.memory.told(task.run, task.job):
            return
        found = await self._examined(task)
        now = self._clock.now()
        task.watch.memory.tell(task.run.id, task.job.id)
        await self._emit(
            Batch(
                events=(news.job_failed(task.run, task.job, found.told, now),),
                passed=(found.passed,) if found.passed else (),
                ci=CiNews(told=(found.told,)),
                progress=(task.watch.progress(),),
            )
        )

    async def _examined(self, task: Task) -> Examined:
        """What the job's log told, or why it told nothing."""
        run, job = task.run, task.job
        known = (run.place, run.id, run.attempt)
        self._read[known] = self._read.get(known, 0) + 1
        if self._read[known] > A_RUN:
            return Examined(_without(job, f"only the logs of {A_RUN} failed jobs of a run are read"))
        if Ability.LOG not in task.watch.provider.can:
            return Examined(_without(job, "its log cannot be read without a token"))
        try:
            path = await self._log(task)
        except (CiError, OSError) as error:
            return Examined(_without(job, f"its log cannot be read: {error}"))
        provider = task.watch.provider
        return await self._examiner.failed(run, job, path, lambda other: self._shelf.fetch(provider, other))

    async def _log(self, task: Task) -> str:
        """Download the log; what may be better soon is tried again. Raises CiError, OSError."""
        sights = task.watch.sights
        for attempt in range(1, TRIES + 1):
            try:
                path = await self._shelf.fetch(task.watch.provider, task.job)
            except UnableError:
                raise
            except CiError as error:
                sights.bad(LOGS, error)
                if attempt == TRIES or not isinstance(error, UnreachableError | LimitedError):
                    raise
                await self._clock.sleep(AGAIN * attempt)
            else:
                sights.good(LOGS, self._clock.now())
                return path
        raise UnreachableError("its log did not come")


def _without(job: CiJob, note: str) -> Told:
    return Told(place=job.place, run=job.run, job=job.id, note=note)

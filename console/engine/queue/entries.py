"""The jobs that are not over, in memory and in the store at once: nothing is believed that is not written down."""

import asyncio

from msgspec.structs import replace

from console.actions.queue.book import BEGUN, Book, standing
from console.bus import Channel
from console.engine.queue.errors import JobError
from console.engine.queue.ledger import Ledger
from console.model.clock import Clock
from console.model.job import Job, JobState, Track, Work
from console.store.writer import Committed

CHANGED = frozenset({"jobs"})
PLANNED = CHANGED | {"plan"}


class Entries:
    """The `book` and the `ledger` kept in step. `loaded` is set once the jobs of an earlier engine are known.

    `wake` is set by every change, `tracks` are the groups that somebody set up. Who starts a job, changes it or takes
    it out holds `turn`: what one finds must not be overtaken by the other.
    """

    def __init__(self, ledger: Ledger, committed: Channel[Committed], clock: Clock) -> None:
        self.ledger = ledger
        self.book = Book()
        self.tracks: dict[str, Track] = {}
        self.wake = asyncio.Event()
        self.loaded = asyncio.Event()
        self.turn = asyncio.Lock()
        self._committed = committed
        self._clock = clock

    async def change(self, job: Job, *, asked: bool = False) -> None:
        """Keep a job in another state while it does not run; `asked` by a person."""
        await self.ledger.change(job, asked=asked)
        await self.know(job)

    async def over(self, job: Job) -> None:
        """A job that never began is over; so may be those after it."""
        waiting = self.book.waiting_for(job.id)
        await self.change(replace(job, finished=self._clock.now(), next_attempt=None))
        await self.release(waiting)

    async def release(self, jobs: list[Job]) -> None:
        """Let go, or cancel, those that waited."""
        for job in jobs:
            await self._release(job)

    async def _release(self, job: Job) -> None:
        """Begin anew where the job changed while those before it were asked for: it may have been cancelled."""
        while True:
            present = self.book.jobs.get(job.id)
            if present is None or present.state in BEGUN:
                return  # begun, perhaps by an engine that knew of an end which a copy of the store does not
            settled = standing(job, await self.ended(job.work))
            if self.book.jobs.get(job.id) is present:
                break
            job = self.book.jobs.get(job.id, job)
        if settled.state.over:
            await self.over(settled)
        elif settled != job:
            await self.change(settled)

    async def know(self, job: Job) -> None:
        """Know a job as the store has it now."""
        self.book.put(job, None if job.state.over else await self.ledger.expected(job.work))
        self.announce(PLANNED if job.work.step else CHANGED)

    async def ended(self, work: Work) -> dict[int, JobState]:
        """How those jobs ended that a job comes after and that are over. Raises JobError."""
        return await self.ledger.ends([after.job for after in work.after if after.job not in self.book.jobs])

    def announce(self, tables: frozenset[str] = CHANGED) -> None:
        """Tell everybody that something changed."""
        self.wake.set()
        self._committed.publish(Committed(tables=tables))

    async def open(self, number: int) -> Job:
        """A job that is not over. Raises JobError."""
        await self.loaded.wait()
        job = self.book.jobs.get(number)
        if job is None:
            raise JobError(f"job {number} is over, or never was")
        return job

    async def known(self, number: int) -> Job:
        """A job, over or not. Raises JobError."""
        job = self.book.jobs.get(number) or await self.ledger.job(number)
        if job is None:
            raise JobError(f"there is no job {number}")
        return job

"""The queue in the store: what is decided is written here before it is done, however long the disk makes us wait."""

import logging
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from console.engine.queue.errors import JobError
from console.model.clock import Clock
from console.model.job import Ending, Job, JobState, Track, Work
from console.store import read_jobs, read_plan, write_jobs
from console.store.journal import Journal, Line
from console.store.writer import StoreCorruptError, StoreUnavailableError, Writer

T = TypeVar("T")

RETRY = 0.5
REMEMBERED = 20_000

log = logging.getLogger(__name__)


class Ledger:
    """Everything the queue keeps; a store that cannot be written holds the caller back, and loses nothing.

    What is asked is in `journal` too, in case that the store itself is lost.
    """

    def __init__(self, writer: Writer, clock: Clock, journal: Journal | None = None) -> None:
        self._writer = writer
        self._clock = clock
        self._journal = journal
        self._expected: dict[str, float | None] = {}

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of the journal."""
        return (self._journal.problem,) if self._journal and self._journal.problem else ()

    async def load(self) -> tuple[list[Job], dict[str, Track]]:
        """The jobs that are not over, and the groups."""
        return await self.ask(lambda conn: (list(read_jobs.open_jobs(conn)), read_jobs.tracks(conn)))

    async def job(self, number: int) -> Job | None:
        """One job, over or not."""
        return await self.ask(lambda conn: read_jobs.one(conn, number))

    async def expected(self, work: Work) -> float | None:
        """How many seconds such work took in the middle of its last passes; None when it never passed here."""
        recipe = write_jobs.recipe(work)
        if recipe not in self._expected:
            took = sorted(await self.ask(lambda conn: read_jobs.durations(conn, recipe)))
            if len(self._expected) >= REMEMBERED:
                self._expected.clear()
            self._expected[recipe] = took[len(took) // 2] if took else None
        return self._expected[recipe]

    async def add(self, job: Job, token: str) -> tuple[int, bool]:
        """Keep a new job; returns its number and that it is new: the same token gives the same job.

        Raises JobError for a step that is not in the plan.
        """

        def write(conn: sqlite3.Connection) -> tuple[int, bool]:
            if job.work.step and not read_plan.known(conn, job.work.step):
                raise JobError(f"there is no {job.work.step} in the plan; `kontrapunkt plan show` lists it")
            number, new = write_jobs.add(conn, job, token)
            self._note(conn, Line(time=now, job=number, work=job.work, title=job.title, who=job.who, token=token))
            return number, new

        now = self._clock.now()
        return await self.ask(write)

    async def change(self, job: Job, *, asked: bool = False) -> None:
        """Keep the state of a job that does not run; `asked` by a person."""
        change, now = _change(job), self._clock.now()

        def write(conn: sqlite3.Connection) -> None:
            write_jobs.change(conn, (change,))
            if asked or job.state.over:
                line = Line(time=now, job=job.id, state=job.state.value, cause=job.cause, attempt=job.attempt)
                self._note(conn, line)

        await self.ask(write)

    async def edit(self, job: Job) -> None:
        """Keep what is to run instead, and the state that gives."""
        change = _change(job)

        def write(conn: sqlite3.Connection) -> None:
            write_jobs.edit(conn, job.id, job.work, job.title)
            write_jobs.change(conn, (change,))
            self._note(conn, Line(time=now, job=job.id, work=job.work, title=job.title))

        now = self._clock.now()
        await self.ask(write)

    async def begin(self, job: Job) -> None:
        """Keep that the attempt of a job begins."""
        await self.ask(lambda conn: write_jobs.begin(conn, job.id, job.attempt, self._clock.now()))

    async def end(self, job: Job, attempt: int, ending: Ending) -> None:
        """Keep how an attempt ended, and what became of the job."""
        change, now = _change(job), self._clock.now()
        await self.ask(lambda conn: write_jobs.end(conn, job.id, attempt, ending, change, now))
        self._expected.pop(write_jobs.recipe(job.work), None)

    async def set_track(self, track: Track) -> None:
        """Keep how a group is set up."""

        def write(conn: sqlite3.Connection) -> None:
            write_jobs.set_track(conn, track.name, track.parallel, paused=track.paused)
            self._note(conn, Line(time=now, track=track))

        now = self._clock.now()
        await self.ask(write)

    async def how_ended(self, jobs: list[int]) -> dict[int, JobState | None]:
        """The states of jobs; None for those nobody knows."""
        found = await self.ask(lambda conn: [read_jobs.one(conn, number) for number in jobs])
        return {number: job.state if job else None for number, job in zip(jobs, found, strict=True)}

    async def ends(self, jobs: list[int]) -> dict[int, JobState]:
        """The states of those jobs that are over. Raises JobError for one that nobody knows."""
        found = await self.how_ended(jobs) if jobs else {}
        unknown = [number for number, state in found.items() if state is None]
        if unknown:
            raise JobError(f"there is no job {unknown[0]} to come after")
        return {number: state for number, state in found.items() if state is not None and state.over}

    def _note(self, conn: sqlite3.Connection, line: Line) -> None:
        """Keep an order in the journal as well, which is gone through when it has grown."""
        if self._journal is None:
            return
        self._journal.append(line)
        if self._journal.large:
            self._journal.compact({job.id for job in read_jobs.open_jobs(conn)}, line.time)

    async def ask(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run something on the store's writer, again and again until the store lets it."""
        while True:
            try:
                return await self._writer.aside(work)
            except StoreCorruptError:
                raise
            except StoreUnavailableError as error:
                log.warning("the queue cannot be written, nothing is lost, trying again: %s", error)
                await self._clock.sleep(RETRY)


def _change(job: Job) -> write_jobs.Change:
    return write_jobs.Change(
        job=job.id,
        state=job.state,
        cause=job.cause,
        next_attempt=job.next_attempt,
        finished=job.finished,
        step=job.work.step,
    )

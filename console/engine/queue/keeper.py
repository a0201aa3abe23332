"""Keeps the work queue: what people and rooms of the engine ask of it; what it does by itself is in `turns`."""

from collections.abc import Mapping

from msgspec.structs import replace

from console.actions import retry
from console.actions.queue.book import BEGUN, standing
from console.actions.queue.schedule import Room
from console.bus import Channel
from console.engine.queue.care import Care
from console.engine.queue.entries import Entries
from console.engine.queue.errors import JobError
from console.engine.queue.ledger import Ledger
from console.engine.queue.reuse import Reuse
from console.engine.queue.runs import Runs
from console.engine.queue.title import title
from console.engine.queue.turns import Limits, Told, Turns
from console.model.clock import Clock
from console.model.job import Job, JobState, Track, Work
from console.store.writer import Committed


def as_set_up(tracks: Mapping[str, Track], parallel: int) -> tuple[Mapping[str, Track], int]:
    """The groups' limits as people set them."""
    return tracks, parallel


class JobKeeper:
    """Owns every job that is not over. `room` says why a need cannot be met now, `told` hears of every ending.

    `care` says what else is in a job's way and what follows a failure, `runs` brings attempts to their end,
    `reuse` says which jobs with inputs need not run, `limits` how many of a group the strategy lets run now.
    """

    def __init__(
        self, ledger: Ledger, committed: Channel[Committed], clock: Clock, folder: str, room: Room, care: Care,
        told: Told, *, runs: Runs, random: retry.Random, limits: Limits = as_set_up,
        reuse: Reuse | None = None,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._runs = runs
        self._entries = Entries(ledger, committed, clock)
        self._turns = Turns(
            self._entries, clock, folder, room, care, told, runs=runs, random=random, limits=limits, reuse=reuse
        )

    @property
    def busy(self) -> bool:
        """Whether jobs run or will: the engine stays for them."""
        return bool(self._entries.book.jobs) or not self._entries.loaded.is_set()

    async def open_jobs(self) -> tuple[Job, ...]:
        """Every job that is not over, once those of an earlier engine are known."""
        await self._entries.loaded.wait()
        return tuple(self._entries.book.jobs.values())

    async def run(self) -> None:
        """Take over what there is, then start what may start, until cancelled; running jobs go on without us."""
        await self._turns.run()

    async def add(self, work: Work, who: str, token: str = "") -> Job:
        """Enqueue; the job is on the disk when this returns. Asked again with the same token it is the same job.

        Raises JobError for a predecessor nobody knows.
        """
        await self._entries.loaded.wait()
        draft = Job(id=0, work=work, title=title(work), state=JobState.QUEUED, enqueued=self._clock.now(), who=who)
        job = standing(draft, await self._entries.ended(work))
        number, new = await self._entries.ledger.add(job, token)
        if not new:
            return await self._entries.known(number)
        job = replace(job, id=number)
        if job.state.over:
            await self._entries.over(job)
            return job
        await self._entries.know(job)
        if job.state is JobState.WAITING:
            await self._entries.release([job])  # what it waits for may have ended under way
        return self._entries.book.jobs.get(number, job)

    async def cancel(self, number: int) -> str:
        """End a job, or take it out of the queue; says what was done."""
        async with self._entries.turn:
            job = await self._entries.open(number)
            if job.state not in BEGUN:
                await self._entries.over(replace(job, state=JobState.CANCELLED, cause="cancelled"))
                return f"job {number} was taken out of the queue"
        if not self._runs.stop(number):
            raise JobError(f"job {number} is being rolled back; that is seen through")
        await self._turns.end(job)
        return f"job {number} was ended"

    async def pause(self, number: int) -> str:
        """Hold a running job where it is."""
        job = await self._entries.open(number)
        if job.state is not JobState.RUNNING or not self._turns.attempt(job).pause():
            raise JobError(f"job {number} does not run ({job.state.value})")
        await self._entries.change(replace(job, state=JobState.PAUSED, cause="paused"))
        return f"job {number} is paused"

    async def resume(self, number: int) -> str:
        """Let a paused job go on."""
        job = await self._entries.open(number)
        if job.state is not JobState.PAUSED or not self._turns.attempt(job).resume():
            raise JobError(f"job {number} is not paused ({job.state.value})")
        await self._entries.change(replace(job, state=JobState.RUNNING, cause=""))
        return f"job {number} goes on"

    async def again(self, number: int) -> str:
        """Run a job that is over once more: another attempt of the same job."""
        await self._entries.loaded.wait()
        if number in self._entries.book.jobs:
            raise JobError(f"job {number} is not over ({self._entries.book.jobs[number].state.value})")
        job = await self._entries.known(number)
        queued = replace(job, state=JobState.QUEUED, cause="tried again", finished=None, next_attempt=None)
        await self._entries.change(queued, asked=True)
        return f"job {number} is queued for attempt {job.attempt + 1}"

    async def edit(self, number: int, work: Work) -> str:
        """Put other work in a job's place, while it has not begun."""
        async with self._entries.turn:
            job = await self._entries.open(number)
            if job.state in BEGUN:
                raise JobError(f"job {number} has begun")
            if self._entries.book.circle(number, work.after):
                raise JobError(f"job {number} would wait for itself")
            settled = standing(replace(job, work=work, title=title(work)), await self._entries.ended(work))
            await self._entries.ledger.edit(settled)
            await self._entries.know(settled)
        await self._entries.release([settled])  # what it waits for may have ended under way
        return f"job {number} is changed"

    async def work(self, number: int) -> Work:
        """What a job that is not over is to do."""
        return (await self._entries.open(number)).work

    async def set_track(self, track: Track) -> None:
        """Keep how many jobs of a group run side by side."""
        await self._entries.ledger.set_track(track)
        self._entries.tracks[track.name] = track
        self._entries.announce()

    def track(self, name: str) -> Track:
        """A group as it is set up."""
        return self._entries.tracks.get(name) or Track(name=name, parallel=self._turns.parallel)

    def free(self, dependency: str) -> None:
        """Let the jobs ask again that waited for something they depend on."""
        self._entries.book.free(dependency)
        self._entries.wake.set()

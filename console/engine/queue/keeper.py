"""Keeps the work queue: starts jobs, follows them to their end, and takes over what an earlier engine started.

What is decided stands in the store before it is done: an attempt's row before its folder, its folder before its
supervisor. So whatever dies in between, the next engine knows how far it came, and nothing runs twice.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from msgspec.structs import replace

from console.actions import retry
from console.actions.attempt import Attempt
from console.actions.queue.book import Book, standing
from console.actions.queue.schedule import Room, choose
from console.bus import Channel
from console.engine.queue.attendants import Attendants
from console.engine.queue.care import Care
from console.engine.queue.errors import JobError
from console.engine.queue.follow import HANDOVER
from console.engine.queue.ledger import Ledger
from console.engine.queue.outcome import hindered, outcome
from console.engine.queue.rest import first_of
from console.engine.queue.reuse import Reuse
from console.engine.queue.runs import Runs
from console.engine.queue.title import title
from console.model.clock import Clock
from console.model.job import Ending, Job, JobState, Track, Work
from console.store.writer import Committed

CHANGED = frozenset({"jobs"})
PLANNED = CHANGED | {"plan"}
LOOK = 5.0
BEGUN = (JobState.RUNNING, JobState.PAUSED)

Told = Callable[[Job, Ending, Attempt], Awaitable[None]]
Limits = Callable[[Mapping[str, Track], int], tuple[Mapping[str, Track], int]]


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
        self._ledger = ledger
        self._committed = committed
        self._clock = clock
        self._folder = folder
        self._room = room
        self._care = care
        self._told = told
        self._runs = runs
        self._reuse = reuse
        self._parallel = os.cpu_count() or 1
        self._random = random
        self._limits = limits
        self._wake = asyncio.Event()
        self._loaded = asyncio.Event()
        self._attendants = Attendants(self._wake.set)
        self._cancelled: set[int] = set()
        self._book = Book()
        self._tracks: dict[str, Track] = {}

    @property
    def busy(self) -> bool:
        """Whether jobs run or will: the engine stays for them."""
        return bool(self._book.jobs) or not self._loaded.is_set()

    async def open_jobs(self) -> tuple[Job, ...]:
        """Every job that is not over, once those of an earlier engine are known."""
        await self._loaded.wait()
        return tuple(self._book.jobs.values())

    async def run(self) -> None:
        """Take over what there is, then start what may start, until cancelled; running jobs go on without us."""
        try:
            await self._load()
            while True:
                await self._turn()
                await self._rest()
        finally:
            self._attendants.cancel()

    async def add(self, work: Work, who: str, token: str = "") -> Job:
        """Enqueue; the job is on the disk when this returns. Asked again with the same token it is the same job.

        Raises JobError for a predecessor nobody knows.
        """
        await self._loaded.wait()
        draft = Job(id=0, work=work, title=title(work), state=JobState.QUEUED, enqueued=self._clock.now(), who=who)
        job = standing(draft, await self._ended(work))
        number, new = await self._ledger.add(job, token)
        if not new:
            return await self._known(number)
        job = replace(job, id=number)
        if job.state.over:
            await self._over(job)
        else:
            await self._know(job)
        return job

    async def cancel(self, number: int) -> str:
        """End a job, or take it out of the queue; says what was done."""
        job = await self._open(number)
        if job.state not in BEGUN:
            await self._over(replace(job, state=JobState.CANCELLED, cause="cancelled"))
            return f"job {number} was taken out of the queue"
        if not self._runs.stop(number):
            raise JobError(f"job {number} is being rolled back; that is seen through")
        self._cancelled.add(number)
        await self._end(job)
        return f"job {number} was ended"

    async def _end(self, job: Job) -> None:
        """See a job to its end; one that is only about to start has no supervisor to be told yet."""
        while self._attendants.there(job.id):
            told = await asyncio.to_thread(self._attempt(self._book.jobs.get(job.id, job)).cancel)
            await self._attendants.gone(job.id, None if told else HANDOVER)
            self._runs.stop(job.id)

    async def pause(self, number: int) -> str:
        """Hold a running job where it is."""
        job = await self._open(number)
        if job.state is not JobState.RUNNING or not self._attempt(job).pause():
            raise JobError(f"job {number} does not run ({job.state.value})")
        await self._change(replace(job, state=JobState.PAUSED, cause="paused"))
        return f"job {number} is paused"

    async def resume(self, number: int) -> str:
        """Let a paused job go on."""
        job = await self._open(number)
        if job.state is not JobState.PAUSED or not self._attempt(job).resume():
            raise JobError(f"job {number} is not paused ({job.state.value})")
        await self._change(replace(job, state=JobState.RUNNING, cause=""))
        return f"job {number} goes on"

    async def again(self, number: int) -> str:
        """Run a job that is over once more: another attempt of the same job."""
        await self._loaded.wait()
        if number in self._book.jobs:
            raise JobError(f"job {number} is not over ({self._book.jobs[number].state.value})")
        job = await self._known(number)
        queued = replace(job, state=JobState.QUEUED, cause="tried again", finished=None, next_attempt=None)
        await self._change(queued, asked=True)
        return f"job {number} is queued for attempt {job.attempt + 1}"

    async def edit(self, number: int, work: Work) -> str:
        """Put other work in a job's place, while it has not begun."""
        job = await self._open(number)
        if job.state in BEGUN:
            raise JobError(f"job {number} has begun")
        if self._book.circle(number, work.after):
            raise JobError(f"job {number} would wait for itself")
        settled = standing(replace(job, work=work, title=title(work)), await self._ended(work))
        await self._ledger.edit(settled)
        await self._know(settled)
        return f"job {number} is changed"

    async def work(self, number: int) -> Work:
        """What a job that is not over is to do."""
        return (await self._open(number)).work

    async def set_track(self, track: Track) -> None:
        """Keep how many jobs of a group run side by side."""
        await self._ledger.set_track(track)
        self._tracks[track.name] = track
        self._announce()

    def track(self, name: str) -> Track:
        """A group as it is set up."""
        return self._tracks.get(name) or Track(name=name, parallel=self._parallel)

    async def _load(self) -> None:
        jobs, self._tracks = await self._ledger.load()
        for job in jobs:
            self._book.put(job, await self._ledger.expected(job.work))
        for job in jobs:
            if job.state in BEGUN:
                self._attendants.attend(job.id, self._see_through(job))
            elif job.state is JobState.WAITING:
                await self._release([job])  # its predecessor may have ended when nobody was left to tell it
        self._loaded.set()
        self._announce()

    async def _turn(self) -> None:
        """Start what may start now."""
        self._wake.clear()
        self._attendants.raise_damage()
        now = self._clock.now()
        for job in self._book.due(now):
            await self._change(replace(job, state=JobState.QUEUED, next_attempt=None))
        await self._release(self._book.let_go())
        tracks, parallel = self._limits(self._tracks, self._parallel)
        choice = choose(self._book.line, self._book.running, tracks, parallel, self._room, now)
        self._book.hold(choice.held)
        for ready in choice.start:
            job = self._book.jobs[ready.id]
            if self._reuse is not None and job.work.inputs:
                self._compare(job, self._reuse)
            else:
                await self._begin(job)

    def _compare(self, job: Job, reuse: Reuse) -> None:
        """Look whether a job need not run, beside the others; in the store it is queued until that is known."""
        self._book.put(replace(job, state=JobState.RUNNING, cause="its inputs are compared"))
        self._attendants.attend(job.id, self._spare(job, reuse))

    async def _spare(self, job: Job, reuse: Reuse) -> None:
        reason = await reuse.spared(job)
        if job.id in self._cancelled:
            self._cancelled.discard(job.id)
            await self._over(replace(job, state=JobState.CANCELLED, cause="cancelled"))
        elif reason:
            await self._over(replace(job, state=JobState.PASSED, cause=reason))
        else:
            await self._begin(job)

    def free(self, dependency: str) -> None:
        """Let the jobs ask again that waited for something they depend on."""
        self._book.free(dependency)
        self._wake.set()

    async def _begin(self, job: Job) -> None:
        """Write the attempt down, then start it, unless something it depends on is out of order."""
        if hindrance := await self._care.admit(job):
            held = hindered(job, hindrance, self._clock.now())
            await (self._over(held) if held.state.over else self._change(held))
            return
        now, number = self._clock.now(), job.attempt + 1
        begun = replace(job, state=JobState.RUNNING, attempt=number, started=now, exit_code=None, cause="")
        await self._ledger.begin(begun)
        self._book.put(begun)
        self._announce()
        self._attendants.attend(begun.id, self._see_through(begun))

    async def _see_through(self, job: Job) -> None:
        """Bring an attempt to its end; write down how it ended and what follows for its job and those after it."""
        attempt = self._attempt(job)
        ending = await self._runs.to_its_end(job, attempt, await self._care.work(job), partial(self._say, job.id))
        step = None if ending.final else await self._care.after(job, ending, attempt)
        now, cancelled = self._clock.now(), job.id in self._cancelled
        settled = outcome(self._book.jobs[job.id], ending, cancelled=cancelled, now=now, random=self._random, step=step)
        await self._ledger.end(settled, job.attempt, ending)
        self._cancelled.discard(job.id)
        waiting = self._book.waiting_for(job.id)
        await self._know(settled)
        if settled.state.over:
            await self._release(waiting)
        if settled.state is JobState.PASSED and self._reuse is not None and job.work.inputs:
            await self._reuse.passed(settled, ending)
        await self._told(settled, ending, attempt)

    async def _say(self, number: int, words: str) -> None:
        """Tell what a running job is about."""
        await self._change(replace(self._book.jobs[number], cause=words))

    async def _release(self, jobs: list[Job]) -> None:
        """Let go, or cancel, those that waited."""
        for job in jobs:
            present = self._book.jobs.get(job.id)
            if present is None or present.state in BEGUN:
                continue  # begun by an engine that knew of an end which a copy of the store does not
            settled = standing(job, await self._ended(job.work))
            if settled.state.over:
                await self._over(settled)
            elif settled != job:
                await self._change(settled)

    async def _over(self, job: Job) -> None:
        """A job that never began is over; so may be those after it."""
        waiting = self._book.waiting_for(job.id)
        await self._change(replace(job, finished=self._clock.now(), next_attempt=None))
        await self._release(waiting)

    async def _change(self, job: Job, *, asked: bool = False) -> None:
        await self._ledger.change(job, asked=asked)
        await self._know(job)

    async def _know(self, job: Job) -> None:
        self._book.put(job, None if job.state.over else await self._ledger.expected(job.work))
        self._announce(PLANNED if job.work.step else CHANGED)

    async def _ended(self, work: Work) -> dict[int, JobState]:
        """How those jobs ended that a job comes after and that are over. Raises JobError."""
        return await self._ledger.ends([after.job for after in work.after if after.job not in self._book.jobs])

    async def _rest(self) -> None:
        """Sleep until something changed, an attempt is due, or the machine may have room again."""
        due = self._book.next_due()
        pause = LOOK if due is None else min(LOOK, max(0.0, due - self._clock.now()))
        await first_of(self._clock.sleep(pause), self._wake.wait())

    def _announce(self, tables: frozenset[str] = CHANGED) -> None:
        self._wake.set()
        self._committed.publish(Committed(tables=tables))

    async def _open(self, number: int) -> Job:
        await self._loaded.wait()
        job = self._book.jobs.get(number)
        if job is None:
            raise JobError(f"job {number} is over, or never was")
        return job

    async def _known(self, number: int) -> Job:
        """A job, over or not. Raises JobError."""
        job = self._book.jobs.get(number) or await self._ledger.job(number)
        if job is None:
            raise JobError(f"there is no job {number}")
        return job

    def _attempt(self, job: Job) -> Attempt:
        return Attempt(os.path.join(self._folder, str(job.id), str(job.attempt)))

"""What the queue does by itself: takes over what there is, starts what may start, sees every attempt to its end.

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
from console.actions.queue.book import BEGUN
from console.actions.queue.schedule import Room, choose
from console.engine.queue.attendants import Attendants
from console.engine.queue.care import Care
from console.engine.queue.entries import Entries
from console.engine.queue.follow import HANDOVER
from console.engine.queue.outcome import hindered, outcome
from console.engine.queue.rest import first_of
from console.engine.queue.reuse import Reuse
from console.engine.queue.runs import Runs
from console.model.clock import Clock
from console.model.job import Ending, Job, JobState, Track

LOOK = 5.0

Told = Callable[[Job, Ending, Attempt], Awaitable[None]]
Limits = Callable[[Mapping[str, Track], int], tuple[Mapping[str, Track], int]]


class Turns:
    """Goes on until cancelled; `parallel` is the limit of groups that nobody set up. For the rest see JobKeeper."""

    def __init__(
        self, entries: Entries, clock: Clock, folder: str, room: Room, care: Care, told: Told, *,
        runs: Runs, random: retry.Random, limits: Limits, reuse: Reuse | None,
    ) -> None:  # fmt: skip
        self._entries = entries
        self._clock = clock
        self._folder = folder
        self._room = room
        self._care = care
        self._told = told
        self._runs = runs
        self._reuse = reuse
        self._random = random
        self._limits = limits
        self._attendants = Attendants(entries.wake.set)
        self._cancelled: set[int] = set()
        self.parallel = os.cpu_count() or 1

    async def run(self) -> None:
        """Take over what there is, then start what may start, until cancelled; running jobs go on without us."""
        try:
            await self._load()
            while True:
                await self._turn()
                await self._rest()
        finally:
            self._attendants.cancel()

    def attempt(self, job: Job) -> Attempt:
        """The present attempt of a job."""
        return Attempt(os.path.join(self._folder, str(job.id), str(job.attempt)))

    async def end(self, job: Job) -> None:
        """See a job to its end; one that is only about to start has no supervisor to be told yet."""
        self._cancelled.add(job.id)
        while self._attendants.there(job.id):
            told = await asyncio.to_thread(self.attempt(self._entries.book.jobs.get(job.id, job)).cancel)
            await self._attendants.gone(job.id, None if told else HANDOVER)
            self._runs.stop(job.id)

    async def _load(self) -> None:
        jobs, self._entries.tracks = await self._entries.ledger.load()
        for job in jobs:
            self._entries.book.put(job, await self._entries.ledger.expected(job.work))
        for job in jobs:
            if job.state in BEGUN:
                self._attendants.attend(job.id, self._see_through(job))
            elif job.state is JobState.WAITING:
                await self._entries.release([job])  # its predecessor may have ended when nobody was left to tell it
        self._entries.loaded.set()
        self._entries.announce()

    async def _turn(self) -> None:
        """Start what may start now."""
        self._entries.wake.clear()
        self._attendants.raise_damage()
        now = self._clock.now()
        for job in self._entries.book.due(now):
            await self._entries.change(replace(job, state=JobState.QUEUED, next_attempt=None))
        await self._entries.release(self._entries.book.let_go())
        tracks, parallel = self._limits(self._entries.tracks, self.parallel)
        choice = choose(self._entries.book.line, self._entries.book.running, tracks, parallel, self._room, now)
        self._entries.book.hold(choice.held)
        for ready in choice.start:
            job = self._entries.book.jobs[ready.id]
            if self._reuse is not None and job.work.inputs:
                self._compare(job, self._reuse)
            else:
                await self._begin(job)

    def _compare(self, job: Job, reuse: Reuse) -> None:
        """Look whether a job need not run, beside the others; in the store it is queued until that is known."""
        self._entries.book.put(replace(job, state=JobState.RUNNING, cause="its inputs are compared"))
        self._attendants.attend(job.id, self._spare(job, reuse))

    async def _spare(self, job: Job, reuse: Reuse) -> None:
        reason = await reuse.spared(job)
        if job.id in self._cancelled:
            self._cancelled.discard(job.id)
            await self._entries.over(replace(job, state=JobState.CANCELLED, cause="cancelled"))
        elif reason:
            await self._entries.over(replace(job, state=JobState.PASSED, cause=reason))
        else:
            await self._begin(job)

    async def _begin(self, job: Job) -> None:
        """Write the attempt down, then start it, unless something it depends on is out of order."""
        async with self._entries.turn:
            present = self._entries.book.jobs.get(job.id)
            if present is None or present.state is JobState.WAITING:
                return  # taken out or changed since it was chosen
            if hindrance := await self._care.admit(present):
                held = hindered(present, hindrance, self._clock.now())
                await (self._entries.over(held) if held.state.over else self._entries.change(held))
                return
            now, number = self._clock.now(), present.attempt + 1
            begun = replace(present, state=JobState.RUNNING, attempt=number, started=now, exit_code=None, cause="")
            await self._entries.ledger.begin(begun)
            self._entries.book.put(begun)
            self._entries.announce()
            self._attendants.attend(begun.id, self._see_through(begun))

    async def _see_through(self, job: Job) -> None:
        """Bring an attempt to its end; write down how it ended and what follows for its job and those after it."""
        attempt = self.attempt(job)
        ending = await self._runs.to_its_end(job, attempt, await self._care.work(job), partial(self._say, job.id))
        step = None if ending.final else await self._care.after(job, ending, attempt)
        now, cancelled = self._clock.now(), job.id in self._cancelled
        settled = outcome(
            self._entries.book.jobs[job.id], ending, cancelled=cancelled, now=now, random=self._random, step=step
        )
        await self._entries.ledger.end(settled, job.attempt, ending)
        self._cancelled.discard(job.id)
        waiting = self._entries.book.waiting_for(job.id)
        await self._entries.know(settled)
        if settled.state.over:
            await self._entries.release(waiting)
        if settled.state is JobState.PASSED and self._reuse is not None and job.work.inputs:
            await self._reuse.passed(settled, ending)
        await self._told(settled, ending, attempt)

    async def _say(self, number: int, words: str) -> None:
        """Tell what a running job is about."""
        await self._entries.change(replace(self._entries.book.jobs[number], cause=words))

    async def _rest(self) -> None:
        """Sleep until something changed, an attempt is due, or the machine may have room again."""
        due = self._entries.book.next_due()
        pause = LOOK if due is None else min(LOOK, max(0.0, due - self._clock.now()))
        await first_of(self._clock.sleep(pause), self._entries.wake.wait())

"""Starts a job early that the person will probably ask for, gives it to them when they do, and ends it when not.

Only jobs that the configuration in force names and calls idempotent are ever started so.
"""

import asyncio
import os

from msgspec import Struct
from msgspec.structs import replace

from collectors.logs.watch import Watch
from console.actions.attempt import Attempt
from console.actions.inputs.content import lasting
from console.actions.inputs.ignored import ignored
from console.actions.inputs.sight import Sight, differing, look
from console.actions.recipes.recipe import Recipe
from console.actions.speculate.habit import WINDOW, Cases, Guess, Habit, class_of, likely, rate, worth
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.rest import first_of
from console.engine.queue.reuse import Asks
from console.engine.recipes import BEGUN, ProjectJobs
from console.model.clock import Clock
from console.model.job import Work
from console.store import habits as table
from console.store.habits import OPEN, RIGHT, STALE, WRONG

WHO = "speculation"
SWEEP = 5.0
QUIET = 0.3
PATIENCE = 3.0
LOWEST = -1000
NICE = 19
IDLE = 0.5
"""Load per core below which the machine counts as idle."""
AGAIN = 30.0
"""Seconds before the next guess after one during which files changed; doubled each time: it may change them itself."""


class Started(Struct, frozen=True):
    """The job that was started early, on which files, and when (seconds that never go back)."""

    number: int
    work: Work
    sight: Sight
    at: float


class Early:
    """Learns from saves and from what people ask for; does nothing unless `[speculate] enabled` says so."""

    def __init__(self, jobs: ProjectJobs, keeper: JobKeeper, ask: Asks, clock: Clock, state: str, folder: str) -> None:
        self._jobs = jobs
        self._keeper = keeper
        self._ask = ask
        self._clock = clock
        self._outside = (state,)
        self._folder = folder
        self._hinted = asyncio.Event()
        self._kernel = Watch(clock, lambda _changes: self._hinted.set(), lambda _why: self._hinted.set())
        self._sight: Sight | None = None
        self._cases = Cases()
        self._habits: dict[str, Habit] = {}
        self._guesses: list[Guess] = []
        self._asked: dict[str, Work] = {}
        self._open: Started | None = None
        self._stale = 0
        self._not_before = 0.0

    @property
    def notices(self) -> tuple[str, ...]:
        """That guessing is off, while it is although it was asked for."""
        now = self._clock.now()
        if not self._jobs.settings.speculate.enabled or worth(self._guesses, now):
            return ()
        closed, right = rate(self._guesses, now)
        return (f"jobs are not started early for now: {right} of {closed} were asked for",)

    async def run(self) -> None:
        """Watch and guess until cancelled."""
        kernel = asyncio.create_task(self._kernel.run(), name="saved files")
        try:
            while True:
                await self._jobs.refresh()
                if self._jobs.settings.speculate.enabled:
                    await self._turn()
                else:
                    self._sight = None
                await first_of(self._hinted.wait(), self._clock.sleep(SWEEP))
                await self._quiet()
        finally:
            kernel.cancel()

    async def claim(self, work: Work) -> int | None:
        """A person asks for this: the number of the job that was started early for it, None when there is none."""
        recipe = self._recipe(work.name)
        if recipe is None or self._sight is None:
            return None
        self._asked[work.name] = work
        await self._learn(self._cases.asked(self._clock.monotonic()), work.name)
        started = self._open
        if started is None or started.work.name != work.name:
            return None
        fits = _same(started.work, work) and not await self._changed(started.sight, await self._look())
        await self._close(RIGHT if fits else STALE)
        if fits:
            await self._promote(started, work)
        return started.number if fits else None

    async def _turn(self) -> None:
        """Look what was saved; what nobody asked for in time was a wrong guess."""
        now, first = await self._look(), self._sight is None
        if first:
            await self._load()
        changed = [] if self._sight is None else await self._changed(self._sight, now)
        self._sight = now
        self._kernel.set(dict.fromkeys([self._jobs.project, *map(os.path.dirname, now)]))
        if changed:
            await self._saved(changed, now)
        else:
            await self._learn(self._cases.expired(self._clock.monotonic()), "")
            if self._open is not None and self._clock.monotonic() - self._open.at > WINDOW:
                await self._close(WRONG)

    async def _saved(self, changed: list[str], sight: Sight) -> None:
        now = self._clock.monotonic()
        classes = {class_of(path, self._jobs.project) for path in changed}
        await self._learn(self._cases.saved(classes, now), "")
        if self._open is not None:
            await self._close(STALE)
            self._stale += 1
            self._not_before = now + AGAIN * 2.0 ** min(self._stale, 8)
        recipe = self._recipe(likely(self._habits, classes))
        if recipe is not None and now >= self._not_before and worth(self._guesses, self._clock.now()):
            await self._start(recipe, sight)

    async def _start(self, recipe: Recipe, sight: Sight) -> None:
        """Start the job at the lowest priority, when nothing else runs."""
        running = any(job.state in BEGUN for job in await self._keeper.open_jobs())
        if running or os.getloadavg()[0] > IDLE * (os.cpu_count() or 1):
            return
        asked = self._asked.get(recipe.name) or self._jobs.work(recipe)
        job = await self._keeper.add(replace(asked, priority=LOWEST, nice=NICE, after=(), deadline=None), WHO)
        await self._ask(lambda conn: table.keep_guess(conn, job.id, recipe.name, self._clock.now()))
        self._open = Started(job.id, asked, sight, self._clock.monotonic())

    async def _close(self, outcome: str) -> None:
        """The open guess is over; unless it was right its job ends."""
        started, self._open = self._open, None
        if started is None:
            return
        await self._judge(started.number, outcome)
        if outcome != STALE:
            self._guesses.append(Guess(self._clock.now(), outcome == RIGHT))
        if outcome == RIGHT:
            self._stale = 0
            return
        for job in await self._keeper.open_jobs():
            if job.id == started.number:
                await self._jobs.withdraw(job)

    async def _judge(self, number: int, outcome: str) -> None:
        await self._ask(lambda conn: table.judge(conn, number, outcome))

    async def _promote(self, started: Started, work: Work) -> None:
        """Give the job the priority of what was asked for, in the queue or on the machine."""
        for job in await self._keeper.open_jobs():
            if job.id != started.number:
                continue
            if job.state in BEGUN:
                attempt = Attempt(os.path.join(self._folder, str(job.id), str(job.attempt)))
                await asyncio.to_thread(_hurry, attempt)
            else:
                await self._keeper.edit(job.id, work)

    async def _learn(self, classes: frozenset[str], job: str) -> None:
        """One more case for each of these classes."""
        if not classes:
            return
        self._habits.update({one: self._habits.get(one, Habit()).with_case(job) for one in classes})
        new = {one: (self._habits[one].cases, dict(self._habits[one].kept)) for one in classes}
        await self._ask(lambda conn: table.keep_habits(conn, new))

    async def _load(self) -> None:
        """Know what earlier engines learned; a guess that one left open is over."""
        found = await self._ask(table.habits)
        self._habits = {one: Habit(cases, kept) for one, (cases, kept) in found.items()}
        told = await self._ask(table.guesses)
        self._guesses = [Guess(time, outcome == RIGHT) for _, _, time, outcome in told if outcome in (RIGHT, WRONG)]
        left = {number for number, _, _, outcome in told if outcome == OPEN}
        for number in left - {self._open.number if self._open else 0}:
            await self._judge(number, STALE)
        for job in await self._keeper.open_jobs():
            if job.id in left:
                await self._jobs.withdraw(job)

    async def _look(self) -> Sight:
        return await asyncio.to_thread(look, self._jobs.project, ("**",), self._outside)

    async def _changed(self, before: Sight, after: Sight) -> list[str]:
        found = differing(before, after)
        left_out = await asyncio.to_thread(ignored, self._jobs.project, found) if found else frozenset()
        return [path for path in found if path not in left_out]

    def _recipe(self, name: str) -> Recipe | None:
        known = (recipe for recipe in self._jobs.recipes if recipe.name == name)
        return next((recipe for recipe in known if recipe.settings.idempotent and not recipe.settings.after), None)

    async def _quiet(self) -> None:
        until = self._clock.monotonic() + PATIENCE
        while self._hinted.is_set() and self._clock.monotonic() < until:
            self._hinted.clear()
            await self._clock.sleep(QUIET)
        self._hinted.clear()


def _same(started: Work, asked: Work) -> bool:
    plain = started.argv == asked.argv and started.cwd == asked.cwd and not asked.force
    return plain and lasting(started.env) == lasting(asked.env)


def _hurry(attempt: Attempt) -> None:
    """Raise the priority of a running job's processes, where the system lets us: an own login may not everywhere."""
    child = attempt.child()
    if child is None:
        return
    try:
        os.setpriority(os.PRIO_PGRP, child.pid, 0)
    except (PermissionError, ProcessLookupError):
        return

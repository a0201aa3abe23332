"""Runs the jobs of the project that watch files: a moment after the last change, and never twice for the same one.

The kernel's notifications only save waiting; what changed is found by looking at the files, so that nothing is missed
that changed while no engine ran. What a run of the job itself changes could start it for ever: such follow-ups are put
off longer and longer.
"""

import asyncio
import logging

from msgspec import Struct

from collectors.logs.watch import Watch
from console.actions.inputs.globs import Globs
from console.actions.inputs.ignored import ignored
from console.actions.inputs.sight import Sight, differing, look, stamp
from console.actions.recipes.recipe import Recipe
from console.engine.queue.rest import first_of
from console.engine.queue.reuse import Asks
from console.engine.recipes import BEGUN, ProjectJobs
from console.model.clock import Clock
from console.model.job import After, Condition, Job
from console.store import recurring
from console.store.recurring import Watched

WHO = "watch"
SWEEP = 5.0
QUIET = 0.3
PATIENCE = 3.0
PATIENT_CHAIN = 2
FIRST_DELAY = 10.0
LONGEST_DELAY = 600.0

log = logging.getLogger(__name__)


class Seen(Struct):
    """What is known of one watch: its files, whether its job ran when they were looked at, and own changes in a row."""

    spec: str
    sight: Sight
    busy: bool = False
    chain: int = 0
    not_before: float = 0.0


class JobWatch:
    """Looks after every job with `watch`; `outside` are folders that never count (the engine's own)."""

    def __init__(self, jobs: ProjectJobs, ask: Asks, clock: Clock, outside: tuple[str, ...]) -> None:
        self._jobs = jobs
        self._ask = ask
        self._clock = clock
        self._outside = outside
        self._hinted = asyncio.Event()
        self._kernel = Watch(clock, lambda _changes: self._hinted.set(), lambda _why: self._hinted.set())
        self._seen: dict[str, Seen] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        kernel = asyncio.create_task(self._kernel.run(), name="watched folders")
        try:
            while True:
                await self._jobs.refresh()
                await self.turn()
                await first_of(self._hinted.wait(), self._clock.sleep(SWEEP))
                await self._quiet()
        finally:
            kernel.cancel()

    async def turn(self) -> None:
        """Look at every watch once."""
        watching = [recipe for recipe in self._jobs.recipes if recipe.settings.watch]
        folders: dict[str, None] = {}
        for recipe in watching:
            try:
                cwd, globs = self._jobs.work(recipe).cwd, recipe.settings.watch
                now = await asyncio.to_thread(look, cwd, globs, self._outside)
                found = await asyncio.to_thread(lambda: list(Globs(cwd, globs, self._outside).folders()))  # noqa: B023
            except ValueError as error:
                log.warning("job %s: %s", recipe.name, error)
                continue
            folders.update(dict.fromkeys(found))
            await self._compare(recipe, now)
        self._kernel.set(folders)

    async def _quiet(self) -> None:
        """Wait until nothing has changed for a moment, however much does."""
        until = self._clock.monotonic() + PATIENCE
        while self._hinted.is_set() and self._clock.monotonic() < until:
            self._hinted.clear()
            await self._clock.sleep(QUIET)
        self._hinted.clear()

    async def _compare(self, recipe: Recipe, now: Sight) -> None:
        seen = self._seen.get(recipe.name)
        words = "\n".join(recipe.settings.watch)
        runs = await self._jobs.open_runs(recipe)
        busy = any(job.state in BEGUN for job in runs)
        if seen is None or seen.spec != words:
            self._seen[recipe.name] = Seen(words, now, busy)
            await self._first(recipe, words, now, runs)
            return
        changed = differing(seen.sight, now)
        own, seen.busy = busy or seen.busy, busy
        if not changed or self._clock.monotonic() < seen.not_before:
            return
        seen.sight = now
        if set(changed) <= await asyncio.to_thread(ignored, self._jobs.project, changed):
            return
        self._pace(recipe, seen, own=own)
        await self._act(recipe, words, now, runs)

    def _pace(self, recipe: Recipe, seen: Seen, *, own: bool) -> None:
        """Put the next run off where run after run is followed by changes that came while it ran."""
        seen.chain = seen.chain + 1 if own else 0
        if seen.chain > PATIENT_CHAIN:
            pause = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (seen.chain - PATIENT_CHAIN - 1))
            seen.not_before = self._clock.monotonic() + pause
            log.warning("job %s: its files change while it runs; the next look is in %.0f s", recipe.name, pause)

    async def _first(self, recipe: Recipe, words: str, now: Sight, runs: list[Job]) -> None:
        """A watch that is new begins with what is there; one that is known asks what changed since."""
        known = (await self._ask(recurring.watched)).get(recipe.name)
        if known is None or known.spec != words:
            await self._keep(recipe, words, now)
        elif known.stamp != stamp(now):
            await self._act(recipe, words, now, runs)

    async def _act(self, recipe: Recipe, words: str, now: Sight, runs: list[Job]) -> None:
        """Queue a run in place of one that waits; what a person asked for and has not begun sees the change anyway.

        The run is queued before the stamp is stored: killed in between, the token finds the run again.
        """
        begun = [job for job in runs if job.state in BEGUN]
        waiting = [job for job in runs if job.state not in BEGUN]
        if all(job.who == WHO for job in waiting):
            for job in [*waiting, *(begun if recipe.settings.restart else ())]:
                await self._jobs.withdraw(job)
            behind = () if recipe.settings.restart else tuple(After(job.id, Condition.ALWAYS) for job in begun)
            await self._jobs.queue(recipe, WHO, f"{WHO}:{recipe.name}:{stamp(now)}", behind)
        await self._keep(recipe, words, now)

    async def _keep(self, recipe: Recipe, words: str, now: Sight) -> None:
        kept = Watched(words, stamp(now))
        await self._ask(lambda conn: recurring.keep_watched(conn, recipe.name, kept))

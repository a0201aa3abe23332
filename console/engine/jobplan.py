"""Runs the jobs of the project that have a schedule; when each is due next stands in the store."""

from datetime import tzinfo

from console.actions.recipes.recipe import Recipe
from console.actions.recipes.schedule import Due, settle, spec
from console.engine.queue.reuse import Asks
from console.engine.recipes import ProjectJobs
from console.model.clock import Clock
from console.store import recurring
from console.store.recurring import Scheduled

WHO = "schedule"
LOOK = 15.0
"""Seconds after which the clock is looked at again at the latest: it may have leapt, or the machine been suspended."""
SHORTEST = 0.05


class JobPlan:
    """Looks which jobs are due; a job whose last run is not over yet is not queued a second time."""

    def __init__(self, jobs: ProjectJobs, ask: Asks, clock: Clock, zone: tzinfo | None = None) -> None:
        self._jobs = jobs
        self._ask = ask
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self._jobs.refresh()
            due = await self.turn()
            await self._clock.sleep(min(LOOK, max(SHORTEST, due - self._clock.now())))

    async def turn(self) -> float:
        """Queue what is due; returns when the next job is."""
        planned = [(recipe, words) for recipe in self._jobs.recipes if (words := spec(recipe.settings))]
        if not planned:
            return self._clock.now() + LOOK
        known = await self._ask(recurring.schedules)
        return min([await self._settle(recipe, words, known.get(recipe.name)) for recipe, words in planned])

    async def _settle(self, recipe: Recipe, words: str, known: Scheduled | None) -> float:
        """The run is queued before its next time is stored: killed in between, the token finds the run again."""
        before = Due(known.next, known.last) if known and known.spec == words else None
        run, due = settle(words, before, self._clock.now(), self._zone)
        if run and before is not None and not await self._jobs.open_runs(recipe):
            await self._jobs.queue(recipe, WHO, f"{WHO}:{recipe.name}:{words}:{before.next:.3f}")
        if due != before:
            kept = Scheduled(words, due.next, due.last)
            await self._ask(lambda conn: recurring.keep_schedule(conn, recipe.name, kept))
        return due.next

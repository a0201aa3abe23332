"""Tests wait while something of the project builds and the machine is short: both would only slow each other down."""

from collections.abc import Awaitable, Callable

from console.actions.strategy.kinds import is_build, is_test
from console.engine.ladder import Ladder
from console.engine.queue.care import Hindrance
from console.model.job import Job, JobState

NAME = "tests wait"
AGAIN = 5.0
"""Seconds until a test asks again."""

OpenJobs = Callable[[], Awaitable[tuple[Job, ...]]]


class Deferral:
    """`short` says what the machine is short of, empty where nothing; `jobs` are those that are not over."""

    def __init__(self, ladder: Ladder, jobs: OpenJobs, short: Callable[[], str]) -> None:
        self._ladder = ladder
        self._jobs = jobs
        self._short = short

    async def admit(self, job: Job) -> Hindrance | None:
        """Why a job that tests waits now; None where it may start."""
        if not is_test(job.work.argv, job.work.name) or self._ladder.refused(NAME):
            return None
        build = await self._build()
        short = self._short() if build else ""
        if build is None or not short:
            await self._ladder.undo(NAME)
            return None
        await self._ladder.take(
            NAME, f"tests wait while job {build.id} builds ({short})", "running them beside it", "the build is over"
        )
        return Hindrance(f"it waits while job {build.id} ({build.title}) builds: {short}", AGAIN)

    async def look(self) -> None:
        """End the workaround where nothing builds, or the machine has room again."""
        if self._ladder.takes(NAME) and (await self._build() is None or not self._short()):
            await self._ladder.undo(NAME)

    async def _build(self) -> Job | None:
        """A job that builds now."""
        running = (job for job in await self._jobs() if job.state is JobState.RUNNING)
        return next((job for job in running if is_build(job.work.argv, job.work.name)), None)

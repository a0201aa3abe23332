"""What the engine does of itself for the jobs of the project: schedules, watches, early starts."""

import os
from collections.abc import Coroutine
from typing import Any

from console.engine.early import Early
from console.engine.jobplan import JobPlan
from console.engine.jobwatch import JobWatch
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.reuse import Asks
from console.engine.recipes import ProjectJobs
from console.model.clock import Clock
from console.model.job import Work


class Project:
    """`config` is the configuration file instead of the project's and the user's, `state` the engine's own folder."""

    def __init__(
        self, keeper: JobKeeper, ask: Asks, clock: Clock, project: str, state: str, config: str | None
    ) -> None:
        self._jobs = ProjectJobs(keeper, ask, project, os.path.join(state, "jobs"), config)
        self._plan = JobPlan(self._jobs, ask, clock)
        self._watch = JobWatch(self._jobs, ask, clock, (state,))
        self._early = Early(self._jobs, keeper, ask, clock, state, os.path.join(state, "jobs"))

    @property
    def notices(self) -> tuple[str, ...]:
        """What is wrong with the jobs of the project."""
        return (*self._jobs.problems, *self._early.notices)

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until cancelled, by name."""
        return [("schedule", self._plan.run()), ("watch", self._watch.run()), ("early", self._early.run())]

    async def claim(self, work: Work) -> int | None:
        """The number of the job that was started early for what a person asks for; None where there is none."""
        return await self._early.claim(work)

"""What the engine does of itself for the jobs of the project: schedules and watches, wired in one place."""

import os
from collections.abc import Coroutine
from typing import Any

from console.engine.jobplan import JobPlan
from console.engine.jobwatch import JobWatch
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.reuse import Asks
from console.engine.recipes import ProjectJobs
from console.model.clock import Clock


class Project:
    """`config` is the configuration file instead of the project's and the user's, `state` the engine's own folder."""

    def __init__(
        self, keeper: JobKeeper, ask: Asks, clock: Clock, project: str, state: str, config: str | None
    ) -> None:
        self._jobs = ProjectJobs(keeper, ask, project, os.path.join(state, "jobs"), config)
        self._plan = JobPlan(self._jobs, ask, clock)
        self._watch = JobWatch(self._jobs, ask, clock, (state,))

    @property
    def notices(self) -> tuple[str, ...]:
        """What is wrong with the jobs of the project."""
        return self._jobs.problems

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until cancelled, by name."""
        return [("schedule", self._plan.run()), ("watch", self._watch.run())]

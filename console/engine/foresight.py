"""The engine's department of foresight: budgets, patterns, pain, forecasts and flow, fed with what is written."""

import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from console.bus import Channel
from console.engine.commands import Handler
from console.engine.findings import Deliver, Findings
from console.engine.flow import FlowKeeper
from console.engine.forecast import Forecasts
from console.engine.found import Found
from console.engine.objectives import Objectives
from console.engine.queue.ledger import Ledger
from console.model.clock import Clock
from console.model.job import Job
from console.model.settings import Settings
from console.store.statedir import StateDir
from console.store.tables import Batches
from console.store.writer import Committed, Writer


class Foresight:
    """Wires the online analysts; what one finds the others may need. Raises ReadError when the store cannot be read."""

    def __init__(
        self,
        project: str,
        state: StateDir,
        settings: Settings,
        committed: Channel[Committed],
        found: Channel[Found],
        deliver: Deliver,
        writer: Writer,
        clock: Clock,
        open_jobs: Callable[[], Awaitable[Sequence[Job]]],
    ) -> None:
        self._objectives = Objectives(committed, deliver, Ledger(writer, clock), clock, settings.slo)
        self._findings = Findings.of(
            project, state, settings, committed, found, deliver, clock, lambda: self._objectives.budgets
        )
        self._forecasts = Forecasts(
            deliver,
            clock,
            project=project,
            state=state,
            tell=self._findings.observe,
            jobs=open_jobs,
            own=settings.forecast,
        )
        self.looming = self._forecasts.looming
        offset = float(time.localtime(clock.now()).tm_gmtoff)
        self._flow = FlowKeeper(committed, deliver, clock, store=state.store, offset=offset)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        rooms = (self._findings, self._objectives, self._forecasts, self._flow)
        return tuple(notice for room in rooms for notice in room.notices)

    def measured(self, batches: Batches) -> Batches:
        """Show the analysts the samples in what is about to be written; returns the same batches."""
        return self._forecasts.measured(self._findings.measured(batches))

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [*self._findings.jobs(), *self._objectives.jobs(), *self._forecasts.jobs(), *self._flow.jobs()]

    def probed(self, scope: str, passed: bool) -> None:
        """How the one probe of a scope ended that had calmed."""
        self._findings.probed(scope, passed)

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return self._findings.table()

"""The process collector: a sweep at a fixed interval, the table as a state, changes as events."""

from collections.abc import Callable, Sequence

import msgspec

from collectors.blocking import in_thread
from collectors.processes.changes import Changes
from collectors.processes.consumers import Consumers
from collectors.processes.oom import OomWatch
from collectors.processes.sweep import Sweeper
from collectors.processes.table import Table
from console.model.batch import Batch, Emit, Resume, State
from console.model.clock import Clock
from console.model.machine import ProcessRow
from console.model.settings import ProcessSettings

FIRST_SPAN_S = 0.5


class ProcessCollector:
    """Follows the processes of this login and the heaviest others.

    `project` is the folder that is worked in, `slower` the factor by which the interval is longer at the moment.
    """

    name = "processes"

    def __init__(
        self, settings: ProcessSettings, clock: Clock, project: str, slower: Callable[[], float] = lambda: 1.0
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._project = project
        self._slower = slower

    @property
    def interval(self) -> float:
        """Seconds between sweeps."""
        return self._settings.interval_s

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Sweep until cancelled. The first sweep only gives the ground that CPU time is measured from."""
        sweeper = Sweeper(self._project)
        oom = OomWatch()
        watch = _Watch(sweeper, Changes(), Table(self._settings.heaviest), oom, Consumers(), self._clock)
        try:
            await in_thread(watch.begin)
            await self._clock.sleep(FIRST_SPAN_S)
            while True:
                began = self._clock.monotonic()
                await emit(await in_thread(watch.look))
                spent = self._clock.monotonic() - began
                interval = self.interval * self._slower()
                await self._clock.sleep(max(interval - spent, interval / 2))
        finally:
            sweeper.close()
            oom.close()


class _Watch:
    """One look at everything; runs on a thread, since a command line may block behind a stuck process."""

    def __init__(
        self, sweeper: Sweeper, changes: Changes, table: Table, oom: OomWatch, consumers: Consumers, clock: Clock
    ) -> None:
        self._sweeper = sweeper
        self._changes = changes
        self._table = table
        self._oom = oom
        self._consumers = consumers
        self._clock = clock
        self._stored: Sequence[ProcessRow] = ()

    def begin(self) -> None:
        """Learn who is there already; that is no news."""
        monotonic = self._clock.monotonic()
        self._changes.observe(self._sweeper.look(monotonic), self._clock.now(), monotonic)

    def look(self) -> Batch:
        """Sweep and tell what is new."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        sweep = self._sweeper.look(monotonic)
        events = (*self._changes.observe(sweep, now, monotonic), *self._oom.news(now))
        rows = self._table.rows(sweep.alive, monotonic)
        samples = tuple(self._consumers.samples(sweep.alive, now, monotonic))
        if rows == self._stored:
            return Batch(events=events, samples=samples)
        self._stored = rows
        return Batch(
            events=events,
            samples=samples,
            states=(State("processes", "table", [msgspec.to_builtins(row) for row in rows]),),
        )

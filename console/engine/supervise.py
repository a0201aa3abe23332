"""One supervisor a collector: restarts it with backoff and keeps its freshness; the others never notice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Protocol, runtime_checkable

from console.model.batch import Batch, Collector
from console.model.clock import Clock
from console.model.source import Freshness, SourceState

log = logging.getLogger(__name__)

Deliver = Callable[[str, Batch], Coroutine[Any, Any, None]]
Resumer = Callable[[str], Awaitable[Mapping[str, bytes]]]

FIRST_DELAY = 0.5
LONGEST_DELAY = 60.0
STEADY = 60.0


@runtime_checkable
class Detailed(Protocol):
    """A collector that has something to say of itself while it is well."""

    @property
    def detail(self) -> str:
        """A few words, empty for nothing; told with every sign of life."""
        ...


@runtime_checkable
class Troubled(Protocol):
    """A collector that lives on while nothing of what it watches can be believed, such as servers that are down."""

    @property
    def trouble(self) -> str:
        """Why nothing can be believed now, empty while something can."""
        ...


class Supervisor:
    """Runs one collector for ever.

    `deliver` returns after the commit; `resumer` reads its progress rows; `changed` hears when freshness or detail do.
    """

    def __init__(
        self, collector: Collector, deliver: Deliver, resumer: Resumer, changed: Callable[[], None], clock: Clock
    ) -> None:
        self._collector = collector
        self._deliver = deliver
        self._resumer = resumer
        self._changed = changed
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._offer: asyncio.Future[None] | None = None
        self._hurry = asyncio.Event()
        self._delay = FIRST_DELAY
        self.state = SourceState(collector.name, Freshness.UNKNOWN, None, collector.interval, "starting")

    @property
    def trouble(self) -> str:
        """Why the collector does not work now, empty while it does."""
        return self.state.detail if self.state.freshness is Freshness.ERROR else ""

    async def run(self) -> None:
        """Run, and run again after every failure, until cancelled."""
        while True:
            started = self._clock.monotonic()
            try:
                self._task = asyncio.create_task(self._collect())
                await self._task
                reason = "returned without being asked"
            except asyncio.CancelledError:
                if self._task is not None and not self._task.done():
                    self._task.cancel()
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    raise
                reason = "restarted on request"
            except Exception as error:
                log.exception("collector %s failed", self._collector.name)
                reason = f"{type(error).__name__}: {error}"[:200]
            await self._pause(reason, self._clock.monotonic() - started)

    def restart(self) -> None:
        """Start the collector again now, whether it runs or waits out its backoff."""
        self._hurry.set()
        if self._task is not None and not self._task.done():
            self._task.cancel()

    async def _collect(self) -> None:
        if self._offer is not None and not self._offer.done():
            await asyncio.wait([self._offer])  # what the last run left in the queue belongs to its progress
        resume = await self._resumer(self._collector.name)
        await self._collector.run(self._emit, resume)

    async def _emit(self, batch: Batch) -> None:
        self._offer = asyncio.ensure_future(self._deliver(self._collector.name, batch))
        await asyncio.shield(self._offer)
        detail = self._collector.detail if isinstance(self._collector, Detailed) else ""
        if isinstance(self._collector, Troubled) and (trouble := self._collector.trouble):
            self._become(Freshness.ERROR, self.state.last_seen, trouble)
            return
        self._become(Freshness.LIVE, self._clock.now(), detail)

    def _become(self, freshness: Freshness, seen: float | None, detail: str = "", restarts: int = 0) -> None:
        old = self.state
        self.state = SourceState(old.name, freshness, seen, old.interval, detail, old.restarts + restarts)
        if (old.freshness, old.detail) != (freshness, detail):
            self._changed()

    async def _pause(self, reason: str, lived: float) -> None:
        """Wait before the next try: doubling up to a minute, short again after a minute of good work."""
        self._delay = FIRST_DELAY if lived > STEADY else min(self._delay * 2, LONGEST_DELAY)
        self._become(Freshness.ERROR, self.state.last_seen, reason, restarts=1)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._delay):
                await self._hurry.wait()
        self._hurry.clear()

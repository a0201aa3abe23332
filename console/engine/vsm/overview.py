"""The six systems at work: each with an inbox of its own on the bus; what they report is kept as a state."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from console.bus import Channel, Subscription
from console.engine.found import Found
from console.engine.objectives import Deliver
from console.engine.queue.ledger import Ledger
from console.engine.tidings import SOURCE
from console.engine.vsm.audit import Audit
from console.engine.vsm.control import Control
from console.engine.vsm.coordination import Coordination
from console.engine.vsm.intelligence import Intelligence
from console.engine.vsm.operations import Operations
from console.engine.vsm.policy import Policy
from console.engine.vsm.system import Listener
from console.engine.vsm.titles import titled
from console.model.batch import Batch, State
from console.model.clock import Clock
from console.model.event import Event
from console.model.ruling import Workaround
from console.model.settings import Settings
from console.model.source import SourceState
from console.model.vsm import Measure, System
from console.store import outcomes
from console.store.outcomes import Tallied
from console.store.writer import Committed

TICK = 10.0
STORED = 60.0
WEEK_MINUTES = 7 * 1440

T = TypeVar("T")

log = logging.getLogger(__name__)


class Overview:
    """Builds the systems and lets them listen. `measures`, `taken` and `sources` are asked at every report."""

    def __init__(
        self,
        committed: Channel[Committed],
        found: Channel[Found],
        deliver: Deliver,
        ledger: Ledger,
        clock: Clock,
        settings: Settings,
        *,
        measures: Callable[[], tuple[Measure, ...]],
        taken: Callable[[], tuple[Workaround, ...]],
        sources: Callable[[], Iterable[SourceState]],
    ) -> None:
        self._deliver = deliver
        self._ledger = ledger
        self._clock = clock
        self._began = clock.now()
        self._operations, self._audit = Operations(), Audit(sources)
        ends: tuple[Listener[Committed], ...] = (self._operations, self._audit)
        looks: tuple[Listener[Found], ...] = (
            Coordination(), Control(measures), Intelligence(measures), Policy(settings, taken),
        )  # fmt: skip
        self._inboxes = [(one.name, _inbox(committed.subscribe(one.name), one)) for one in ends]
        self._inboxes += [(one.name, _inbox(found.subscribe(one.name), one)) for one in looks]
        coordination, control, intelligence, policy = looks
        self._systems = (self._operations, coordination, control, self._audit, intelligence, policy)
        self._held: tuple[System, ...] = ()
        self._stored = float("-inf")

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [*((name, listen()) for name, listen in self._inboxes), ("vsm", self._run())]

    async def load(self) -> None:
        """Know what the jobs have shown they can do."""
        since = int(self._began // 60) - WEEK_MINUTES

        def read(conn: sqlite3.Connection) -> tuple[list[Tallied], tuple[Event, ...]]:
            return outcomes.since(conn, since), outcomes.uncounted(conn, outcomes.reached(conn))

        counted, rest = await self._ledger.ask(read)
        self._operations.remember(counted)
        missed = tuple(event for event in rest if event.time < self._began)
        self._operations.hear(Committed(frozenset(), missed))

    async def tick(self) -> None:
        """Ask every system for its report, and keep what changed: a change of tone at once, else once a minute."""
        now = self._clock.now()
        reports = await titled(tuple(system.report(now) for system in self._systems), self._ledger)
        news = tuple(self._audit.news())
        turned = [one.tone for one in reports] != [one.tone for one in self._held]
        due = reports != self._held and (turned or now - self._stored >= STORED)
        if not (due or news):
            return
        self._held, self._stored = reports, now
        await self._deliver(SOURCE, Batch(events=news, states=(State(kind="vsm", key="systems", value=reports),)))

    async def _run(self) -> None:
        await self.load()
        while True:
            await self._clock.sleep(TICK)
            await self.tick()


def _inbox(subscription: Subscription[T], system: Listener[T]) -> Callable[[], Coroutine[Any, Any, None]]:
    async def listen() -> None:
        while True:
            for item in await subscription.take():
                try:
                    system.hear(item)
                except Exception:
                    log.exception("%s could not take an item", system.name)
            await asyncio.sleep(0)

    return listen

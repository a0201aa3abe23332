"""Objectives with real totals: fed from what is committed, kept by minute, told when their word changes."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from msgspec.structs import replace

from console.analysis.budget.objective import objectives
from console.analysis.budget.outcome import Outcome
from console.bus import Channel
from console.engine.queue.ledger import Ledger
from console.engine.tidings import SOURCE, Word, of_budget, word
from console.model.batch import Batch, Sample, State
from console.model.budget import Budget, Condition
from console.model.clock import Clock
from console.model.event import Draft, Event, Voice
from console.model.settings import SloSettings
from console.store import outcomes
from console.store.outcomes import Tallied
from console.store.writer import Committed

TICK = 10.0
STORED = 60.0
SPARED = 2.0
"""Seconds between two writes of counts at least."""
FUTURE = 120.0
"""Seconds that an event may lie ahead of the clock; what lies further is a wrong clock's."""
MOST_WAITING = 4096
AHEAD = 4096
"""Events of which none counted, after which that is kept: so many at most the next engine looks at in vain."""
WELL: Word = (Condition.HEALTHY, ())

log = logging.getLogger(__name__)

Deliver = Callable[[str, Batch], Awaitable[None]]


class Objectives:
    """Counts for every objective; `asked` are a person's own, what is wrong with them is among the `notices`."""

    def __init__(
        self,
        committed: Channel[Committed],
        deliver: Deliver,
        ledger: Ledger,
        clock: Clock,
        asked: tuple[SloSettings, ...],
    ) -> None:
        made, self._problems = objectives(asked)
        self._objectives = {one.name: one for one in made}
        self._committed = committed.subscribe("objectives")
        self._deliver = deliver
        self._ledger = ledger
        self._clock = clock
        self._waiting: Counter[tuple[int, str, str, bool]] = Counter()
        self._told: dict[str, Word] = {}
        self._held: tuple[Budget, ...] = ()
        self._stored = self._flushed = float("-inf")
        self._counted = self._kept = 0
        self._failed = 0
        self._now: tuple[Budget, ...] = ()

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """The budgets of the last look, of what has happened at all."""
        return self._now

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        failed = (f"{self._failed} events could not be counted, see the engine's log",) if self._failed else ()
        return (*self._problems, *failed)

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("objectives", self._run())]

    async def load(self) -> None:
        """Go on where the last engine stopped, and count what it had committed and not counted."""
        longest = max((one.window for one in self._objectives.values()), default=0.0)
        since = int((self._clock.now() - longest) // 60)
        for row in await self._ledger.ask(lambda conn: outcomes.since(conn, since)):
            if row.objective in self._objectives:
                self._objectives[row.objective].recall(row.minute * 60.0, Outcome(row.good, row.bad, row.subject))
        reached = await self._ledger.ask(outcomes.reached)
        if reached is not None:
            self._counted = self._kept = reached
            while found := await self._ledger.ask(lambda conn: outcomes.uncounted(conn, self._counted)):
                self._take(found)

    def see(self, event: Draft) -> None:
        """Count an event; none, however odd, may hold up the others."""
        if event.voice is Voice.HAND or event.time > self._clock.now() + FUTURE:
            return
        for name, objective in self._objectives.items():
            try:
                self._keep(name, event.time, objective.observe(event))
            except Exception:
                log.exception("an event could not be counted for %s", name)
                self._failed += 1

    async def tick(self) -> None:
        """Keep what was counted, look at every objective, and tell what changed."""
        await self._flush()
        now = self._clock.now()
        found = (one.findings(now) for one in self._objectives.values())
        self._now = tuple(one for one in found if max(burn.total or 0 for burn in one.burns))
        events = tuple(of_budget(one) for one in self._now if word(one) != self._told.get(one.name, WELL))
        self._told = {one.name: word(one) for one in self._now}
        if events or now - self._stored >= STORED:
            await self._tell(events, now)

    async def _run(self) -> None:
        await self.load()
        listening = asyncio.create_task(self._listen(), name="objectives' ear")
        try:
            while True:
                await self.tick()
                await self._clock.sleep(TICK)
        finally:
            listening.cancel()

    async def _listen(self) -> None:
        while True:
            for committed in await self._committed.take():
                self._take(committed.events)
                if self._clock.monotonic() - self._flushed >= SPARED:
                    await self._flush()
                await asyncio.sleep(0)

    def _take(self, events: tuple[Event, ...]) -> None:
        """Count events in the order of the store, each once however often it is offered."""
        for event in events:
            if event.seq > self._counted:
                self.see(event)
                self._counted = event.seq

    def _keep(self, name: str, time: float, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        minute = int(time // 60)
        self._waiting[minute, name, "", True] += outcome.good
        subject = outcome.subject if len(self._waiting) < MOST_WAITING else ""
        self._waiting[minute, name, subject, False] += outcome.bad

    async def _flush(self) -> None:
        self._flushed = self._clock.monotonic()
        counted, self._waiting = self._waiting, Counter()
        rows = [
            Tallied(minute, name, subject, n if good else 0, 0 if good else n)
            for (minute, name, subject, good), n in counted.items()
            if n
        ]
        if rows or self._counted - self._kept >= AHEAD:
            reached = self._kept = self._counted
            await self._ledger.ask(lambda conn: outcomes.add(conn, rows, reached))

    async def _tell(self, events: tuple[Draft, ...], now: float) -> None:
        """Store what holds where it changed, and what is left of each as a series for the chart."""
        held = tuple(replace(one, at=0.0) for one in self._now)
        states = () if held == self._held else (State(kind="objectives", key="all", value=self._now or None),)
        samples = tuple(left(one, now) for one in self._now)
        self._held, self._stored = held, now
        if events or states or samples:
            await self._deliver(SOURCE, Batch(events=events, states=states, samples=samples))


def left(budget: Budget, now: float) -> Sample:
    """What is left of a budget, in per cent, as a point of its burn-down."""
    return Sample(now, f"own.budget.{budget.name}", 100 * budget.remaining, "percent")

"""The flow analyst at work: fed with what is committed and with what has begun, kept as a state, told quietly.

A state is a fact of a moment: what was shown then is what is kept then, also where the analyst came to know better
later. The timeline in the newest one is the better knowledge.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import closing
from typing import Any, TypeVar

from msgspec.structs import replace

from console.analysis.flow import FlowAnalyst
from console.analysis.flow.telling import Teller
from console.bus import Channel
from console.engine import flow_feed
from console.model.batch import Batch, State
from console.model.clock import Clock
from console.model.event import Event, Voice
from console.model.flow import Flow, FlowState, Step, Stretch
from console.store import read_flow
from console.store.reader import Reader, ReadError
from console.store.writer import Committed

SOURCE = "flow"
TICK = 5.0
HOUR = 3600.0
FUTURE = 120.0
"""Seconds that an event may lie ahead; what lies further would make everything until then seem late."""
REMEMBERED = 86400.0
MOST = 20_000
"""Events of the last day from which the analyst goes on after a restart."""
SLICE = 50
"""Events between two moments at which others get their turn."""

T = TypeVar("T")

log = logging.getLogger(__name__)

Deliver = Callable[[str, Batch], Awaitable[None]]


class FlowKeeper:
    """Feeds the analyst and hands over what it finds. `deliver` returns after the commit.

    `store` is the path that the last day, jobs and runs of CI are read from, `offset` local time minus UTC in seconds.
    """

    def __init__(
        self, committed: Channel[Committed], deliver: Deliver, clock: Clock, *, store: str, offset: float
    ) -> None:
        self._committed = committed.subscribe(SOURCE)
        self._deliver = deliver
        self._clock = clock
        self._store = store
        self._analyst = FlowAnalyst(offset)
        self._teller = Teller()
        self._begun: dict[str, float] = {}
        self._begins = True
        self._kept: Flow | None = None
        self._before: tuple[Stretch, ...] | None = None
        self._failed = 0
        self._unread = ""
        self._last = 0

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        failed = (f"{self._failed} events could not be weighed for flow, see the engine's log",) if self._failed else ()
        return (*failed, f"flow goes by events alone: {self._unread}") if self._unread else failed

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [(SOURCE, self._run())]

    async def remember(self) -> None:
        """Go on where the last engine stopped: the same events give the same day."""
        now = self._clock.now()
        acts: tuple[Event, ...] = await self._read(lambda reader: reader.ask(_acts_since(now - REMEMBERED))) or ()
        for index, event in enumerate(acts):
            self._see(event)
            if index % SLICE == 0:
                await asyncio.sleep(0)
        self._last = max((event.seq for event in acts), default=0)
        self._teller.begin(self._analyst.findings(now))

    def take(self, committed: Committed) -> None:
        """Learn from a transaction; what is older than what was remembered is known."""
        self._begins |= bool(flow_feed.TABLES & committed.tables)
        for event in committed.events:
            if event.seq > self._last:
                self._see(event)

    async def tick(self) -> None:
        """Look once: what has begun, how it goes, and whether that is news."""
        if self._begins:
            begun = await self._read(lambda reader: reader.ask(flow_feed.begun))
            self._begins = begun is None
            for step in self._beginnings(begun or ()):
                self._analyst.take(step)
        found = self._analyst.findings(self._clock.now())
        events, states = self._teller.news(found), self._states(found)
        if events or states:
            await self._deliver(SOURCE, Batch(events=events, states=states))

    async def _run(self) -> None:
        await self.remember()
        async with asyncio.TaskGroup() as both:
            both.create_task(self._listen(), name="flow events")
            both.create_task(self._look(), name="flow ticks")

    async def _listen(self) -> None:
        while True:
            for committed in await self._committed.take():
                self.take(committed)
                await asyncio.sleep(0)

    async def _look(self) -> None:
        while True:
            await self.tick()
            await self._clock.sleep(TICK)

    def _see(self, event: Event) -> None:
        """No event, however odd, may hold up the others."""
        if event.voice is Voice.HAND or event.time > self._clock.now() + FUTURE:
            return
        try:
            self._analyst.observe(event)
        except Exception:
            log.exception("an event could not be weighed")
            self._failed += 1

    def _beginnings(self, begun: tuple[Step, ...]) -> list[Step]:
        """What was not seen before."""
        new = [step for step in begun if self._begun.get(step.key) != step.time]
        self._begun = {step.key: step.time for step in begun}
        return new

    def _states(self, found: Flow) -> tuple[State, ...]:
        """What holds, where it changed; the hours that are over apart, because they change seldom."""
        if _same(found, self._kept):
            return ()
        self._kept = found
        hour = found.at // HOUR * HOUR
        before = tuple(one for one in found.timeline if one.end <= hour)
        now = State(
            kind=read_flow.KIND, key=read_flow.NOW, value=replace(found, timeline=found.timeline[len(before) :])
        )
        if before == self._before:
            return (now,)
        self._before = before
        return State(kind=read_flow.KIND, key=read_flow.BEFORE, value=before or None), now

    async def _read(self, question: Callable[[Reader], T]) -> T | None:
        """What the store says; None where it cannot be read, which is told and asked again."""

        def ask() -> T:
            with closing(Reader(self._store)) as reader:
                return question(reader)

        try:
            found = await asyncio.to_thread(ask)
        except ReadError as error:
            self._unread = str(error)
            return None
        self._unread = ""
        return found


def _acts_since(since: float) -> Callable[[sqlite3.Connection], tuple[Event, ...]]:
    return lambda conn: read_flow.acts(conn, since, MOST)


def _same(found: Flow, kept: Flow | None) -> bool:
    """Whether nothing is new but the time; that a pause goes on is nothing new."""
    if kept is None or found.state is not kept.state:
        return False
    if found.state is FlowState.IDLE and found.leaning is kept.leaning:
        return (len(found.timeline), found.begun) == (len(kept.timeline), kept.begun)
    return replace(found, at=0.0) == replace(kept, at=0.0)

"""A console without a terminal, engine or store: events in memory, a clock that is moved by hand."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import re2
from msgspec.structs import replace
from textual.pilot import Pilot

from console.app.app import ConsoleApp
from console.app.setup import Setup
from console.model.cluster import Dossier
from console.model.event import Event, Severity
from console.model.frame import EventPage, EventQuery, Frame, Series
from console.model.where import Where
from console.text.excerpt import Excerpt
from tests.views import frames
from themes.palette import Depth

DEADLINE = 10.0


class HandClock:
    """Time stands still until `move` is called."""

    def __init__(self, now: float = frames.NOW) -> None:
        self._now = now
        self._mono = 1000.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._mono

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._mono + seconds, future))
        await future

    def move(self, seconds: float) -> None:
        self._now += seconds
        self._mono += seconds
        due = [one for one in self._sleepers if one[0] <= self._mono]
        self._sleepers = [one for one in self._sleepers if one[0] > self._mono]
        for _, future in due:
            if not future.done():
                future.set_result(None)


class MemoryFeed:
    """A feed over a frame and a list of events; `fails` is raised by every read while it is set."""

    def __init__(self, frame: Frame, events: Sequence[Event] = ()) -> None:
        self.live = frame
        self.stored = sorted(events, key=lambda e: (e.time, e.seq))
        self.raw: Excerpt | None = None
        self.stands = Where(next="nothing waits for you")
        self.dossiers = {
            c.id: Dossier(cluster=c, fingerprints=(c.fingerprint,), why=("one kind of line",)) for c in frame.clusters
        }
        self.fails: Exception | None = None
        self.asked: list[tuple[str, Any]] = []
        self.closed = False

    def _note(self, what: str, detail: Any) -> None:
        self.asked.append((what, detail))
        if self.fails is not None:
            raise self.fails

    async def frame(self, at: float | None, previous: Frame | None, changed: frozenset[str] | None) -> Frame:
        self._note("frame", (at, changed))
        return self.live if at is None else replace(self.live, at=at, live=False)

    async def events(self, query: EventQuery) -> EventPage:
        self._note("events", query)
        pattern = re2.compile(query.pattern) if query.pattern else None
        found = [e for e in self.stored if self._wanted(e, query, pattern)]
        if query.after is not None or query.since is not None:
            return EventPage(tuple(found[: query.limit]), older=True, newer=len(found) > query.limit)
        return EventPage(tuple(found[-query.limit :]), older=len(found) > query.limit, newer=query.before is not None)

    @staticmethod
    def _wanted(event: Event, query: EventQuery, pattern: Any) -> bool:
        place = (event.time, event.seq)
        return (
            (query.until is None or event.time <= query.until)
            and (query.since is None or event.time >= query.since)
            and (query.before is None or place < query.before)
            and (query.after is None or place > query.after)
            and event.severity >= query.min_severity
            and (pattern is None or bool(pattern.search(event.text)) != query.invert)
        )

    async def event(self, seq: int) -> Event | None:
        return next((e for e in self.stored if e.seq == seq), None)

    async def incident(self, at: float, *, forward: bool) -> float | None:
        times = [e.time for e in self.stored if e.severity >= Severity.ERROR]
        return (
            min((t for t in times if t > at), default=None)
            if forward
            else max((t for t in times if t < at), default=None)
        )

    async def series(self, name: str, since: float, until: float, points: int) -> Series | None:
        self._note("series", name)
        return self.live.series.get(name)

    async def excerpt(self, event: Event) -> Excerpt | None:
        self._note("excerpt", event.seq)
        return self.raw

    async def dossier(self, cluster: int, at: float | None = None) -> Dossier | None:
        self._note("dossier", cluster)
        return self.dossiers.get(cluster)

    async def output(self, job: int, attempt: int) -> str:
        self._note("output", (job, attempt))
        return f"what attempt {attempt} of job {job} printed"

    async def where(self, now: float, since: float | None) -> Where:
        self._note("where", since)
        return self.stands

    async def close(self) -> None:
        self.closed = True


def many(n: int = 3000) -> list[Event]:
    """`n` events, one every two seconds up to NOW, of the kinds of the fixture page."""
    kinds = frames.page("calm").events
    return [
        replace(
            kinds[i % len(kinds)],
            seq=i + 1,
            time=frames.NOW - 2.0 * (n - 1 - i),
            text=f"{kinds[i % len(kinds)].text} #{i}",
        )
        for i in range(n)
    ]


class Bench:
    """One running console and what a test needs to drive it."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[int], feed: MemoryFeed, clock: HandClock) -> None:
        self.app, self.pilot, self.feed, self.clock = app, pilot, feed, clock
        self.desk = app.desk

    async def press(self, *keys: str) -> None:
        """Press keys one by one and let each take effect."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def until(self, probe: Callable[[], object], what: str = "") -> None:
        """Wait until something is true; the deadline only ends a test that fails."""
        deadline = time.monotonic() + DEADLINE
        while not probe():
            assert time.monotonic() < deadline, f"did not happen: {what}\n{self.text}"
            await self.pilot.pause()

    async def move(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.move(seconds)
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """The whole screen as plain text."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def note(self) -> str:
        """The sentence above the footer."""
        return "".join(span.text for span in self.desk.prompt.note)


@asynccontextmanager
async def console(
    name: str = "calm",
    size: tuple[int, int] = (160, 45),
    *,
    events: Sequence[Event] | None = None,
    feed: MemoryFeed | None = None,
    **setup: Any,
) -> AsyncIterator[Bench]:
    """The console on a fixture frame, painted and settled."""
    frame = setup.pop("first", frames.frame(name))
    clock = HandClock()
    feed = feed or MemoryFeed(frame, frames.page(name).events if events is None else events)
    given = {"first": frame, "clock": clock, "zone": frames.ZONE, "depth": Depth.TRUECOLOR, **setup}
    app = ConsoleApp(feed, Setup(**given))
    async with app.run_test(size=size) as pilot:
        bench = Bench(app, pilot, feed, clock)
        await bench.until(lambda: app.refresher.reads or feed.fails, "the first refresh")
        await pilot.pause()
        yield bench
    assert feed.closed

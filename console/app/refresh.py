"""Keeps the desk up to date: news from the engine, the paced paint, the ticking second, the recording that plays."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from console.app.desk import Desk
from console.app.feed import Feed, NothingYetError
from console.app.pace import Meter, Pace
from console.link import ALERTS, LinkError
from console.link.client import Link
from console.model.frame import Frame
from console.model.lines import Role

EVERYTHING: frozenset[str] | None = None
TICK = 1.0
SLACK = 0.1
UNFOCUSED_TICK = 5.0
PATIENCE = 4
RETRY = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Refresher:
    """Three tasks that live as long as the app; none of them ends by a failure, which is said instead.

    `written` tells how many bytes have gone to the terminal so far; `reads` counts the refreshes that succeeded.
    """

    def __init__(self, desk: Desk, feed: Feed, written: Callable[[], int]) -> None:
        settings = desk.setup.settings.screen
        self._desk = desk
        self._feed = feed
        self._written = written
        self._clock = desk.setup.clock
        self.pace = Pace(settings.refresh_hz, settings.max_kbps * 1000)
        self.link: Link | None = None
        self.reads = 0
        self._wanted = asyncio.Event()
        self._reading = asyncio.Lock()
        self._tables: frozenset[str] | None = frozenset()
        self._own = Meter()
        self._charged = 0
        self._shown = float("-inf")
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; needs a running loop."""
        jobs = [self._paint_forever(), self._tick_forever()]
        if self._desk.setup.connect is not None:
            jobs.append(self._attend())
        self._tasks = [asyncio.create_task(job) for job in jobs]

    async def stop(self) -> None:
        """End all tasks and hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.link is not None:
            await self.link.close()

    def want(self, tables: frozenset[str] | None = EVERYTHING) -> None:
        """Ask for a repaint because these tables changed; None for all of them."""
        self._add(tables)
        self._wanted.set()

    def _add(self, tables: frozenset[str] | None) -> None:
        self._tables = None if tables is None or self._tables is None else self._tables | tables

    async def refresh(self) -> None:
        """Read what changed and the window of events, and show it; a failure becomes a sentence on screen."""
        await self._refresh(window=True)

    async def _refresh(self, *, window: bool) -> None:
        """Read and show; the window too, if it is asked for or its table changed."""
        desk = self._desk
        async with self._reading:
            tables, self._tables = self._tables, frozenset()
            try:
                frame = await self._frame(tables)
                if desk.paused:
                    self._add(tables)  # the frame stays as it is: what changed since is still to be read
                else:
                    desk.frame = frame
                if window or tables is None or "events" in tables:
                    look = desk.window.hold if desk.paused else desk.window.refresh
                    await look(desk.at, frame.events_total)
                self.reads += 1
                self._show()
            except NothingYetError as error:
                self._tables = EVERYTHING
                desk.say(f"waiting for the engine: {error}", Role.MUTED)
            except Exception as error:  # noqa: BLE001 - whatever a read or a view does, the console goes on
                self._tables = EVERYTHING
                desk.say(f"the screen could not be refreshed: {error}", Role.FAIL)

    async def _frame(self, tables: frozenset[str] | None) -> Frame:
        previous = self._desk.frame if self._desk.at is None and tables is not None else None
        return await self._feed.frame(self._desk.at, previous, tables if previous else None)

    def _show(self) -> None:
        self._shown = self._clock.monotonic()
        self._desk.show()

    async def _paint_forever(self) -> None:
        while True:
            await self._wanted.wait()
            await self._until_allowed()
            self._wanted.clear()
            urgent = self._urgent()
            await self._refresh(window=False)
            self.pace.painted(self._clock.monotonic(), urgent=urgent)

    async def _until_allowed(self) -> None:
        """Wait out the pace; what is urgent and arrives meanwhile goes first."""
        while (rest := self.pace.wait(self._account(), urgent=self._urgent())) > 0:
            self._wanted.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._wanted.wait()

    def _account(self) -> float:
        """Charge the pace with what has gone to the terminal; returns the moment."""
        now, written = self._clock.monotonic(), self._written()
        self.pace.spent(now, written - self._charged)
        self._charged = written
        return now

    def _urgent(self) -> bool:
        return self._tables is None or ALERTS in self._tables

    async def _tick_forever(self) -> None:
        while True:
            await self._clock.sleep(self._until_tick())
            try:
                self._tick()
            except Exception as error:  # noqa: BLE001 - a failing tick is told, not the end of the console
                self._desk.say(f"a view failed: {error}", Role.FAIL)

    def _until_tick(self) -> float:
        """Seconds until ages have to move on: what was painted for another reason showed them too."""
        if not self.pace.focused:
            return UNFOCUSED_TICK
        if self._desk.setup.replay:
            return TICK
        return min(max(TICK - (self._clock.monotonic() - self._shown), SLACK), TICK)

    def _tick(self) -> None:
        desk, now = self._desk, self._account()
        desk.rate = desk.output.read(now, self._written())
        health = desk.frame.health
        own = self._own.read(now, int(time.process_time() * 1e6)) / 1e4
        desk.cpu = own + (health.cpu if health and self.link else 0.0)
        desk.expire()
        if desk.setup.replay:
            self._play()
        elif not desk.paused and now - self._shown >= TICK - SLACK and self.pace.free(now):
            self._show()

    def _play(self) -> None:
        """Move on in the recording, up to its end."""
        desk = self._desk
        if not desk.playing or desk.at is None:
            return
        later = desk.at + desk.setup.speed * TICK
        desk.at = later if later < desk.latest else None
        desk.playing = desk.at is not None
        self.want()

    async def _attend(self) -> None:
        """Listen to the engine; when it is gone try again, ever more slowly."""
        failures = 0
        while True:
            connect = self._desk.setup.connect
            if connect is None:
                return
            try:
                self.link = await connect()
            except LinkError as error:
                if failures >= PATIENCE:
                    self._desk.warn((str(error),))
                await self._clock.sleep(RETRY[min(failures, len(RETRY) - 1)])
                failures += 1
                continue
            failures = 0
            await self._listen(self.link)

    async def _listen(self, link: Link) -> None:
        desk = self._desk
        desk.connected = True
        link.watching(self.pace.focused)
        desk.warn(())
        self.want()
        async for news in link.changes():
            desk.warn(news.notices)
            if news.tables and desk.at is None:
                self.want(news.tables)
        self.link, desk.connected = None, False
        desk.warn(())
        desk.say("the engine is gone; what is stored stays on screen, `kontrapunkt engine` starts it again", Role.WARN)
        self.want()

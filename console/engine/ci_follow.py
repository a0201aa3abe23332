"""Follows what was asked of CI servers to its end, over restarts; tells it, and completes the audit trail."""

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from console.bus import Channel
from console.model.batch import Batch
from console.model.ci import Order, Run
from console.model.clock import Clock
from console.model.command import CommandState
from console.model.event import Draft, Severity, Voice
from console.store import read_ci, write_ci
from console.store.writer import Committed, Writer

SOURCE = "ci"
LONGEST = 86_400.0
APPEARS = 600.0
LAG = 5.0

Deliver = Callable[[str, Batch], Awaitable[None]]


class CiFollow:
    """`deliver` takes the event of an order's end into the store; `committed` tells when runs have changed."""

    def __init__(self, writer: Writer, committed: Channel[Committed], deliver: Deliver, clock: Clock) -> None:
        self._writer = writer
        self._news = committed.subscribe("ci orders")
        self._deliver = deliver
        self._clock = clock
        self._open: dict[int, Order] = {}

    async def add(self, order: Order) -> None:
        """Follow an order; it is on the disk when this returns."""
        await self._writer.aside(lambda conn: write_ci.order(conn, order))
        self._open[order.id] = order

    async def run(self) -> None:
        """Follow until cancelled."""
        for order in await self._writer.aside(read_ci.orders):
            self._open.setdefault(order.id, order)
        await self._look()
        while True:
            news = await self._news.take()
            if self._open and any("ci" in committed.tables for committed in news):
                await self._look()

    async def _look(self) -> None:
        for order in list(self._open.values()):
            await self._advance(order)

    async def _advance(self, order: Order) -> None:
        """See how far an order is."""
        now = self._clock.now()
        if not order.run:
            order = await self._find(order)
        card = await self._writer.aside(lambda conn: read_ci.named(conn, order.place, order.run)) if order.run else None
        if card is not None and not card.run.stand.over and not order.seen:
            order = await self._keep(replace(order, seen=True))
        if card is not None and _ended(order, card.run):
            await self._end(order, card.run.stand.word.replace("_", " "), card.run)
        elif now - order.asked > (LONGEST if card else APPEARS):
            await self._end(order, "what became of it was not seen", card.run if card else None)

    async def _find(self, order: Order) -> Order:
        """The run that an order has set off, once it shows up: the first that was dispatched since."""
        runs = await self._writer.aside(lambda conn: read_ci.since(conn, order.place, order.asked - LAG))
        found = next((run for run in runs if run.event in ("workflow_dispatch", "api", "web", "manual")), None)
        return await self._keep(replace(order, run=found.id, attempt=found.attempt)) if found else order

    async def _keep(self, order: Order) -> Order:
        await self.add(order)
        return order

    async def _end(self, order: Order, outcome: str, run: Run | None) -> None:
        now = self._clock.now()
        ended = replace(order, outcome=outcome)
        words = f"{order.words}: {outcome} after {now - order.asked:.0f} s"
        del self._open[order.id]
        await self._writer.finish(order.id, CommandState.DONE, words)
        await self._writer.aside(lambda conn: write_ci.order(conn, ended, now))
        await self._deliver(SOURCE, Batch(events=(_told(ended, words, run, now),)))


def _ended(order: Order, run: Run) -> bool:
    """Whether the run that is waited for is over: not the attempt before, nor what was over when it was asked for."""
    if not run.stand.over or run.attempt < order.attempt:
        return False
    return order.seen or order.what in ("cancel", "watch") or (run.finished or 0.0) >= order.asked - LAG


def _told(order: Order, words: str, run: Run | None, now: float) -> Draft:
    bad = run is None or run.stand.bad
    name = f"{run.name}{f' #{run.number}' if run.number else ''}: " if run else ""
    attrs = {"place": order.place, "run": order.run, "command": order.id, "what": order.what, "who": order.who}
    return Draft(
        time=now, source=SOURCE, kind=f"ci.{order.what}", voice=Voice.RUSTBELT if bad else Voice.SKYSKRAPER,
        severity=Severity.NOTICE, text=f"{name}{words}", attrs={key: value for key, value in attrs.items() if value},
    )  # fmt: skip

"""Has jobs run again that broken infrastructure failed, as often as the configuration allows; assertions never."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from console.bus import Channel
from console.model.ci import Card, CiJob, Outcome, Told
from console.model.clock import Clock
from console.model.command import Command
from console.model.failure import Category
from console.store import read_ci
from console.store.writer import Committed, Writer

WHO = "kontrapunkt"
SURE = 0.8
RECENT = 600.0
_BROKEN = frozenset({Category.INFRASTRUCTURE.value, Category.NETWORK.value})

Order = Callable[[str, dict[str, Any], str], Awaitable[Command]]


class CiPolicy:
    """`retries` is how often one pipeline on one branch may run again by itself; `order` has a command carried out."""

    def __init__(self, retries: int, writer: Writer, committed: Channel[Committed], order: Order, clock: Clock) -> None:
        self._retries = retries
        self._writer = writer
        self._news = committed.subscribe("ci policy") if retries else None
        self._order = order
        self._clock = clock
        self._spent: Counter[tuple[str, str, str]] = Counter()

    async def run(self) -> None:
        """Judge each run whose failed jobs were examined, until cancelled."""
        while self._news is not None:
            for committed in await self._news.take():
                runs = {
                    (str(event.attrs.get("place")), str(event.attrs.get("run")))
                    for event in committed.events
                    if event.kind.startswith(("ci.job.", "ci.run."))
                }
                for place, run in sorted(runs):
                    await self._judge(place, run)

    async def _judge(self, place: str, run: str) -> None:
        card = await self._writer.aside(lambda conn: read_ci.named(conn, place, run))
        if card is None or not repeatable(card) or self._clock.now() - (card.run.finished or 0.0) > RECENT:
            return
        what = (place, card.run.name, card.run.branch)
        if self._spent[what] >= self._retries or card.run.attempt > self._retries:
            return
        self._spent[what] += 1
        await self._order("ci.retry", {"run": card.key, "failed": True}, WHO)


def repeatable(card: Card) -> bool:
    """Whether a run is over and every failed job of it failed for reasons that are not the work's."""
    bad = [job for job in card.jobs if job.stand.bad]
    told = {one.job: one for one in card.told}
    return card.run.stand.over and bool(bad) and all(_broken(job, told.get(job.id)) for job in bad)


def _broken(job: CiJob, told: Told | None) -> bool:
    """Whether the infrastructure failed a job: its server says so, or its log does; failed tests speak against it."""
    if told is None or told.tests:
        return False
    return job.stand.outcome is Outcome.ERROR or (told.category in _BROKEN and told.confidence >= SURE)

"""Keeps the engine's own health and the freshness of every source in the store, and at hand for the link."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from msgspec.structs import replace

from console import __version__
from console.bus import Bus, Channel
from console.engine.cost import CostMeter
from console.engine.ingest import Ingest
from console.engine.supervise import Supervisor
from console.model.batch import Collector
from console.model.clock import Clock
from console.model.ruling import Workaround
from console.model.source import Health
from console.store.writer import Committed, StoreCorruptError, StoreUnavailableError, Writer

BEAT = 5.0


@runtime_checkable
class Metered(Protocol):
    """A source that counts what it reads and has something to tell a person."""

    @property
    def bytes_read(self) -> int:
        """Bytes read since the start."""
        ...

    @property
    def lines_read(self) -> int:
        """Lines read since the start."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """Plain sentences about what is wrong or left out."""
        ...


class Teller(Protocol):
    """A room of the engine that has something to say to people."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know now."""
        ...


class HealthKeeper:
    """Measures every five seconds; `now()` is the last measurement with the present notices.

    `found` is what recovery told at the start.
    """

    def __init__(
        self,
        writer: Writer,
        bus: Bus,
        sources: Sequence[Collector],
        ingest: Ingest,
        committed: Channel[Committed],
        clock: Clock,
        found: tuple[str, ...] = (),
    ) -> None:
        self._writer = writer
        self._bus = bus
        self._supervisors: Mapping[str, Supervisor] = {}
        self._metered = [source for source in sources if isinstance(source, Metered)]
        self._ingest = ingest
        self._committed = committed
        self._clock = clock
        self._found = found
        self._tellers: list[Teller] = []
        self._taken: Callable[[], tuple[Workaround, ...]] = tuple
        self._meter = CostMeter(clock.monotonic, self._volume)
        self._news = asyncio.Event()
        self._started = clock.now()
        self._health = self._measure(0.0)

    def watch(self, supervisors: Mapping[str, Supervisor]) -> None:
        """Keep the freshness of these."""
        self._supervisors = supervisors

    def hear(self, teller: Teller) -> None:
        """Ask this too for what a person should know."""
        self._tellers.append(teller)

    def degraded(self, taken: Callable[[], tuple[Workaround, ...]]) -> None:
        """Ask this for what is done instead of what is broken."""
        self._taken = taken

    def now(self) -> Health:
        """The last measurement, with the channels and notices of this moment."""
        return replace(
            self._health, channels=self._bus.states(), notices=self.notices(), workarounds=self._taken()
        )  # fmt: skip

    def notices(self) -> tuple[str, ...]:
        """What a person should know: trouble with the store first, then what recovery and the sources say."""
        trouble = (self._ingest.trouble,) if self._ingest.trouble else ()
        failed = tuple(
            f"{name}: {supervisor.trouble}" for name, supervisor in self._supervisors.items() if supervisor.trouble
        )
        return (
            *trouble,
            *self._found,
            *self._writer.notices,
            *(notice for teller in self._tellers for notice in teller.notices),
            *failed,
            *(notice for source in self._metered for notice in source.notices),
        )

    async def run(self) -> None:
        """Measure and store until cancelled. Raises StoreCorruptError."""
        while True:
            due = self._clock.monotonic() + BEAT
            if await self._nudged():
                await self._store()
                continue
            self._health = self._measure(max(0.0, self._clock.monotonic() - due))
            await self._store()

    def nudge(self) -> None:
        """Store at once: a source has become another."""
        self._news.set()

    async def _nudged(self) -> bool:
        try:
            async with asyncio.timeout(BEAT):  # wait_for of Python 3.11 can swallow a cancellation
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    async def _store(self) -> None:
        states = [supervisor.state for supervisor in self._supervisors.values()]
        try:
            for state in states:
                await self._writer.set_source(state)
            await self._writer.set_health(self.now())
        except StoreCorruptError:
            raise
        except StoreUnavailableError:
            self._committed.publish(Committed(tables=frozenset()))  # the link still tells health and notices
        else:
            self._committed.publish(Committed(tables=frozenset({"health", "sources"})))

    def _volume(self) -> tuple[int, int]:
        return sum(s.bytes_read for s in self._metered), sum(s.lines_read for s in self._metered)

    def _measure(self, lag: float) -> Health:
        cost = self._meter.read(lag)
        return Health(
            updated=self._clock.now(),
            pid=os.getpid(),
            started=self._started,
            version=__version__,
            cpu=cost.cpu,
            rss=cost.rss,
            pss=cost.pss,
            lag=cost.lag,
            bytes_per_s=cost.bytes_per_s,
            lines_per_s=cost.lines_per_s,
            channels=self._bus.states(),
            notices=self.notices(),
        )

"""Forecasts in the engine: fed with what is measured, kept as a state, told to the rules and to the queue."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from typing import Any

import msgspec
from msgspec.structs import replace

from console.analysis.forecast import Direction, Forecaster
from console.analysis.forecast.replay import differs
from console.engine.outlook.blame import Blame
from console.engine.outlook.evidence import Evidence
from console.engine.outlook.looming import looming
from console.engine.outlook.record import MET, Book, Warnings
from console.model.batch import Batch, Sample, State
from console.model.clock import Clock
from console.model.forecast import Forecast
from console.model.job import Job, Needs
from console.model.pattern import Record, Scalar
from console.model.settings import ForecastSettings
from console.store import read_states
from console.store.reader import Reader
from console.store.statedir import StateDir
from console.store.tables import Batches

SOURCE = "forecast"
BOOK = ("foresight", "record")
"""Kind and key of the state that holds the track record."""
TICK = 15.0
STORED = 60.0
"""Seconds between two stored states without an alarm."""
REMEMBERED, POINTS = 3600.0, 720
MOST = 200
"""Series that are forecast; on a machine with more the newest ones are not."""
GONE = 120.0
"""Seconds without a value after which a process of its own series has ended, and with it the series."""
_PROCESSES = ("memory:", "fds:")
_UNITS = frozenset({"bytes", "count"})
NEAR, FAR = 7200.0, 86400.0
"""Seconds below which it is looked for who grows, and from which on an end is not worth a word."""
WARNED, CALM = 1800.0, 2701.0
"""What the rules take for near and for far, in seconds."""

log = logging.getLogger(__name__)

Deliver = Callable[[str, Batch], Awaitable[None]]


class Forecasts:
    """One forecaster for each series that has an end: memory, swap, disks and their inodes, descriptors, own numbers.

    `deliver` returns after the commit, `tell` hands a forecast to the rules, `jobs` are those that are not over, `own`
    the numbers of the configuration. The last hour and the track record are remembered from the store. Raises
    ReadError.
    """

    def __init__(
        self,
        deliver: Deliver,
        clock: Clock,
        *,
        project: str,
        state: StateDir,
        tell: Callable[[Record], None],
        jobs: Callable[[], Awaitable[Sequence[Job]]],
        own: Sequence[ForecastSettings] = (),
    ) -> None:
        self._deliver = deliver
        self._clock = clock
        self._project = project
        self._tell = tell
        self._falling = {f"number:{one.name}": one.limit for one in own if one.direction == Direction.DOWN}
        self._forecasters: dict[str, Forecaster] = {}
        self._newest: dict[str, Sample] = {}
        self._found: dict[str, Forecast] = {}
        self._held: dict[str, Forecast] = {}
        self._stored = float("-inf")
        self._failed = 0
        self._evidence = Evidence()
        self._blame = Blame(project, state.jobs, clock, jobs)
        self._warnings = Warnings()
        self._remember(state.store)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        return (f"{self._failed} samples could not be forecast, see the engine's log",) if self._failed else ()

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [(SOURCE, self._look())]

    def measured(self, batches: Batches) -> Batches:
        """Take the samples in what is about to be written; returns the same batches."""
        for _, batch in batches:
            self._blame.observe(batch.states)
            for sample in batch.samples:
                try:
                    self._observe(sample)
                except Exception:
                    log.exception("a sample of %s could not be forecast", sample.series)
                    self._forecasters.pop(sample.series, None)
                    self._failed += 1
        return batches

    def looming(self, needs: Needs) -> str:
        """Why a job with these needs had better not start now; empty when nothing looms."""
        return looming(self._found, self._newest, needs, self._project)

    async def tick(self) -> None:
        """Look at every series once; tell the rules, and keep what changed."""
        now = self._clock.now()
        self._forget(now)
        self._blame.tick(now)
        found = {name: self._evidence.weigh(name, own.findings(now)) for name, own in self._forecasters.items()}
        for name, one in found.items():
            self._tell(_record(name, one, self._forecasters[name].limit, now))
        states = self._record(found, now)
        self._found = await self._explained(found)
        kept = {name: one for name, one in self._found.items() if one.warning or (one.eta_s or FAR) < FAR}
        if _alarms(kept) != _alarms(self._held) or (now - self._stored >= STORED and _moved(self._held, kept)):
            self._held, self._stored = kept, now
            states.append(State(kind=SOURCE, key="series", value=kept or None))
        if states:
            await self._deliver(SOURCE, Batch(states=tuple(states)))

    async def _look(self) -> None:
        while True:
            await self._clock.sleep(TICK)
            await self.tick()

    async def _explained(self, found: Mapping[str, Forecast]) -> dict[str, Forecast]:
        """Every warning with who grows and what can be done."""
        explained = dict(found)
        limits = {name: own.limit for name, own in self._forecasters.items()}
        for name, one in found.items():
            if one.warning or (one.eta_s or FAR) < NEAR:
                culprit, offers = await self._blame.of(name, warned=one.warning)
                explained[name] = replace(one, limit=limits[name], culprit=culprit, offers=offers)
        return explained

    def _record(self, found: Mapping[str, Forecast], now: float) -> list[State]:
        """The track record, where it changed."""
        full = {name: self._full(sample) for name, sample in self._newest.items()}
        return [State(*BOOK, self._warnings.book)] if self._warnings.tick(found, full, now) else []

    def _full(self, sample: Sample) -> bool:
        falling = self._falling.get(sample.series)
        return sample.value <= falling if falling is not None else sample.value >= MET * (sample.limit or 0.0)

    def _observe(self, sample: Sample) -> None:
        self._evidence.observe(sample)
        falling = self._falling.get(sample.series)
        limit = sample.limit if falling is None else falling
        if limit is None or (limit <= 0 and falling is None) or sample.unit not in _UNITS:
            return
        own = self._forecasters.get(sample.series)
        if own is None or own.limit != limit:
            if own is None and len(self._forecasters) >= MOST:
                return
            direction = Direction.UP if falling is None else Direction.DOWN
            own = self._forecasters[sample.series] = Forecaster(limit, direction)
        self._newest[sample.series] = sample
        own.observe(sample.time, sample.value)

    def _forget(self, now: float) -> None:
        """Drop the series of processes that have ended."""
        ended = [
            name
            for name, sample in self._newest.items()
            if name.startswith(_PROCESSES) and now - sample.time > GONE
        ]  # fmt: skip
        for name in ended:
            del self._newest[name]
            self._forecasters.pop(name, None)

    def _remember(self, store: str) -> None:
        """Go on where the last engine stopped."""
        until = self._clock.now()
        with closing(Reader(store, now=self._clock.now)) as reader:
            for name in reader.frame().series:
                series = reader.series(name, until - REMEMBERED, until, POINTS)
                if series is not None:
                    for time, value in series.points:
                        self._observe(Sample(time, name, value, series.unit, series.limit))
            book = reader.ask(lambda conn: read_states.value(conn, *BOOK, None))
        self._warnings = Warnings(msgspec.json.decode(book, type=Book) if book is not None else None)


def _record(name: str, one: Forecast, limit: float, now: float) -> Record:
    """A forecast as the rules see it: its alarm decides whether the end counts as near."""
    fields: dict[str, Scalar] = {"type": "forecast", "series": name, "level": one.level / limit if limit else 0.0}
    if one.eta_s is not None:
        fields["eta"] = min(one.eta_s, WARNED) if one.warning else max(one.eta_s, CALM)
    return Record(time=now, fields=fields)


def _alarms(found: Mapping[str, Forecast]) -> dict[str, tuple[object, ...]]:
    """Which series are alarmed of, how, and whose fault it is."""
    warned = {name: one for name, one in found.items() if one.warning}
    return {name: (one.critical, one.culprit and one.culprit.name) for name, one in warned.items()}


def _moved(before: Mapping[str, Forecast], after: Mapping[str, Forecast]) -> bool:
    """Whether what was stored is not what is known, run down."""
    return before.keys() != after.keys() or any(differs(before[name], one) for name, one in after.items())

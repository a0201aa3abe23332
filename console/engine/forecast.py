"""Forecasts of the machine's series in the engine: fed with what is measured, kept as a state, told to the rules."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import closing
from typing import Any

from console.analysis.forecast import Forecaster
from console.analysis.forecast.replay import differs
from console.model.batch import Batch, Sample, State
from console.model.clock import Clock
from console.model.forecast import Forecast
from console.model.pattern import Record, Scalar
from console.store.reader import Reader
from console.store.tables import Batches

SOURCE = "forecast"
TICK = 15.0
STORED = 60.0
"""Seconds between two stored states without an alarm."""
REMEMBERED, POINTS = 3600.0, 720
MOST = 200
"""Series that are forecast; on a machine with more the newest ones are not."""
_UNITS = frozenset({"bytes", "count"})
FAR = 86400.0
"""Seconds from which on an end is not worth a word."""
WARNED, CALM = 1800.0, 2701.0
"""What the rules take for near and for far, in seconds."""

log = logging.getLogger(__name__)

Deliver = Callable[[str, Batch], Awaitable[None]]


class Forecasts:
    """One forecaster for each series that has an end: memory, swap, disks and their inodes, descriptors.

    `deliver` returns after the commit, `tell` hands a forecast to the rules, `store` is the path from which the last
    hour is remembered. Raises ReadError.
    """

    def __init__(self, deliver: Deliver, clock: Clock, *, store: str, tell: Callable[[Record], None]) -> None:
        self._deliver = deliver
        self._clock = clock
        self._tell = tell
        self._forecasters: dict[str, Forecaster] = {}
        self._held: dict[str, Forecast] = {}
        self._stored = float("-inf")
        self._failed = 0
        self._remember(store)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        return (f"{self._failed} samples could not be forecast, see the engine's log",) if self._failed else ()

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [(SOURCE, self._look())]

    def measured(self, batches: Batches) -> Batches:
        """Take the samples in what is about to be written; returns the same batches."""
        for sample in (sample for _, batch in batches for sample in batch.samples):
            try:
                self._observe(sample)
            except Exception:
                log.exception("a sample of %s could not be forecast", sample.series)
                self._forecasters.pop(sample.series, None)
                self._failed += 1
        return batches

    async def tick(self) -> None:
        """Tell the rules what is forecast, and keep it where it changed."""
        now = self._clock.now()
        found = {name: own.findings(now) for name, own in self._forecasters.items()}
        for name, one in found.items():
            self._tell(_record(name, one, self._forecasters[name].limit, now))
        kept = {name: one for name, one in found.items() if one.warning or (one.eta_s or FAR) < FAR}
        if _alarms(kept) != _alarms(self._held) or (now - self._stored >= STORED and _moved(self._held, kept)):
            self._held, self._stored = kept, now
            await self._deliver(SOURCE, Batch(states=(State(kind=SOURCE, key="series", value=kept or None),)))

    async def _look(self) -> None:
        while True:
            await self._clock.sleep(TICK)
            await self.tick()

    def _observe(self, sample: Sample) -> None:
        if sample.limit is None or sample.limit <= 0 or sample.unit not in _UNITS:
            return
        own = self._forecasters.get(sample.series)
        if own is None or own.limit != sample.limit:
            if own is None and len(self._forecasters) >= MOST:
                return
            own = self._forecasters[sample.series] = Forecaster(sample.limit)
        own.observe(sample.time, sample.value)

    def _remember(self, store: str) -> None:
        """Go on where the last engine stopped."""
        until = self._clock.now()
        with closing(Reader(store, now=self._clock.now)) as reader:
            for name in reader.frame().series:
                series = reader.series(name, until - REMEMBERED, until, POINTS)
                if series is not None:
                    for time, value in series.points:
                        self._observe(Sample(time, name, value, series.unit, series.limit))


def _record(name: str, one: Forecast, limit: float, now: float) -> Record:
    """A forecast as the rules see it: its alarm decides whether the end counts as near."""
    fields: dict[str, Scalar] = {"type": "forecast", "series": name, "level": one.level / limit}
    if one.eta_s is not None:
        fields["eta"] = min(one.eta_s, WARNED) if one.warning else max(one.eta_s, CALM)
    return Record(time=now, fields=fields)


def _alarms(found: dict[str, Forecast]) -> dict[str, tuple[bool, bool]]:
    """Which series are alarmed of, and how."""
    return {name: (one.warning, one.critical) for name, one in found.items() if one.warning}


def _moved(before: dict[str, Forecast], after: dict[str, Forecast]) -> bool:
    """Whether what was stored is not what is known, run down."""
    return before.keys() != after.keys() or any(differs(before[name], one) for name, one in after.items())

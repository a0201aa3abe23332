"""Kinds about a measured series: a slow leak, and a swing to and fro."""

import math
from collections import deque
from itertools import pairwise
from statistics import median

from console.analysis.patterns.measure import Facts, number
from console.analysis.patterns.rule import Rule
from console.analysis.patterns.statistics import autocorrelation, deviation, mann_kendall, theil_sen
from console.model.pattern import Fields

FLOORS = 48
LEAST_FLOORS = 12
CONFIDENT = 0.01
LEAST_RISE = 0.02
SOONEST = 1800.0
SWINGS = 240
LEAST_CHANGES = 4
LEAST_PERIODS = 3
AMPLITUDE, NOISE, REPEATS = 0.2, 3.0, 0.5
CHANCE = 2.6
"""Standard errors (1/sqrt n for white noise) that an autocorrelation must lie above what chance gives."""


class Trend:
    """`trend`: 1 while the floor of a series rises for `window` (an hour) or more, towards its `limit` but not soon.

    The floor is the least value in each twelfth of the window, which leaves garbage collection out. A fall by half of
    the rise begins anew.
    """

    def __init__(self, rule: Rule) -> None:
        self._value, self._limit_name = rule.value or "value", rule.limit
        self._step = rule.span("window") / LEAST_FLOORS
        self._floors: deque[tuple[float, float]] = deque(maxlen=FLOORS)
        self._slot: int | None = None
        self._low = (0.0, 0.0)
        self._limit = 0.0
        self._slope = 0.0

    def add(self, time: float, fields: Fields) -> None:
        """Take a sample."""
        value = number(fields, self._value)
        if value is None:
            return
        self._limit = number(fields, self._limit_name) or self._limit
        slot = int(time // self._step)
        if self._slot is not None and slot == self._slot:
            self._low = min(self._low, (value, time))
            return
        if self._slot is not None:
            self._settle(*self._low)
        self._slot, self._low = slot, (value, time)

    def value(self, now: float) -> float | None:
        """1 or 0; None without a limit or before an hour was seen."""
        if not self._limit or len(self._floors) < LEAST_FLOORS:
            return None
        soon = self._slope > 0 and (self._limit - self._floors[-1][1]) / self._slope <= SOONEST
        return float(self._slope > 0 and self._rise() >= LEAST_RISE * self._limit and not soon)

    def facts(self, now: float) -> Facts:
        """The `rise` as a share of the limit, the `slope` a second, the time to the limit (`eta`), and for how long."""
        floors = self._floors
        known = bool(floors and self._limit)
        eta = (self._limit - floors[-1][1]) / self._slope if known and self._slope > 0 else float("inf")
        return {
            "rise": self._rise() / self._limit if known else 0.0,
            "slope": self._slope,
            "eta": eta,
            "hours": (floors[-1][0] - floors[0][0]) / 3600 if floors else 0.0,
        }

    def _settle(self, value: float, time: float) -> None:
        """A floor is known: see whether the rise is over, and how steep it is."""
        rise = self._rise()
        if rise > 0 and max(floor for _, floor in self._floors) - value >= rise / 2:
            self._floors.clear()
        self._floors.append((time, value))
        times, values = zip(*self._floors, strict=True)
        sure = len(values) >= LEAST_FLOORS and mann_kendall(values) < CONFIDENT
        self._slope = theil_sen(times, values) if sure else 0.0

    def _rise(self) -> float:
        return self._floors[-1][1] - self._floors[0][1] if self._floors else 0.0


class Oscillation:
    """`oscillation`: how many times a series swings to and fro around its middle, 0 while that is noise or no rhythm.

    A swing is at least a fifth of the range and three times the deviation from one period to the next; the series
    resembles itself a period later (autocorrelation .5), for three periods.
    """

    def __init__(self, rule: Rule) -> None:
        self._value = rule.value or "value"
        self._span = rule.span("window")
        self._values: deque[tuple[float, float]] = deque(maxlen=SWINGS)

    def add(self, time: float, fields: Fields) -> None:
        """Take a sample."""
        value = number(fields, self._value)
        if value is not None:
            self._values.append((time, value))

    def value(self, now: float) -> float | None:
        """The number of alternations."""
        while self._values and self._values[0][0] < now - self._span:
            self._values.popleft()
        series = [value for _, value in self._values]
        turns = _turns(series, AMPLITUDE)
        if len(turns) < LEAST_CHANGES + 1:
            return 0.0
        gaps = [b - a for a, b in zip(turns, turns[2:], strict=False)]
        period = round(median(gaps))
        if period < 2 or len(series) < LEAST_PERIODS * period:
            return 0.0
        noise = deviation([b - a for a, b in zip(series, series[period:], strict=False)])
        swing = median(abs(series[b] - series[a]) for a, b in pairwise(turns))
        repeats = max(REPEATS, CHANCE / math.sqrt(len(series)))
        steady = swing >= NOISE * noise and autocorrelation(series, period) >= repeats
        return float(len(turns) - 1) if steady else 0.0

    def facts(self, now: float) -> Facts:
        """How many alternations (`n`), between which values."""
        series = [value for _, value in self._values]
        low, high = (min(series), max(series)) if series else (0.0, 0.0)
        return {"n": self.value(now) or 0.0, "low": low, "high": high}


def _turns(series: list[float], share: float) -> list[int]:
    """Where a series turns around, each turn at least that share of its range away from the one before."""
    if not series or max(series) == min(series):
        return []
    least = share * (max(series) - min(series))
    turns: list[int] = []
    low = high = 0
    rising: bool | None = None
    for i, value in enumerate(series):
        low = i if value < series[low] else low
        high = i if value > series[high] else high
        if rising is not False and series[high] - value >= least:
            turns.append(high)
            rising, low = False, i
        elif rising is not True and value - series[low] >= least:
            turns.append(low)
            rising, high = True, i
        if (rising is False and value <= series[low]) or (rising is True and value >= series[high]):
            low, high = i, i
    return turns

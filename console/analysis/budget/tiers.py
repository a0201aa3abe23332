"""Alarms of two windows: the long one says that it matters, the short one that it still goes on.

Source of the idea: Beyer and others (eds.), "The Site Reliability Workbook", chapter 5, several windows and
burn rates; factors and windows are for ten errors an hour instead of a service with much traffic.
"""

import math

from msgspec import Struct

from console.analysis.budget.window import Window
from console.model.budget import Burn, Tier

MINUTE, HOUR = 60.0, 3600.0
LEAST_SHORT = 5
CLEAR = 0.8
"""Share of its threshold below which the long window ends an alarm."""


class Plan(Struct, frozen=True):
    """A tier: burn factor, windows in seconds, how long both must hold, and what it asks of a person."""

    name: str
    factor: float
    long: float
    short: float
    hold: float
    meaning: str


FAST = Plan("FAST", 6.0, 15 * MINUTE, 5 * MINUTE, 0.0, "act now")
MID = Plan("MID", 2.0, HOUR, 10 * MINUTE, 0.0, "investigate")
SLOW = Plan("SLOW", 1.25, 4 * HOUR, 30 * MINUTE, 15 * MINUTE, "look today")
DEFAULT_LIMIT = 10.0


def plans(limit: float) -> tuple[Plan, ...]:
    """The tiers for `limit` episodes an hour: with fewer, short windows grow until they hold five at the threshold."""
    return tuple(
        Plan(p.name, p.factor, p.long, min(p.long, max(p.short, _short(p.factor, limit))), p.hold, p.meaning)
        for p in (FAST, MID, SLOW)
    )


def _short(factor: float, limit: float) -> float:
    return 0.0 if limit >= DEFAULT_LIMIT else LEAST_SHORT / (factor * limit) * HOUR


def label(seconds: float) -> str:
    """A window's name: `5m`, `1h`, `5.6h`, `3d`."""
    if seconds > 2 * HOUR and seconds % HOUR:
        return f"{seconds / HOUR:.1f}h"
    for size, unit in ((86400.0, "d"), (HOUR, "h"), (MINUTE, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds / MINUTE:.1f}m" if seconds >= MINUTE else f"{seconds:.0f}s"


class TierAlarm:
    """One tier's alarm over episodes; fires while both windows hold, ends when either is clearly below."""

    def __init__(self, plan: Plan, limit: float) -> None:
        self._plan = plan
        self._limit = limit
        self._long, self._short = Window(plan.long), Window(plan.short)
        self._need_long, self._need_short = need(plan.factor, limit, plan.long), need(plan.factor, limit, plan.short)
        self._pending: float | None = None
        self._since: float | None = None

    def add(self, time: float) -> None:
        """Count an episode."""
        self._long.add(time)
        self._short.add(time)

    def judge(self, now: float) -> Tier:
        """The tier at `now`."""
        long, short = self._long.at(now), self._short.at(now)
        if self._since is not None:
            if long < CLEAR * self._need_long or not short:
                self._since = self._pending = None
        elif long >= self._need_long and short >= self._need_short:
            self._pending = now if self._pending is None else self._pending
            self._since = now if now - self._pending >= self._plan.hold else None
        else:
            self._pending = None
        return self._tier(long, short)

    def _tier(self, long: int, short: int) -> Tier:
        plan = self._plan
        return Tier(
            name=plan.name,
            meaning=plan.meaning,
            factor=plan.factor,
            long=burn(long, plan.long, self._limit),
            short=burn(short, plan.short, self._limit),
            need_long=self._need_long,
            need_short=self._need_short,
            since=self._since,
        )


def need(factor: float, limit: float, seconds: float) -> int:
    """The least count at which a window burns at `factor`."""
    return max(1, math.ceil(factor * limit * seconds / HOUR - 1e-9))


def burn(bad: int, seconds: float, limit: float) -> Burn:
    """A window of a rate budget."""
    return Burn(window=label(seconds), seconds=seconds, bad=bad, rate=bad / (limit * seconds / HOUR))

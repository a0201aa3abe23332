"""The word for a rate budget, with hysteresis: entered when it is nearly sure, left when it is clearly over."""

from console.analysis.budget.posterior import above
from console.model.budget import Condition

ENTER = {Condition.DEGRADED: 0.98, Condition.INVESTIGATE: 0.9}
"""With .9 for both a healthy 8 an hour would be called degraded 1.4 times a day; with these hardly once in ten days."""
LEAVE = 0.4
SPANS = (3600.0, 1200.0, 600.0)
"""Seconds of the windows that are asked, longest first."""
_LEAST = {Condition.DEGRADED: (0, 6, None), Condition.INVESTIGATE: (0, 8, 8)}
"""Episodes from which each window is asked; the shortest only for what is far above the limit."""


class Word:
    """Follows the condition of a budget of `limit` episodes an hour; DEGRADED above it, INVESTIGATE above twice it."""

    def __init__(self, limit: float) -> None:
        self._limits = {Condition.DEGRADED: limit, Condition.INVESTIGATE: 2 * limit}
        self._healthy = limit
        self.condition = Condition.HEALTHY
        self.since = 0.0

    def judge(self, counts: tuple[int, ...], now: float) -> Condition:
        """The word at `now`, given the episodes in each of SPANS."""
        found = self._next(counts)
        if found is not self.condition or not self.since:
            self.condition, self.since = found, now
        return self.condition

    def likely(self, condition: Condition, counts: tuple[int, ...]) -> float:
        """The probability that the rate is above the limit of `condition`, on the window that says so most clearly."""
        asked = zip(counts, SPANS, _LEAST[condition], strict=True)
        return max(
            above(n, span / 3600, self._limits[condition])
            for n, span, least in asked
            if least is not None and n >= least
        )

    def _next(self, counts: tuple[int, ...]) -> Condition:
        investigate = self.likely(Condition.INVESTIGATE, counts)
        holds = self.condition is Condition.INVESTIGATE and investigate > LEAVE
        if investigate >= ENTER[Condition.INVESTIGATE] or holds:
            return Condition.INVESTIGATE
        if self.likely(Condition.DEGRADED, counts) >= ENTER[Condition.DEGRADED]:
            return Condition.DEGRADED
        quiet = self.condition is Condition.HEALTHY or counts[0] < self._healthy
        return Condition.HEALTHY if quiet else Condition.DEGRADED

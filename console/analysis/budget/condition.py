"""The word for a rate budget, with hysteresis: entered when it is nearly sure, left when it is clearly over."""

from console.analysis.budget.posterior import above
from console.model.budget import Condition

ENTER = 0.9
LEAVE = 0.4
LONG_HOURS = 1.0
SHORT_HOURS = 1 / 3
LEAST = {Condition.DEGRADED: 6, Condition.INVESTIGATE: 8}
"""Episodes in 20 minutes below which only the hour is asked."""


class Word:
    """Follows the condition of a budget of `limit` episodes an hour; DEGRADED above it, INVESTIGATE above twice it."""

    def __init__(self, limit: float) -> None:
        self._limits = {Condition.DEGRADED: limit, Condition.INVESTIGATE: 2 * limit}
        self._healthy = limit
        self.condition = Condition.HEALTHY
        self.since = 0.0

    def judge(self, hour: int, third: int, now: float) -> Condition:
        """The word at `now`, given the episodes of the last hour and of its last third."""
        found = self._next(hour, third)
        if found is not self.condition or not self.since:
            self.condition, self.since = found, now
        return self.condition

    def likely(self, condition: Condition, hour: int, third: int) -> float:
        """The probability that the rate is above the limit of `condition`, on the window that says so most clearly."""
        limit = self._limits[condition]
        long = above(hour, LONG_HOURS, limit)
        return max(long, above(third, SHORT_HOURS, limit)) if third >= LEAST[condition] else long

    def _next(self, hour: int, third: int) -> Condition:
        investigate = self.likely(Condition.INVESTIGATE, hour, third)
        holds = self.condition is Condition.INVESTIGATE and investigate > LEAVE
        if investigate >= ENTER or holds:
            return Condition.INVESTIGATE
        if self.likely(Condition.DEGRADED, hour, third) >= ENTER:
            return Condition.DEGRADED
        quiet = self.condition is Condition.HEALTHY or hour < self._healthy
        return Condition.HEALTHY if quiet else Condition.DEGRADED

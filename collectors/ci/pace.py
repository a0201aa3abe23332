"""When a place is looked at again: soon while something runs, seldom otherwise, never faster than it allows."""

from collections.abc import Callable

from collectors.ci.provider import Pace
from console.model.ci import Allowance

EACH_IDLE = 36.0
EACH_BUSY = 10.0
SPREAD = 0.1
SLOWEST_BUSY = 60.0
KEPT_BACK = 0.2
FIRST_TRY = 5.0
LAST_TRY = 300.0


class Load:
    """How many places are watched and how many of them have something running, so that all together stay modest."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self.places = 1
        self.busy: set[str] = set()

    def delay(self, pace: Pace, active: int, *, eager: bool) -> float:
        """Seconds until the next look, with `active` runs under way there; `eager` when news is expected soon."""
        if not active and not eager:
            return self.about(max(pace.idle, EACH_IDLE * self.places))
        share = max(len(self.busy), 1)
        wanted = pace.busy * max(1.0, (1 + active) / 2) * share
        return self.about(min(wanted, max(SLOWEST_BUSY, pace.busy)))

    def after_failure(self, failures: int) -> float:
        """Seconds until the next try after so many failures in a row."""
        return self.about(min(FIRST_TRY * 2.0 ** min(failures - 1, 10), LAST_TRY))

    def about(self, seconds: float) -> float:
        """The time give or take a tenth, so that many consoles do not ask in step."""
        return seconds * (1 + SPREAD * (2 * self._random() - 1))


def stretched(delay: float, allowance: Allowance | None, requests: int, now: float) -> float:
    """A delay that makes what is left of an allowance last until there is more; `requests` is what a look costs."""
    if allowance is None or allowance.resets <= now:
        return delay
    usable = allowance.left - KEPT_BACK * allowance.limit
    rest = allowance.resets - now
    if usable <= 0:
        return max(delay, rest)
    return max(delay, rest * max(requests, 1) / usable)

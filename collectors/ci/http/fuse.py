"""Leaves a host that does not answer alone, longer each time, and then tries it with one request."""

from collections.abc import Callable

TRIPS_AT = 3
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 300.0
LEASE = 60.0


class Fuse:
    """Open after three failures in a row; `monotonic` measures, `random` (0 to 1) keeps many from returning at once."""

    def __init__(self, monotonic: Callable[[], float], random: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._random = random
        self._failures = 0
        self._until = 0.0
        self._probing = float("-inf")
        self.why = ""

    def wait(self) -> float:
        """Seconds until something may be asked, 0 for now; the one that hears 0 while it is open is the probe."""
        if self._failures < TRIPS_AT:
            return 0.0
        now = self._monotonic()
        if now < self._until:
            return self._until - now
        if now - self._probing < LEASE:
            return 1.0
        self._probing = now
        return 0.0

    def worked(self) -> None:
        """A request was answered."""
        self._failures = 0
        self._probing = float("-inf")
        self.why = ""

    def failed(self, why: str) -> None:
        """A request was not answered, or not sensibly."""
        self._failures += 1
        self._probing = float("-inf")
        self.why = why
        if self._failures >= TRIPS_AT:
            pause = min(FIRST_PAUSE * 2 ** min(self._failures - TRIPS_AT, 10), LONGEST_PAUSE)
            self._until = self._monotonic() + pause * (0.75 + 0.5 * self._random())

"""When pain trips, and when it lets go."""

from collections import deque

from console.model.pain import Gate

TRIP, RELEASE = 0.8, 0.5
TICKS, ENOUGH = 3, 2
CALM = 180.0


class Trip:
    """Shut after two of three ticks at .8 or more; half open after three minutes below .5."""

    def __init__(self) -> None:
        self._high: deque[bool] = deque(maxlen=TICKS)
        self._calm: float | None = None
        self.gate = Gate.OPEN
        self.since: float | None = None
        self.trips = 0

    def tick(self, level: float, now: float) -> Gate:
        """What follows from the level at `now` (seconds since the epoch)."""
        self._high.append(level >= TRIP)
        if sum(self._high) >= ENOUGH:
            self._shut(now)
        elif self.gate is Gate.SHUT:
            self._wait(level, now)
        return self.gate

    def probe(self, now: float, *, passed: bool) -> None:
        """How the one probe ended: it opens the gate, or shuts it again."""
        if self.gate is not Gate.PROBE:
            return
        if passed:
            self.gate, self.since = Gate.OPEN, None
        else:
            self._shut(now)

    def _shut(self, now: float) -> None:
        if self.gate is not Gate.SHUT:
            self.gate, self.since = Gate.SHUT, now
            self.trips += 1
        self._calm = None

    def _wait(self, level: float, now: float) -> None:
        """Three minutes of calm let one probe through."""
        if level >= RELEASE:
            self._calm = None
            return
        self._calm = now if self._calm is None else self._calm
        if now - self._calm >= CALM:
            self.gate, self._calm = Gate.PROBE, None

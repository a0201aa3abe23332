"""How often the screen may be painted."""

QUIET = 0.5
UNFOCUSED = 4.0


class Pace:
    """Paints at once after half a second of quiet, then at most `hz` times a second.

    Urgent news has a quiet of its own: the figures that tick beside it never hold it up. `limit` is in bytes a
    second, 0 for none: what was written has to be paid for in time before the next paint. What is written before
    the first paint of the pace, the screen as it comes up, is free: nobody should look at half a console for it.
    """

    def __init__(self, hz: float, limit: float = 0.0) -> None:
        self._period = 1 / hz
        self._limit = limit
        self._last = {True: float("-inf"), False: float("-inf")}
        self._next = float("-inf")
        self._begun = False
        self.focused = True

    def wait(self, now: float, *, urgent: bool = False) -> float:
        """Seconds until the next paint is allowed, 0 for at once; `now` in monotonic seconds."""
        last = self._last[urgent]
        if self.focused and now - last >= QUIET and now >= self._next:
            return 0.0
        return max(0.0, self._next - now, last + self._period * (1 if self.focused else UNFOCUSED) - now)

    def free(self, now: float) -> bool:
        """Whether everything written is paid for."""
        return now >= self._next

    def painted(self, now: float, *, urgent: bool = False) -> None:
        """A paint has happened."""
        self._last[False] = now
        self._begun = True
        if urgent:
            self._last[True] = now

    def spent(self, now: float, written: int) -> None:
        """So many bytes have gone to the terminal since the last call."""
        if self._limit and self._begun:
            self._next = max(self._next, now) + written / self._limit


class Meter:
    """Bytes a second over the last few seconds, from a counter that only grows."""

    SPAN = 5.0

    def __init__(self) -> None:
        self._readings: list[tuple[float, int]] = []

    def read(self, now: float, total: int) -> float:
        """Note the counter at `now` (monotonic seconds); returns the rate."""
        self._readings = [one for one in self._readings if now - one[0] <= self.SPAN]
        self._readings.append((now, total))
        since, then = self._readings[0]
        return (total - then) / (now - since) if now > since else 0.0

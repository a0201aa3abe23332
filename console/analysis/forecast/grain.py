"""How coarsely a series is told: the least amount by which its values differ."""

CHANGES = 16


class Grain:
    """Follows values; `least` is the smallest change among the newest, 0 while too few changed.

    Whatever the rounding, a series told in steps of `least` meets its limit half a step before its trend does.
    """

    def __init__(self) -> None:
        self.least = 0.0
        self._last: float | None = None
        self._smallest = float("inf")
        self._n = 0

    def observe(self, value: float) -> None:
        """Take the next value."""
        change = abs(value - self._last) if self._last is not None else 0.0
        self._last = value
        if change == 0:
            return
        self._smallest = min(self._smallest, change)
        self._n += 1
        if self._n >= CHANGES:
            self.least, self._smallest, self._n = self._smallest, float("inf"), 0

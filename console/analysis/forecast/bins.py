"""Samples of any spacing as points a quarter of a minute apart or more."""

from msgspec import Struct

WIDTH = 0.25
_ALMOST = 0.01


class Point(Struct, frozen=True):
    """The mean of the samples of one bin; `tip` is how far the highest of them stood above it. `time` in minutes."""

    time: float
    level: float
    tip: float


class Bins:
    """Collects samples until a bin is full; what came before a gap is not mixed with what comes after."""

    def __init__(self) -> None:
        self._samples: list[tuple[float, float]] = []
        self._closed = float("-inf")

    def add(self, time: float, level: float) -> Point | None:
        """Take a sample (minutes, level), later than all before; the point of its bin when that is full now."""
        if self._samples and time - self._samples[0][0] > 2 * WIDTH:
            self._samples.clear()
        self._samples.append((time, level))
        if time - self._closed < WIDTH - _ALMOST:
            return None
        n = len(self._samples)
        mean = sum(level for _, level in self._samples) / n
        point = Point(sum(t for t, _ in self._samples) / n, mean, max(level for _, level in self._samples) - mean)
        self._samples.clear()
        self._closed = time
        return point

"""Least squares over any recent window in constant time, from running sums of powers."""

from bisect import bisect_left
from math import sqrt
from operator import add

from msgspec import Struct

_TINY = 1e-9


class Line(Struct, frozen=True):
    """A fitted line: `level` at the newest point, `slope` a minute with its standard error, residual spread `sd`.

    `bend` is the second derivative a minute squared (0 for a straight line), `rho` the residuals' correlation from one
    point to the next, `n` the points and `span` the minutes they cover.
    """

    level: float
    slope: float
    error: float
    sd: float
    rho: float
    n: int
    span: float
    bend: float = 0.0
    bend_error: float = 0.0


class Moments:
    """Points (minutes, level) with running sums; the oldest go when more than `most` are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._base = 0.0
        self.times: list[float] = []
        self.levels: list[float] = []
        self._sums: list[tuple[float, ...]] = [(0.0,) * 9]

    def append(self, time: float, level: float) -> None:
        """Add the newest point; `time` in minutes, later than all before."""
        if len(self.times) >= self._most + self._most // 4:
            self._forget()
        if not self.times:
            self._base = time
        self.times.append(time)
        self.levels.append(level)
        self._sum(time - self._base, level)

    def _sum(self, t: float, y: float) -> None:
        n = len(self._sums) - 1
        step = y - self.levels[n - 1] if n else 0.0
        old = self._sums[-1]
        tt = t * t
        new = (t, tt, tt * t, tt * tt, y, t * y, tt * y, y * y, step * step)
        self._sums.append(tuple(map(add, old, new)))

    def _forget(self) -> None:
        times, levels = self.times[-self._most :], self.levels[-self._most :]
        self.times, self.levels, self._sums = [], [], [(0.0,) * 9]
        for time, level in zip(times, levels, strict=True):
            self.append(time, level)

    def since(self, time: float) -> int:
        """The index of the first point at or after `time`."""
        return bisect_left(self.times, time)

    def mean(self, since: int) -> float:
        """The mean level from an index on."""
        return (self._sums[-1][4] - self._sums[since][4]) / (len(self.times) - since)

    def fit(self, since: int, until: int | None = None, *, bent: bool = False) -> Line | None:
        """The line, or the parabola, through the points from an index on, or up to another; None for too few points."""
        stop = len(self.times) if until is None else until
        n = stop - since
        if n < (8 if bent else 4):
            return None
        one, two = self._sums[since], self._sums[stop]
        m, my = (two[0] - one[0]) / n, (two[4] - one[4]) / n
        c2 = (two[1] - one[1]) / n - m * m
        cy = (two[5] - one[5]) / n - m * my
        if c2 <= _TINY:
            return None
        end, slope = self.times[stop - 1] - self._base - m, cy / c2
        left = max((two[7] - one[7]) / n - my * my - slope * cy, 0.0)
        turn, det, skew = self._turn(one, two, n, (m, my, c2, cy)) if bent else (0.0, 1.0, 0.0)
        if det <= _TINY:
            return None
        left = max(left - turn * turn * det, 0.0)
        level = my + slope * end + turn * (end * end - skew * end - c2)
        rho = min(max(1 - (two[8] - one[8]) / n / (2 * left), 0.0), 0.95) if left > 1e-14 else 0.0
        sd = sqrt(left * n / max(n - (3 if bent else 2), 1))
        wide = sqrt((1 + rho) / (1 - rho)) * sd / sqrt(n)
        span = self.times[stop - 1] - self.times[since]
        error = wide / sqrt(c2) * (4.0 if bent else 1.0)
        return Line(level, slope + turn * (2 * end - skew), error, sd, rho, n, span, 2 * turn, 2 * wide / sqrt(det))

    def _turn(
        self, one: tuple[float, ...], two: tuple[float, ...], n: int, known: tuple[float, float, float, float]
    ) -> tuple[float, float, float]:
        """The coefficient of the part of t*t that is neither constant nor straight, its variance, and its skew."""
        m, my, c2, cy = known
        s2, s3, s4 = ((two[k] - one[k]) / n for k in (1, 2, 3))
        c3 = s3 - 3 * m * s2 + 2 * m**3
        c4 = s4 - 4 * m * s3 + 6 * m * m * s2 - 3 * m**4
        c2y = (two[6] - one[6]) / n - 2 * m * (two[5] - one[5]) / n + m * m * my - c2 * my
        skew = c3 / c2
        det = c4 - c2 * c2 - c3 * skew
        return ((c2y - skew * cy) / det, det, skew) if det > _TINY else (0.0, 0.0, skew)

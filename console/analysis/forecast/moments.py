"""Least squares over any recent window in constant time, from running sums of powers."""

from bisect import bisect_left
from math import sqrt
from operator import add

from msgspec import Struct


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
        s1, s2, sy, s1y = two[0] - one[0], two[1] - one[1], two[4] - one[4], two[5] - one[5]
        syy, sdd = two[7] - one[7], two[8] - one[8]
        m, my = s1 / n, sy / n
        c2 = s2 / n - m * m
        cy = s1y / n - m * my
        vy = max(syy / n - my * my, 0.0)
        if c2 <= 1e-9:
            return None
        end = self.times[stop - 1] - self._base - m
        slope = cy / c2
        bend, left, share = 0.0, max(vy - slope * cy, 0.0), 2
        if bent:
            s3, s4, s2y = two[2] - one[2], two[3] - one[3], two[6] - one[6]
            c3 = s3 / n - 3 * m * s2 / n + 2 * m**3
            c4 = s4 / n - 4 * m * s3 / n + 6 * m * m * s2 / n - 3 * m**4
            c2y = s2y / n - 2 * m * s1y / n + m * m * my - c2 * my
            det = c4 - c2 * c2 - c3 * c3 / c2
            if det <= 1e-9:
                return None
            # the part of t*t that is neither constant nor straight
            half = (c2y - c3 / c2 * cy) / det
            left, share = max(left - half * half * det, 0.0), 3
            level = my + slope * end + half * (end * end - c3 / c2 * end - c2)
            bend, slope = 2 * half, slope + half * (2 * end - c3 / c2)
        else:
            level, det = my + slope * end, 1.0
        sd = sqrt(left * n / max(n - share, 1))
        rho = min(max(1 - sdd / n / (2 * left), 0.0), 0.95) if left > 1e-14 else 0.0
        wide = sqrt((1 + rho) / (1 - rho)) * sd / sqrt(n)
        span = self.times[stop - 1] - self.times[since]
        error = wide / sqrt(c2) * (4.0 if bent else 1.0)
        return Line(level, slope, error, sd, rho, n, span, bend, 2 * wide / sqrt(det))

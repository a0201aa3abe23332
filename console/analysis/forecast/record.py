"""The track record: how near each predictor came lately, as weights by multiplicative updates.

After Littlestone and Warmuth, The Weighted Majority Algorithm (1994), with losses that fade, so that a predictor that
was wrong under other circumstances comes back (Herbster and Warmuth, Tracking the Best Expert, 1998).
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from math import exp, log

from console.analysis.forecast.path import Path

HORIZONS = (1.5, 3.0, 6.0, 12.0, 24.0, 45.0)
KEPT = 60.0
FLOOR = 0.004
"""Shares of the limit that are no rise at all."""
WORST, UNKNOWN = 4.0, 0.7
LEARNING, EXACT, POWER = 4.0, 0.003, 1.2
SHARP = 0.7
STEADY = 0.3
SURPRISE, CALM = 3.0, 6.0
LAG = 0.7
ADAPTIVE = 2
"""The first predictors follow any turn and cannot be refuted by the present level."""


class _Horizon:
    """The losses of `n` predictors at one horizon: mean squared misses as shares of the mean squared rise."""

    def __init__(self, minutes: float, n: int) -> None:
        self.minutes = minutes
        self.seen = 0
        self.losses = [UNKNOWN] * n
        self._times = [0] * n
        self._power = 0.0
        self.bias, self.miss, self.known = 0.0, 0.0, 0.0

    def restart(self) -> None:
        """Forget what the predictors did; how much the series moves stays."""
        self.seen = 0
        self.known = min(self.known, 1.0)
        self.losses = [UNKNOWN] * len(self.losses)
        self._times = [0] * len(self._times)

    def check(self, meant: float, rise: float, floor: float) -> None:
        """Learn how the pace of all together was off, where there was any."""
        if max(meant, rise) > 3 * floor:
            off = log((max(meant, 0.0) + floor) / (max(rise, 0.0) + floor))
            off = min(max(off, -2.0), 2.0)
            self.known = min(self.known + 0.45 / self.minutes, 12.0)
            rate = max(0.45 / (0.45 + 2 * self.minutes), 0.45 / self.minutes / (self.known + 0.45 / self.minutes))
            self.bias += rate * (off - self.bias)
            self.miss += rate * (off * off - self.miss)

    def compare(self, minutes: float, rise: float, paths: Sequence[Path | None], floor: float) -> bool:
        """Learn from a rise within some minutes; tells whether it was far more than usual."""
        power = rise * rise
        rate = max(min(0.5, 1 / (1.0 + 1.5 * self.minutes)), 1 / (1 + self.seen))
        surprise = power > SURPRISE * SURPRISE * (self._power + floor * floor)
        rate = max(rate, 0.5) if surprise else rate
        self.seen += 1
        self._power += rate * (power - self._power)
        scale = max(self._power, floor * floor, power / 2)
        for i, path in enumerate(paths):
            if path is not None:
                missed = path.rise(minutes) - rise
                self._times[i] += 1
                own = max(rate, 1 / (1 + self._times[i]))
                self.losses[i] += own * (min(missed * missed / scale, WORST) - self.losses[i])
        return surprise


class TrackRecord:
    """Past paths of `n` predictors, compared with what came; times in minutes, levels in shares of the limit.

    `turned` is when the series last began to move as it never did.
    """

    def __init__(self, n: int) -> None:
        self.turned = float("-inf")
        self._horizons = [_Horizon(minutes, n) for minutes in HORIZONS]
        self._past: deque[tuple[float, float, Sequence[Path | None], list[float]]] = deque()
        self._usual = [0.0] * n
        self._believed = [1.0] * n
        self._surprised = float("-inf")
        self._heard = 0

    def forget(self) -> None:
        """Drop the paths of before a break; what was learned of the predictors stays."""
        self._past.clear()

    def learn(self, now: float, level: float, paths: Sequence[Path | None], noise: float, *, leapt: bool) -> None:
        """Compare the paths of each horizon ago with the `level` of now, then keep the new paths.

        `leapt` tells that the newest rise was a single step, which is no turn.
        """
        floor = FLOOR + noise
        self._refute(level, paths, floor)
        self._heard += 1
        if self._compare(now, level, floor):
            if now - self._surprised > CALM and not leapt:
                self._restart(now)
            self._surprised = now
        self._past.append((now, level, paths, self._together(paths)))
        while now - self._past[0][0] > KEPT:
            self._past.popleft()

    def _compare(self, now: float, level: float, floor: float) -> bool:
        times = [past[0] for past in self._past]
        surprised = False
        for k, horizon in enumerate(self._horizons):
            at = bisect_right(times, now - horizon.minutes) - 1
            if at < 0:
                break
            then, before, paths, meant = self._past[at]
            if now - then < 1.6 * horizon.minutes + 1:
                horizon.check(meant[k] * (now - then) / horizon.minutes, level - before, floor)
                surprise = horizon.compare(now - then, level - before, paths, floor)
                surprised |= surprise and k < ADAPTIVE and self._heard > CALM
        return surprised

    def _together(self, paths: Sequence[Path | None]) -> list[float]:
        """The rise that all together expect at each horizon."""
        meant = []
        for k, horizon in enumerate(self._horizons):
            weights = [
                believed * exp(-LEARNING * loss) * (loss + EXACT) ** -POWER if path is not None else 0.0
                for path, believed, loss in zip(paths, self._believed, horizon.losses, strict=True)
            ]
            total = sum(weights)
            rises = sum(w * path.rise(horizon.minutes) for path, w in zip(paths, weights, strict=True) if path and w)
            meant.append(rises / total if total else 0.0)
        return meant

    def pace(self, horizon: float) -> tuple[float, float]:
        """How the pace of all together was off lately, as logarithms: its mean, drawn to 0, and its root mean square."""
        wanted = log(min(max(horizon / 2, HORIZONS[0]), HORIZONS[-1]))
        near = [exp(-abs(log(h.minutes) - wanted) / SHARP) * h.known for h in self._horizons]
        total = sum(near)
        bias = sum(n * h.bias for n, h in zip(near, self._horizons, strict=True)) / (total + 1.5)
        square = sum(n * h.miss for n, h in zip(near, self._horizons, strict=True))
        miss = ((square + 0.15**2) / (total + 1.0)) ** 0.5
        return bias / (1 + (miss / STEADY) ** 2), miss

    def _refute(self, level: float, paths: Sequence[Path | None], floor: float) -> None:
        """Believe no path that begins further from the present level than it usually does."""
        for i, path in enumerate(paths):
            if path is not None:
                off = abs(level - path.level + LAG * path.slope)
                part = off / (3 * self._usual[i] + floor)
                self._believed[i] = exp(-part * part) if i >= ADAPTIVE else 1.0
                self._usual[i] += 0.02 * (min(off, 4 * (self._usual[i] + floor)) - self._usual[i])

    def _restart(self, now: float) -> None:
        self._past.clear()
        self.turned = now - HORIZONS[0]
        for horizon in self._horizons:
            horizon.restart()

    def losses(self, horizon: float) -> list[float]:
        """The mean loss of each predictor around an end `horizon` minutes away: 0 is right, 1 as bad as nothing."""
        wanted = log(min(max(horizon / 2, HORIZONS[0]), HORIZONS[-1]))
        heard = [h for h in self._horizons if h.seen]
        near = [exp(-abs(log(h.minutes) - wanted) / SHARP) for h in heard]
        total = sum(near)
        if not heard:
            return [UNKNOWN] * len(self._usual)
        each = zip(*(h.losses for h in heard), strict=True)
        return [sum(part * loss for part, loss in zip(near, losses, strict=True)) / total for losses in each]

    def weights(self, horizon: float) -> list[float]:
        """How much each predictor is believed for an end `horizon` minutes away; relative, not summing to 1."""
        return [
            believed * exp(-LEARNING * loss) * (loss + EXACT) ** -POWER
            for believed, loss in zip(self._believed, self.losses(horizon), strict=True)
        ]

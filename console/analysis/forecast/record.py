"""The track record: how near each predictor came lately, as weights by multiplicative updates.

After Littlestone and Warmuth, The Weighted Majority Algorithm (1994), with losses that fade, so that a predictor that
was wrong under other circumstances comes back (Herbster and Warmuth, Tracking the Best Expert, 1998).
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from math import exp, log, sqrt

from console.analysis.forecast.path import Path

HORIZONS = (1.5, 3.0, 6.0, 12.0, 24.0, 45.0)
KEPT = 60.0
FLOOR = 0.004
"""Shares of the limit that are no rise at all."""
WORST, UNKNOWN = 4.0, 0.7
"""The loss of a miss is held below the one; the other stands for a predictor that was not compared yet."""
LEARNING, EXACT, POWER = 4.0, 0.003, 1.2
"""A loss weighs exp(-LEARNING loss) (loss + EXACT)^-POWER: nothing for the bad, and a contest among the good."""
SHARP = 0.7
"""How far, in logarithms, a horizon may lie from the one asked for and still be heard."""
STEADY = 0.3
"""The root mean square miss from which on a mean miss is no longer corrected."""
SURPRISE, CALM = 3.0, 6.0
"""A rise so many times the usual one is a turn; another is none for so many minutes."""
LAG = 0.7
"""Minutes by which the level that is compared lags behind."""
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
        for horizon in self._horizons:
            total = rise = 0.0
            for i, path in enumerate(paths):
                if path is not None:
                    weight = self._weight(i, horizon.losses[i])
                    total += weight
                    rise += weight * path.rise(horizon.minutes)
            meant.append(rise / total if total else 0.0)
        return meant

    def pace(self, horizon: float) -> tuple[float, float]:
        """How the pace of all was off lately, as logarithms: its mean, drawn to 0, and its root mean square."""
        near = [(h, part * h.known) for h, part in self._near(horizon)]
        total = sum(part for _, part in near)
        bias = sum(part * h.bias for h, part in near) / (total + 1.5)
        square = sum(part * h.miss for h, part in near)
        miss = sqrt((square + 0.15**2) / (total + 1.0))
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

    def believe(self, horizon: float) -> tuple[list[float], list[float]]:
        """How much each predictor is believed for an end `horizon` minutes away, and its mean loss around there.

        The weights are relative and do not sum to 1; a loss of 0 is right, 1 as bad as expecting nothing.
        """
        near = [(part, h.losses) for h, part in self._near(horizon) if h.seen]
        total = sum(part for part, _ in near)
        losses = [0.0 if total else UNKNOWN] * len(self._usual)
        for part, own in near:
            share = part / total
            for i, loss in enumerate(own):
                losses[i] += share * loss
        return [self._weight(i, loss) for i, loss in enumerate(losses)], losses

    def _weight(self, i: int, loss: float) -> float:
        return self._believed[i] * exp(-LEARNING * loss - POWER * log(loss + EXACT))

    def _near(self, horizon: float) -> list[tuple[_Horizon, float]]:
        """The horizons that tell of an end at one, and how much."""
        wanted = log(min(max(horizon / 2, HORIZONS[0]), HORIZONS[-1]))
        heard = self._horizons[:1] + [h for h in self._horizons[1:] if h.seen]
        far = [abs(log(h.minutes) - wanted) for h in heard]
        least = min(far)
        return [(h, exp(-off / SHARP)) for h, off in zip(heard, far, strict=True) if off < least + 1.5]

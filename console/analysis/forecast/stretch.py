"""The present stretch of a series: how restless it is, and since when it is one piece."""

import itertools
from collections import deque
from statistics import median

AGE = 360.0
LEAST, LEAST_STEP = 0.02, 0.006
RESTLESS = 8.0
USED, REST = 12, 0.6


class Stretch:
    """Follows the steps from point to point; times in minutes, levels in shares of the limit."""

    def __init__(self) -> None:
        self.noise = 0.0
        self.tip = 0.0
        self._steps: deque[float] = deque(maxlen=60)
        self._jumps: deque[tuple[float, float]] = deque(maxlen=32)
        self._last: float | None = None
        self._n = 0

    def observe(self, time: float, level: float, tip: float) -> None:
        """Take the next point; `tip` is how far single samples stood above it."""
        self.tip += 0.03 * (min(tip, 3 * self.tip + 0.003) - self.tip)
        if self._last is not None:
            self._step(time, level - self._last)
        self._last = level

    def _step(self, time: float, step: float) -> None:
        self._n += 1
        if self._n == 8 or (self._n > 8 and self._n % 4 == 0):
            self.noise = self._usual()
        if step > max(LEAST_STEP, RESTLESS * self.noise):
            self._jumps.append((time, step))
        self._steps.append(step)

    def _usual(self) -> float:
        """The usual step beside the trend: steps are compared with their neighbours, so that a steady climb is calm."""
        steps = list(self._steps)
        bends = [abs(b - a) for a, b in itertools.pairwise(steps)]
        return max(0.93 * median(bends), 0.25 * sum(bends) / len(bends))

    def start(self, now: float, fallen: float) -> float:
        """Since when the series is one piece: the last fall, or a jump that is none of many alike."""
        recent = [jump for jump in self._jumps if now - jump[0] < AGE and jump[1] > LEAST]
        if not recent:
            return fallen
        most = max(step for _, step in recent)
        alike = [time for time, step in recent if step > most / 3]
        return max(fallen, alike[-1] + 0.01) if len(alike) <= 2 else fallen

    def jumps(self, now: float) -> list[tuple[float, float]]:
        """The newest jumps (minutes, size), oldest first; those without a rest between them are one."""
        found: list[tuple[float, float]] = []
        for time, step in self._jumps:
            if now - time < AGE:
                size = step
                if found and time - found[-1][0] < REST:
                    size += found.pop()[1]
                found.append((time, size))
        return found[-USED:]

"""Teeth: a level that climbs and falls back at once, as collectors of garbage and rotated logs make it."""

import itertools
from collections import deque
from collections.abc import Sequence
from statistics import median

from msgspec import Struct

KEPT = 40
AGE = 360.0
LEAST = 0.02
FALLEN = 0.25
"""What fell back by less of its climb was no tooth but a step that wavers."""


class Tooth(Struct, frozen=True):
    """One climb and fall: begun at `low` at `start`, fallen from `peak` at `end`; minutes, shares of the limit."""

    start: float
    low: float
    end: float
    peak: float


class Zigzag:
    """Finds teeth in a series of levels as they come; `start` is where the present climb began (minutes)."""

    def __init__(self) -> None:
        self.teeth: deque[Tooth] = deque(maxlen=KEPT)
        self.start = -1e18
        self._low = (0.0, float("inf"))
        self._high = (0.0, float("-inf"))
        self._falling = False

    def observe(self, time: float, level: float, noise: float) -> bool:
        """Take the next level; tells whether a fall has just ended a climb. `noise` is the usual step between two."""
        fall = max(LEAST, 7 * noise)
        if self._falling:
            if level < self._low[1]:
                self._low = (time, level)
                self.start = time
            elif level > self._low[1] + 0.4 * fall or time - self._low[0] > 1.0:
                self._falling = False
                self._high = (time, level)
            return False
        if level >= self._high[1]:
            self._high = (time, level)
        if self._high[1] - level < fall:
            if level < self._low[1]:
                self._low = self._high = (time, level)
            return False
        abrupt = time - self._high[0] <= max(0.75, 0.2 * (self._high[0] - self._low[0]))
        if self._high[1] - self._low[1] > 0.6 * fall:
            self.teeth.append(Tooth(self._low[0], self._low[1], *self._high))
        self._low = (time, level)
        if abrupt:
            self.start = time
        self._falling = True
        self._high = (time, level)
        return abrupt

    def recent(self, now: float) -> list[Tooth]:
        """The teeth that still tell something of the next: none when the last fall is too long ago."""
        lows = [*(tooth.low for tooth in self.teeth), self._low[1]][1:]
        teeth = [
            tooth
            for tooth, after in zip(self.teeth, lows, strict=True)
            if now - tooth.end < AGE and tooth.peak - after > FALLEN * (tooth.peak - tooth.low)
        ]
        if not teeth:
            return []
        tall = max(tooth.peak - tooth.low for tooth in teeth[-8:])
        teeth = [tooth for tooth in teeth if tooth.peak - tooth.low > 0.35 * tall]
        length = max(tooth.end - tooth.start for tooth in teeth[-5:])
        gaps = [b.end - a.end for a, b in zip(teeth[-6:], teeth[-5:], strict=False)]
        usual = max(length, max(gaps, default=0.0))
        return teeth if now - teeth[-1].end < (4 * usual + 30 if len(teeth) > 1 else 180) else []


def period(teeth: Sequence[Tooth]) -> float:
    """The usual minutes from one fall to the next."""
    ends = [tooth.end for tooth in teeth[-9:]]
    gaps = [b - a for a, b in itertools.pairwise(ends)]
    return median(gaps) if gaps else teeth[-1].end - teeth[-1].start

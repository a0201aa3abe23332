"""Ways a level may go on: straight, bent, or flattening out."""

from math import exp, inf, log, sqrt

from msgspec import Struct


class Path(Struct, frozen=True):
    """Where a predictor sees the level go: from `level` with `slope` a minute, at times in minutes from now.

    `bend` is a second derivative; `tau` > 0 makes the slope decay with that time constant. `sd` is the scatter around
    the path, `doubt` the relative error of its pace.
    """

    level: float
    slope: float = 0.0
    bend: float = 0.0
    tau: float = 0.0
    sd: float = 0.0
    doubt: float = 0.0
    memory: float = 0.25

    def rise(self, minutes: float) -> float:
        """How far the path has risen after some minutes; a path that bends back stays at its turning point."""
        if self.tau:
            return self.slope * self.tau * (1 - exp(-minutes / self.tau))
        if self.bend * self.slope < 0:
            minutes = min(minutes, -self.slope / self.bend)
        return minutes * (self.slope + self.bend * minutes / 2)

    def reaches(self, level: float) -> float:
        """Minutes until the path meets a level above it; infinite when it never does, 0 when it is there."""
        gap = level - self.level
        if gap <= 0:
            return 0.0
        if self.tau:
            part = gap / (self.slope * self.tau) if self.slope > 0 else inf
            return -self.tau * log(1 - part) if part < 1 else inf
        inside = self.slope * self.slope + 2 * self.bend * gap
        if inside < 0:
            return inf
        pace = self.slope + sqrt(inside)
        return 2 * gap / pace if pace > 1e-12 and (self.slope > 0 or self.bend > 0) else inf

"""How well forecasts did, by the definitions of the shared traces: recall, false alarms, error and coverage."""

import bisect
import math
from collections.abc import Iterable, Sequence

from msgspec import Struct

from console.model.forecast import Forecast

POINTS = (1800.0, 900.0, 600.0, 300.0)
HOUR = 3600.0
DAY = 86400.0


class Point(Struct, frozen=True):
    """One question of a trace: `ahead` seconds before the end, what was answered (None for nothing)."""

    ahead: float
    eta: float | None
    low: float | None
    high: float | None
    method: str = ""

    @property
    def error(self) -> float:
        """The relative error; no answer is wholly wrong."""
        return 1.0 if self.eta is None else abs(self.eta - self.ahead) / self.ahead

    @property
    def covered(self) -> bool:
        """Whether the truth lies in the interval."""
        return self.low is not None and self.low <= self.ahead and (self.high is None or self.ahead <= self.high)


class Score(Struct, frozen=True):
    """What one trace gives: whether it was warned of (None when it never runs out), false warnings, days, points."""

    warned: bool | None
    false: int
    days: float
    points: tuple[Point, ...]


def score(said: Sequence[tuple[float, Forecast]], exhausted: float | None, end: float) -> Score:
    """Score what was said of a trace that ran out at `exhausted` and otherwise ended at `end`, both in seconds."""
    eligible = end if exhausted is None else max(0.0, exhausted - HOUR)
    false, on = 0, False
    for t, forecast in said:
        false += forecast.warning and not on and t < eligible
        on = forecast.warning
    if exhausted is None:
        return Score(None, false, eligible / DAY, ())
    times = [t for t, _ in said]
    before = bisect.bisect_right(times, exhausted - POINTS[-1])
    warned = before > 0 and said[before - 1][1].warning
    asked = (ahead for ahead in POINTS if exhausted - ahead >= 900)
    points = tuple(_point(said, times, exhausted, ahead) for ahead in asked)
    return Score(warned, false, eligible / DAY, points)


def _point(said: Sequence[tuple[float, Forecast]], times: Sequence[float], exhausted: float, ahead: float) -> Point:
    at = bisect.bisect_right(times, exhausted - ahead) - 1
    if at < 0:
        return Point(ahead, None, None, None)
    t, forecast = said[at]
    gone = exhausted - ahead - t
    left = [None if x is None else max(0.0, x - gone) for x in (forecast.eta_s, forecast.low, forecast.high)]
    return Point(ahead, *left, forecast.method)


def row(name: str, scores: Iterable[Score]) -> str:
    """A line of the table: recall, false alarms a day, median and mean error, coverage and median width."""
    own = list(scores)
    told = [s.warned for s in own if s.warned is not None]
    days, false = sum(s.days for s in own), sum(s.false for s in own)
    points = [p for s in own for p in s.points]
    cells = [f"{name:20}{len(own):4}", f"{sum(told) / len(told):7.2f}" if told else " " * 7]
    cells.append(f"{false:5}{false / days:7.2f}" if days else " " * 12)
    if points:
        for ahead in POINTS:
            errors = sorted(p.error for p in points if p.ahead == ahead)
            cells.append(f"{errors[len(errors) // 2]:6.2f}" if errors else " " * 6)
        errors = sorted(p.error for p in points)
        widths = sorted(
            math.log(max(p.high, 1.0) / max(p.low, 1.0)) for p in points if p.low is not None and p.high is not None
        )
        cells.append(f"{errors[len(errors) // 2]:7.2f}{sum(min(e, 1) for e in errors) / len(errors):6.2f}")
        cells.append(f"{sum(p.covered for p in points) / len(points):6.2f}")
        cells.append(f"{math.exp(widths[len(widths) // 2]):6.2f}" if widths else "")
        cells.append(f"{sum(p.eta is None for p in points) / len(points):5.2f}")
    return "".join(cells)


_COLUMNS = (("n", 4), ("recall", 7), ("false", 5), ("/day", 7), ("30", 6), ("15", 6), ("10", 6), ("5", 6))
_COLUMNS += (("median", 7), ("mean", 6), ("cover", 6), ("width", 6), ("none", 5))
HEAD = f"{'family':20}" + "".join(f"{name:>{width}}" for name, width in _COLUMNS)

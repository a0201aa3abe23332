"""The forecaster: values in, the time to exhaustion out."""

from collections.abc import Sequence
from enum import StrEnum
from math import exp, isfinite, log
from operator import sub
from statistics import median

from console.analysis.forecast.bins import Bins, Point
from console.analysis.forecast.blend import smooth
from console.analysis.forecast.experts import NAMES, WINDOWS, paths
from console.analysis.forecast.grain import Grain
from console.analysis.forecast.moments import Moments
from console.analysis.forecast.outcome import Chance, combine
from console.analysis.forecast.record import TrackRecord
from console.analysis.forecast.sawtooth import METHOD as TEETH
from console.analysis.forecast.sawtooth import Crest, crest
from console.analysis.forecast.sawtooth import chances as crests
from console.analysis.forecast.stairs import METHOD as STEPS
from console.analysis.forecast.stairs import chance, stairs
from console.analysis.forecast.stretch import Stretch
from console.analysis.forecast.teeth import Tooth, Zigzag, period
from console.analysis.forecast.verdict import Situation, Verdict
from console.model.forecast import Forecast

KEPT = 1440
"""Points kept: six hours at four a minute."""
ENOUGH, BEGUN = 8, 2.0
SETTLED, CALM, YOUNG = 4.0, 2.5, 10.0
"""Minutes after the first value, and after a turn, in which nothing is alarmed, and in which more is asked for."""
EVERY = 0.45
"""Minutes between two entries in the track record."""


STALLED = 0.25
"""A tooth that climbs at less than this part of the usual pace may have ended its climb."""
PACE = 0.5
"""A trend has lasted for as long as its mean slope was this part of the one that is now needed."""
STEPPED = 0.75
"""How much steps are believed beside the trend."""


class Direction(StrEnum):
    """Whether the resource is exhausted by rising to its limit or by falling to it."""

    UP = "up"
    DOWN = "down"


class Forecaster:
    """Forecasts one series; times are seconds of any clock that the series keeps, values have any unit.

    Pure: it knows nothing but what it observed. Memory is bounded, a value costs a fraction of a millisecond. Levels
    inside are shares of `scale`: the limit itself, or, where values fall to the limit, the most that was left.
    """

    def __init__(self, limit: float, direction: Direction = Direction.UP) -> None:
        self.limit = limit
        self._sign = 1.0 if direction is Direction.UP else -1.0
        self._scale = limit if direction is Direction.UP and limit > 0 else 0.0
        self._fixed = self._scale > 0
        self._newest = float("-inf")
        self._begin()

    def _begin(self) -> None:
        self._bins, self._stretch, self._zigzag = Bins(), Stretch(), Zigzag()
        self._points = Moments(KEPT)
        self._record = TrackRecord(len(NAMES))
        self._grain = Grain()
        self._learned = float("-inf")
        self._verdict = Verdict()

    def observe(self, t: float, value: float) -> None:
        """Take the next value; one that is no number or not later than the last is passed over."""
        if not (isfinite(t) and isfinite(value)) or t <= self._newest:
            return
        self._newest = t
        left = self._sign * (self.limit - value)
        if not self._fixed and left > 1.5 * self._scale:
            self._rescale(left)
        if left <= 0:
            self._verdict.reached(t, value)
            return
        self._grain.observe(value)
        point = self._bins.add(t / 60, 1 - left / self._scale)
        if point is not None:
            self._take(point)
            self._judge(t, value, point)

    def findings(self, now: float) -> Forecast:
        """What is known at `now` (seconds); an old answer runs down, and is none when no value came for long."""
        return self._verdict.at(now)

    def _rescale(self, left: float) -> None:
        """More is left than ever before: levels become shares of that; what was seen is told again in these."""
        before, old = self._points, self._scale
        self._scale = left
        self._begin()
        for time, level in zip(before.times, before.levels, strict=True):
            self._take(Point(time, 1 - (1 - level) * old / left, 0.0))

    def _take(self, point: Point) -> None:
        self._stretch.observe(point.time, point.level, point.tip)
        self._points.append(point.time, point.level)
        if self._zigzag.observe(point.time, point.level, self._stretch.noise):
            self._record.forget()

    def _judge(self, t: float, value: float, point: Point) -> None:
        points, now = self._points, point.time
        age = now - points.times[0]
        if len(points.times) < ENOUGH or age < BEGUN:
            return
        start = self._stretch.start(now, self._zigzag.start)
        drawn = paths(points, start, self._record.turned)
        if now - self._learned >= EVERY:
            self._record.learn(
                now, points.mean(points.since(now - 1.6)), drawn, self._stretch.noise / 2, leapt=self._leapt(now)
            )
            self._learned = now
        tip = max(self._stretch.tip, 0.5 * self._grain.least / self._scale)
        chances = smooth(drawn, self._record, tip)
        chances = self._stepped(chances, point)
        teeth = self._zigzag.recent(now)
        line = None
        if teeth:
            line = crest(teeth, period(teeth))
            chances = self._toothed(teeth, line, chances, point, start)
        outcome = combine(chances)
        place = Situation(
            level=point.level,
            slope=self._slope(),
            settled=age >= SETTLED and not 0 <= now - self._record.turned < CALM,
            young=age < YOUNG,
            known=line is not None and outcome.method == TEETH and line.drift < line.error,
            lasted=lambda eta: 60 * self._lasted(outcome.method, eta / 60, point, start, teeth),
        )
        self._verdict.judge(t, value, outcome, place)

    def _lasted(self, method: str, eta: float, point: Point, start: float, teeth: Sequence[Tooth]) -> float:
        """For how many minutes that has gone on which leads to the limit in `eta` minutes."""
        if method == TEETH and teeth:
            return point.time - teeth[0].start
        if method == STEPS:
            return point.time - self._stretch.jumps(point.time)[0][0]
        pace = PACE * (1 - point.level) / max(eta, 0.1)
        lines = (self._points.fit(self._points.since(max(start, point.time - window))) for window in WINDOWS)
        return max((line.span for line in lines if line is not None and line.slope + line.error >= pace), default=0.0)

    def _slope(self) -> float:
        """The trend of the last quarter of an hour, a second, in the unit of the series."""
        line = self._points.fit(self._points.since(self._points.times[-1] - 15))
        return self._sign * line.slope * self._scale / 60 if line else 0.0

    def _stepped(self, trend: list[Chance], point: Point) -> list[Chance]:
        """What steps say beside the trend, where the level climbs by steps."""
        jumps = self._stretch.jumps(point.time)
        if not jumps:
            return trend
        before = self._points.levels[max(self._points.since(jumps[0][0]) - 1, 0)]
        steps = stairs(jumps, point.level - before, point.time)
        if steps is None:
            return trend
        return [*_weighted(trend, 1 - STEPPED), *_weighted([chance(steps, point.level)], STEPPED)]

    def _leapt(self, now: float) -> bool:
        """Whether the newest rise is a single step for the most part."""
        levels = self._points.levels[self._points.since(now - 4) :]
        return max(map(sub, levels[1:], levels), default=0.0) > 0.6 * abs(levels[-1] - levels[0])

    def _toothed(
        self, teeth: Sequence[Tooth], line: Crest, trend: list[Chance], point: Point, start: float
    ) -> list[Chance]:
        """What the teeth say beside the trend, as long as the level has not outgrown them."""
        top = max(*(tooth.peak for tooth in teeth[-8:]), line.top + line.drift * (point.time - line.end))
        if point.level >= top + max(0.02, 2.5 * line.scatter):
            return trend
        own = crests(line, point.time, point.level, *self._pace(teeth, start))
        share = (len(teeth) + 2) / (len(teeth) + 3)
        return [*_weighted(trend, 1 - share), *_weighted(own, share)]

    def _pace(self, teeth: Sequence[Tooth], start: float) -> tuple[float, float]:
        """How fast the present tooth climbs a minute, drawn to the usual pace while young; how surely it climbs."""
        usual = median((tooth.peak - tooth.low) / max(tooth.end - tooth.start, 0.2) for tooth in teeth[-5:])
        window = min(max(0.3 * period(teeth), 3.0), 20.0)
        line = self._points.fit(self._points.since(max(start, self._points.times[-1] - window)))
        if line is None:
            return usual, 1.0
        known = line.n / (line.n + 6)
        moving = min(max(line.slope / (STALLED * usual), 0.0), 1.0)
        pace = exp(known * log(max(line.slope, 0.05 * usual)) + (1 - known) * log(usual))
        return pace, known * moving + 1 - known


def _weighted(chances: Sequence[Chance], share: float) -> list[Chance]:
    """The same chances, with weights that sum to `share`."""
    total = sum(chance.weight for chance in chances)
    return [Chance(share * c.weight / total, c.eta, c.spread, c.method) for c in chances]

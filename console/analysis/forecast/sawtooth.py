"""When a level with teeth meets the limit: the chance that each tooth to come reaches it, one after the other."""

import itertools
from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

from console.analysis.forecast.outcome import Chance
from console.analysis.forecast.teeth import Tooth

METHOD = "teeth"
AHEAD = 40
USED = 10
_SCENARIOS = ((-1.2, 0.25), (0.0, 0.5), (1.2, 0.25))


class Crest(Struct, frozen=True):
    """The line through the peaks: `top` at the last peak, `drift` a minute with its error, and the peaks' `scatter`."""

    top: float
    end: float
    drift: float
    error: float
    scatter: float
    gap: float
    uneven: float


def crest(teeth: Sequence[Tooth], period: float) -> Crest:
    """Fit peaks and floors by lines; the steadier of the two tells the drift."""
    used = list(teeth)[-USED:]
    heights = [tooth.peak - tooth.low for tooth in used]
    tall = sum(heights) / len(heights)
    peaks = _line([(tooth.end, tooth.peak) for tooth in used], 0.06 * tall + 0.004, period)
    floors = _line([(tooth.start, tooth.low) for tooth in used], 0.06 * tall + 0.004, period)
    gaps = [b.end - a.end for a, b in itertools.pairwise(used)]
    uneven = sqrt(sum((gap - period) ** 2 for gap in gaps) / len(gaps)) if gaps else 0.5 * period
    steady = floors if len(used) > 2 and floors[3] < 0.7 * peaks[3] else peaks
    return Crest(peaks[0], used[-1].end, steady[1], steady[2], peaks[3], period, uneven)


def _line(points: Sequence[tuple[float, float]], usual: float, period: float) -> tuple[float, float, float, float]:
    """Level at the last point, slope, its error and the scatter, the scatter drawn to `usual` while points are few."""
    n = len(points)
    mt, my = sum(t for t, _ in points) / n, sum(y for _, y in points) / n
    # two imagined points without drift keep a slope of two or three points modest
    stt = sum((t - mt) ** 2 for t, _ in points) + (1.0 if n == 1 else 0.3) * period * period
    slope = sum((t - mt) * (y - my) for t, y in points) / stt
    left = sum((y - my - slope * (t - mt)) ** 2 for t, y in points)
    scatter = sqrt((left + 2 * usual * usual) / (max(n - 2, 0) + 2))
    return my + slope * (points[-1][0] - mt), slope, scatter / sqrt(stt), scatter


def _above(level: float, expected: float, scatter: float) -> float:
    """The chance to exceed a level by Student's distribution with four degrees of freedom: few teeth tell little."""
    z = (level - expected) / scatter
    u = z / sqrt(1 + z * z / 4)
    return 0.5 - 0.375 * u * (1 - u * u / 12)


def chances(line: Crest, now: float, level: float, pace: float, moving: float = 1.0) -> list[Chance]:
    """The chances of each tooth to come; `pace` is how fast teeth climb, a minute.

    `moving` is how sure it is that the present one still climbs.
    """
    found: list[Chance] = []
    for sigmas, weight in _SCENARIOS:
        found += _scenario(line, line.drift + sigmas * line.error, weight, (now, level), max(pace, 1e-6), moving)
    return found


def _scenario(
    line: Crest, drift: float, weight: float, place: tuple[float, float], pace: float, moving: float
) -> list[Chance]:
    now, level = place
    found: list[Chance] = []
    survived = 1.0
    due = line.end + line.gap
    top = line.top + drift * max(due - line.end, now - line.end)
    begin = min(max((top - level) / pace, 0.05 * line.gap), max(due - now, 0.3 * line.gap))
    # teeth that are far below need not be asked one by one
    skip = int(max(0.0, (1 - 4 * line.scatter - top) / (drift * line.gap))) if drift > 0 else 0
    for k in (0, *range(max(skip, 1), max(skip, 1) + AHEAD)):
        expected = top + drift * line.gap * k
        chance = _above(1.0, expected, line.scatter)
        if k == 0:
            chance = moving * min(1.0, chance / max(_above(level, expected, line.scatter), 0.02))
            eta = (1 - level) / pace
        else:
            excess = max(expected - 1, 0.0) + 0.4 * line.scatter
            eta = begin + line.gap * k - min(excess / pace, 0.9 * line.gap)
        eta = max(eta, 0.1)
        if chance > 0.002:
            blur = sqrt((0.5 * line.uneven * sqrt(k + 0.3)) ** 2 + (0.2 * line.scatter / pace) ** 2)
            found.append(Chance(weight * survived * chance, eta, min(0.04 + blur / eta, 0.8), METHOD))
        survived *= 1 - chance
        if survived < 0.01:
            return found
    found.append(Chance(weight * survived, float("inf"), 0.1, METHOD))
    return found

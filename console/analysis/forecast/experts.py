"""The predictors of a level without teeth: each draws one path, from one window and one idea of how it goes on."""

from math import log

from console.analysis.forecast.moments import Line, Moments
from console.analysis.forecast.path import Path

WINDOWS = (4.0, 8.0, 15.0, 30.0, 60.0, 150.0)
BENT = (20.0, 45.0, 120.0)
CHANGING = (20.0, 50.0, 120.0)
FASTEST = 0.3
"""A slope that more than tripled between two halves is another climb, not one that grows."""
NAMES = (
    "flat",
    *(f"line {w:g} min" for w in WINDOWS),
    *(f"curve {w:g} min" for w in BENT),
    *(f"pace {w:g} min" for w in CHANGING),
    "line since the turn",
)


def paths(points: Moments, start: float, turn: float) -> list[Path | None]:
    """A path of each predictor in the order of `NAMES`, through the points since `start`; None for no opinion.

    `turn` is when the series last began to move as it never did; both in minutes.
    """
    now = points.times[-1]
    begin = points.since(start)
    drawn: list[Path | None] = [Path(points.mean(min(max(begin, points.since(now - 3)), len(points.times) - 1)))]
    fits: dict[int, Line | None] = {}
    for window in WINDOWS:
        since = max(begin, points.since(now - window))
        if since not in fits:
            fits[since] = points.fit(since)
            drawn.append(_straight(points, since, fits[since]))
        else:
            drawn.append(None)
    bent: set[int] = set()
    for window in BENT:
        since = max(begin, points.since(now - window))
        drawn.append(_curve(points, since) if since not in bent else None)
        bent.add(since)
    drawn += [_changing(points, begin, window) for window in CHANGING]
    since = max(begin, points.since(turn))
    drawn.append(_straight(points, since, points.fit(since)) if now - 90 < turn < now - 2.4 else None)
    return drawn


def _straight(points: Moments, since: int, line: Line | None) -> Path | None:
    """A line; a short one only while its newest third goes on like the whole, so that a step is no climb."""
    if line is None:
        return None
    if line.span < 10 and line.slope > 0:
        newer = points.fit(points.since(points.times[-1] - max(line.span / 3, 0.9)))
        if newer is not None and newer.slope < 0.5 * line.slope - 2 * newer.error:
            return None
    return _path(line)


def _curve(points: Moments, since: int) -> Path | None:
    """A parabola where its bend is more than chance and the newest quarter goes the way it says."""
    line = points.fit(since, bent=True)
    if line is None or abs(line.bend) < 2.5 * line.bend_error:
        return None
    now, quarter = points.times[-1], line.span / 4
    edges = [points.since(now - k * quarter) for k in (3, 2, 1)] + [len(points.times)]
    for k in range(3):
        part = points.fit(edges[k], edges[k + 1])
        if part is not None:
            meant = line.slope - line.bend * quarter * (2.5 - k)
            if abs(meant - part.slope) > 2 * part.error + 0.2 * max(abs(line.slope), abs(part.slope)):
                return None
    return _path(line, bend=line.bend)


def _changing(points: Moments, begin: int, window: float) -> Path | None:
    """A slope that goes on decaying or growing as it did from the older half of the window to the newer one."""
    now = points.times[-1]
    first, half = points.since(now - window), points.since(now - window / 2)
    if first < begin or len(points.times) - half < 4 or half - first < 4 or now - points.times[first] < 0.8 * window:
        return None
    newer, older = points.fit(half), points.fit(first, half)
    if newer is None or older is None or newer.slope <= 0 or older.slope <= 0:
        return None
    ratio = min(older.slope / newer.slope, 20.0)
    if not ratio > FASTEST or abs(log(ratio)) < 0.1 or abs(older.slope - newer.slope) < 2 * newer.error:
        return None
    return _path(newer, tau=window / 2 / log(ratio))


def _path(line: Line, *, bend: float = 0.0, tau: float = 0.0) -> Path:
    """The path of a fit; its memory are the minutes over which residuals are alike."""
    step = line.span / (line.n - 1)
    memory = step * max(1.0, -1 / log(line.rho)) if line.rho > 0 else step
    doubt = min(line.error / max(abs(line.slope), 1e-9), 3.0)
    return Path(line.level, line.slope, bend, tau, line.sd, doubt, memory)

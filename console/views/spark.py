"""Small charts made of single cells: sparklines and bars."""

import math
from collections.abc import Sequence
from itertools import pairwise

from console.model.lines import Glyphs, Line, Role, Span


def sparkline(
    values: Sequence[float], width: int, glyphs: Glyphs, *, low: float = 0.0, high: float | None = None
) -> str:
    """The newest values on the right, exactly `width` cells, from `low` to `high` (the greatest value when None).

    More values than cells are joined by their maximum, so that no peak is lost. What is not a number leaves a gap;
    whatever lies above `low` shows at least the smallest sign.
    """
    if width <= 0:
        return ""
    cells = _joined(values, width)
    finite = [v for v in cells if math.isfinite(v)]
    top = high if high is not None and math.isfinite(high) else max(finite, default=0.0)
    return "".join(_sign(v, low, top, glyphs.ramp) for v in cells).rjust(width)


def bar(fraction: float | None, width: int, glyphs: Glyphs, role: Role = Role.BAR) -> Line:
    """A bar of exactly `width` cells filled to `fraction` (0 to 1, held inside); empty track when not known.

    More than nothing shows at least one cell, less than all leaves at least one.
    """
    if width <= 0:
        return ()
    filled = _filled(fraction, width)
    spans = (Span(glyphs.bar * filled, role), Span(glyphs.track * (width - filled), Role.TRACK))
    return tuple(span for span in spans if span.text)


def columns(
    values: Sequence[float], width: int, height: int, glyphs: Glyphs, *, high: float | None = None
) -> list[str]:
    """Upright bars of equal width, `height` rows from top to bottom, each exactly `width` cells.

    A blank cell parts the bars where three cells or more fall to each. Without `high` the greatest value is full.
    """
    n = len(values)
    if width <= 0 or height <= 0:
        return []
    if n > width or not n:
        return [" " * width] * (height - 1) + [sparkline(values, width, glyphs, high=high)]
    each = width // n
    finite = [v for v in values if math.isfinite(v)]
    top = high if high is not None else max(finite, default=0.0)
    rows = []
    for row in range(height - 1, -1, -1):
        signs = (_slice(value, top, row, height, glyphs.ramp) for value in values)
        rows.append("".join(s * (each - 1) + " " if each >= 3 else s * each for s in signs).ljust(width))
    return rows


def _slice(value: float, top: float, row: int, height: int, ramp: str) -> str:
    """The sign of one row (0 is the lowest) of one upright bar."""
    if not math.isfinite(value) or value <= 0 or top <= 0:
        return ramp[0]
    share = min(value / top, 1.0) * height - row
    if share <= 0:
        return ramp[0]
    return ramp[max(1, math.ceil(min(share, 1.0) * (len(ramp) - 1) - 1e-9))]


def _filled(fraction: float | None, width: int) -> int:
    if fraction is None or math.isnan(fraction) or fraction <= 0:
        return 0
    if fraction >= 1:
        return width
    return min(max(round(fraction * width), 1), max(width - 1, 1))


def _joined(values: Sequence[float], width: int) -> list[float]:
    """At most `width` values, neighbours joined by their maximum."""
    n = len(values)
    if n <= width:
        return list(values)
    edges = [n * i // width for i in range(width + 1)]
    return [_peak(values[a:b]) for a, b in pairwise(edges)]


def _peak(values: Sequence[float]) -> float:
    return max((v for v in values if math.isfinite(v)), default=math.nan)


def _sign(value: float, low: float, top: float, ramp: str) -> str:
    if not math.isfinite(value):
        return " "
    if value <= low or top <= low:
        return ramp[0]
    share = min((value - low) / (top - low), 1.0)
    return ramp[max(1, math.ceil(share * (len(ramp) - 1) - 1e-9))]

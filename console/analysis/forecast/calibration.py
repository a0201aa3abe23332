"""Intervals that hold the truth as often as they say: what generated series of known end taught, a class at a time.

Split-conformal (Papadopoulos et al., 2002) for each class and either end: the quantiles of its logarithmic errors
against the spread that was told. A spread of one means that one standard deviation is a factor of e.
"""

from bisect import bisect_right
from collections.abc import Sequence
from math import exp, log

WIDTH = 2.563
"""Standard deviations from the tenth to the ninetieth per cent of a normal distribution."""
Curve = Sequence[tuple[float, float]]
_TREND: tuple[Curve, Curve] = (((0.3, 0.7), (0.45, 1.15)), ((0.1, 0.9), (0.2, 0.68)))
"""Told spread and the factor that makes it the measured one, straight in between: for the early end, for the late."""
_CLASSES: dict[str, tuple[Curve, Curve]] = {
    "teeth": (((0.2, 0.85), (0.4, 1.15)), ((0.3, 0.85),)),
    "steps": (((0.4, 1.5),), ((0.4, 0.6),)),
}


def calibrated(low: float, eta: float, high: float, method: str) -> tuple[float, float]:
    """The ends of an 80 % interval around `eta` that were told, made as wide as they turned out to be."""
    if not 0 < low <= eta <= high:
        return min(low, eta), max(high, eta)
    early, late = _CLASSES.get(method, _TREND)
    spread = log(high / low) / WIDTH
    return eta * exp(-_at(early, spread) * log(eta / low)), eta * exp(_at(late, spread) * log(high / eta))


def _at(curve: Curve, spread: float) -> float:
    """The height of a curve of straight pieces, level beyond its ends."""
    k = bisect_right(curve, (spread, float("inf")))
    if k in (0, len(curve)):
        return curve[max(k - 1, 0)][1]
    (near, least), (far, most) = curve[k - 1], curve[k]
    return least + (spread - near) / (far - near) * (most - least)

"""Intervals that hold the truth as often as they say: what generated series of known end taught, a class at a time.

Split-conformal (Papadopoulos et al., 2002) for each class: the quantiles of its logarithmic errors against the spread
that was told. A spread of one means that one standard deviation is a factor of e.
"""

from math import exp, log

WIDTH = 2.563
"""Standard deviations from the tenth to the ninetieth per cent of a normal distribution."""
_OWN = frozenset({"teeth", "steps"})
_TREND = ((0.45, 0.7), (0.65, 1.0))
"""Told spread of a trend, and the factor that makes it the measured one; straight in between."""


def calibrated(low: float, eta: float, high: float, method: str) -> tuple[float, float]:
    """The ends of an 80 % interval around `eta` that were told, made as wide as they turned out to be."""
    if not 0 < low <= eta <= high:
        return min(low, eta), max(high, eta)
    factor = 1.0 if method in _OWN else _factor(log(high / low) / WIDTH)
    return eta * exp(-factor * log(eta / low)), eta * exp(factor * log(high / eta))


def _factor(spread: float) -> float:
    (near, least), (far, most) = _TREND
    part = min(max((spread - near) / (far - near), 0.0), 1.0)
    return least + part * (most - least)

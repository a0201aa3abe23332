"""First passage: when the noise around a rising trend first meets a level, before the trend itself does.

The noise meets the level with a hazard of Q(z) in each of its correlation times, z being the distance in standard
deviations. Under a straight trend the integral of that hazard is closed, by the unit normal loss function.
"""

from math import erfc, exp, inf, log, pi, sqrt

_SHARES = (0.1, 0.5, 0.9)
_ROOT = sqrt(2 * pi)
_HAZARDS = tuple(-log(1 - share) for share in _SHARES)


def tail(z: float) -> float:
    """The chance that a standard normal variable exceeds z."""
    return 0.5 * erfc(z / sqrt(2))


def loss(z: float) -> float:
    """The unit normal loss function, the mean excess of a standard normal variable over z, or 0."""
    return max(exp(-z * z / 2) / _ROOT - z * tail(z), 0.0)


def _inverse(wanted: float) -> float:
    """The z at which the loss has the wanted value; Newton's method from the left of a convex falling function."""
    z = -wanted if wanted > 0.4 else sqrt(-2 * log(max(wanted, 1e-12))) - 1.4
    for _ in range(6):
        below = tail(z)
        step = (exp(-z * z / 2) / _ROOT - z * below - wanted) / below
        z += step
        if abs(step) < 0.02:
            break
    return z


def passage(gap: float, slope: float, sd: float, memory: float) -> tuple[float, float]:
    """Median minutes until the level is met, and the logarithmic spread that the noise alone gives them.

    `gap` is from the trend to the level, `slope` a minute and positive, `sd` the noise around the trend and `memory`
    its correlation time in minutes.
    """
    if slope <= 0:
        return inf, 0.0
    if sd <= 0 or sd < 0.5 * slope * memory:
        return max(gap / slope, 0.0), 0.0
    start = gap / sd
    before = loss(start)
    low, mid, high = (
        max((start - _inverse(before + hazard * slope * memory / sd)) * sd / slope, 0.05) for hazard in _HAZARDS
    )
    return mid, log(high / low) / 2.56

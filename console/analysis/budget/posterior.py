"""The odds that the true rate lies above a limit, given few events.

Conjugate Gamma-Poisson model (Gelman and others, "Bayesian Data Analysis", 3rd edition, section 2.6) with the prior
Gamma(1, 0.2 h): after `n` events in `hours` the rate is Gamma(1 + n, 0.2 + hours), and for a whole shape its tail is a
Poisson sum.
"""

import math

PRIOR_HOURS = 0.2


def above(n: int, hours: float, limit: float) -> float:
    """P(rate > limit events an hour | n events in `hours`)."""
    mean = limit * (hours + PRIOR_HOURS)
    if n > mean + 12 * math.sqrt(mean) + 12:
        return 1.0
    term = total = math.exp(-mean)
    if term == 0.0:
        return _normal(n, mean)
    for k in range(1, n + 1):
        term *= mean / k
        total += term
    return min(1.0, total)


def _normal(n: int, mean: float) -> float:
    """The same for means so great that their exponential vanishes: the normal approximation of a Poisson sum."""
    return 0.5 * math.erfc((mean - n - 0.5) / math.sqrt(2 * mean))

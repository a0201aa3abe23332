"""The little statistics that rules need, in plain Python."""

import math
from collections.abc import Sequence
from itertools import combinations
from statistics import median

MANY = 500


def poisson_tail(n: int, mean: float) -> float:
    """P(N >= n) for a Poisson variable of that mean."""
    if n <= 0:
        return 1.0
    if mean > 500:
        return 0.5 * math.erfc((n - 0.5 - mean) / math.sqrt(2 * mean))
    term = total = math.exp(-mean)
    for k in range(1, n):
        term *= mean / k
        total += term
        if k > mean and total + term == total:
            break
    return max(0.0, 1.0 - total)


def rate_ratio(after: int, after_s: float, before: int, before_s: float, factor: float) -> float:
    """P(rate after > factor x rate before), given the counts in two spans of seconds.

    Gamma(1 + n, span) posteriors; the share of the later rate is then Beta, whose tail is a binomial sum. Many events
    make the logarithm of the ratio as good as normal.
    """
    a, b = after + 1, before + 1
    if a + b > MANY:
        z = (math.log(a / after_s) - math.log(factor * b / before_s)) / math.sqrt(1 / a + 1 / b)
        return 0.5 * math.erfc(-z / math.sqrt(2))
    x = factor * after_s / (factor * after_s + before_s)
    whole = a + b - 1
    logs = (
        math.lgamma(whole + 1) - math.lgamma(j + 1) - math.lgamma(whole - j + 1) + j * math.log(x)
        + (whole - j) * math.log1p(-x)
        for j in range(a)
    )  # fmt: skip
    return min(1.0, sum(math.exp(log) for log in logs))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def theil_sen(times: Sequence[float], values: Sequence[float]) -> float:
    """The median slope over all pairs (Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968)."""
    slopes = [
        (values[j] - values[i]) / (times[j] - times[i])
        for i, j in combinations(range(len(times)), 2)
        if times[j] != times[i]
    ]
    return median(slopes) if slopes else 0.0


def mann_kendall(values: Sequence[float]) -> float:
    """Two-sided p of no monotone trend (Mann 1945, Kendall 1975), with the normal approximation and its correction."""
    n = len(values)
    score = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    ties = sum(t * (t - 1) * (2 * t + 5) for t in _ties(values))
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    if variance <= 0 or not score:
        return 1.0
    return math.erfc((abs(score) - 1) / math.sqrt(2 * variance))


def mann_whitney(before: Sequence[float], after: Sequence[float]) -> float:
    """One-sided p that `after` is not greater (Mann and Whitney 1947), with the normal approximation."""
    n, m = len(before), len(after)
    wins = sum((b > a) + 0.5 * (b == a) for a in before for b in after)
    ties = sum(t**3 - t for t in _ties([*before, *after]))
    variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
    if variance <= 0:
        return 1.0
    return 0.5 * math.erfc((wins - n * m / 2 - 0.5) / math.sqrt(2 * variance))


def autocorrelation(values: Sequence[float], lag: int) -> float:
    """Correlation of a series with itself `lag` steps later."""
    mean = sum(values) / len(values)
    power = sum((v - mean) ** 2 for v in values)
    shared = sum((a - mean) * (b - mean) for a, b in zip(values, values[lag:], strict=False))
    return shared / power * len(values) / (len(values) - lag) if power else 0.0


def deviation(values: Sequence[float]) -> float:
    """Median absolute deviation from the median."""
    middle = median(values)
    return median(abs(v - middle) for v in values)


def _ties(values: Sequence[float]) -> list[int]:
    counts: dict[float, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return [n for n in counts.values() if n > 1]

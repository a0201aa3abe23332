"""What the shapes of series are made of: noise, teeth, steps and bursts; levels are shares of the limit."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shape = Callable[[np.random.Generator, Floats], Floats]


def noise(rng: np.random.Generator, n: int, sd: float, rho: float) -> Floats:
    """Autocorrelated noise of first order with standard deviation `sd`."""
    steps = rng.normal(0.0, sd * (1 - rho * rho) ** 0.5, n)
    out = np.empty(n)
    last = rng.normal(0.0, sd)
    for i, step in enumerate(steps):
        last = out[i] = rho * last + step
    return out


def quiet(rng: np.random.Generator, times: Floats) -> Floats:
    return noise(rng, len(times), float(np.exp(rng.uniform(np.log(0.0005), np.log(0.006)))), rng.uniform(0, 0.8))


def start_end(rng: np.random.Generator, times: Floats) -> tuple[float, float]:
    """A start level, and a moment of exhaustion somewhere in the later three quarters."""
    return rng.uniform(0.1, 0.6), times[-1] * rng.uniform(0.3, 0.95)


def saw(
    rng: np.random.Generator, times: Floats, shape: tuple[float, float], height: float, jitter: float
) -> tuple[Floats, Floats]:
    """The share of each cycle that is over, times its height: teeth of `shape` (mean seconds, spread) in length."""
    out, starts = np.zeros(len(times)), np.zeros(len(times))
    begin = -rng.uniform(0, shape[0])
    while begin < times[-1]:
        length = max(rng.normal(shape[0], shape[1] * shape[0]), 0.3 * shape[0])
        inside = (times >= begin) & (times < begin + length)
        tall = height * (length / shape[0] if shape[1] > 0.12 else 1.0) * max(0.4, rng.normal(1, jitter))
        out[inside] = tall * (times[inside] - begin) / length
        starts[inside] = max(begin, 0.0)
        begin += length
    return out, starts


def steps(rng: np.random.Generator, times: Floats, mean_gap: float, shape: float) -> Floats:
    """The sum of jumps of mean 1 that come at random moments."""
    n = rng.poisson(times[-1] / mean_gap) + 1
    moments = np.sort(rng.uniform(0, times[-1], n))
    sizes = np.concatenate([[0.0], np.cumsum(rng.gamma(shape, 1 / shape, n))])
    return np.asarray(sizes[np.searchsorted(moments, times, side="right")])


def bursts(rng: np.random.Generator, times: Floats, height: float, scatter: float) -> Floats:
    """Now and then a climb, a stay and a release."""
    out, begin = np.zeros(len(times)), float(rng.uniform(600, 3600))
    while begin < times[-1]:
        up, stay, down = rng.uniform(240, 1100), rng.uniform(200, 1500), rng.uniform(15, 150)
        tall = height * max(0.3, 1 + rng.normal(0, scatter))
        ends = np.cumsum([begin, up, stay, down])
        out += np.interp(times, ends, [0, tall, tall, 0])
        begin = ends[-1] + rng.uniform(900, 4500)
    return out

"""Series of a resource as machines show them, with the moment the limit is reached: what benchmark and tests score on.

Every family is a function of a random generator and of times (seconds), giving shares of the limit before noise. A
family leaks (it runs out sooner or later) or rests. `HELD_OUT` names whole families that no tuning looks at.
"""

from collections.abc import Callable
from zlib import crc32

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shape = Callable[[np.random.Generator, Floats], Floats]
HOURS = 6.0


class Trace(Struct, frozen=True):
    """A generated series; `exhausted` is when it first reaches `limit` (seconds), None when it never does."""

    family: str
    seed: int
    limit: float
    times: Floats
    values: Floats
    exhausted: float | None


def noise(rng: np.random.Generator, n: int, sd: float, rho: float) -> Floats:
    """Autocorrelated noise of first order with standard deviation `sd`."""
    steps = rng.normal(0.0, sd * (1 - rho * rho) ** 0.5, n)
    out = np.empty(n)
    last = rng.normal(0.0, sd)
    for i, step in enumerate(steps):
        last = out[i] = rho * last + step
    return out


def _quiet(rng: np.random.Generator, times: Floats) -> Floats:
    return noise(rng, len(times), float(np.exp(rng.uniform(np.log(0.0005), np.log(0.006)))), rng.uniform(0, 0.8))


def _start_end(rng: np.random.Generator, times: Floats) -> tuple[float, float]:
    """A start level, and a moment of exhaustion somewhere in the later three quarters."""
    return rng.uniform(0.1, 0.6), times[-1] * rng.uniform(0.3, 0.95)


def linear(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    return start + (1 - start) * times / end + _quiet(rng, times)


def accelerating(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    part = times / end
    rate = rng.uniform(1.0, 3.5)
    bent = part ** rng.uniform(1.6, 3.0) if rng.random() < 0.5 else np.expm1(rate * part) / np.expm1(rate)
    return start + (1 - start) * bent + _quiet(rng, times)


def decelerating(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    rate = rng.uniform(0.7, 2.2)
    return start + (1 - start) * np.expm1(-rate * times / end) / np.expm1(-rate) + _quiet(rng, times)


def two_phase(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    turn, level = end * rng.uniform(0.3, 0.7), start + (1 - start) * rng.uniform(0.1, 0.45)
    return np.interp(times, [0, turn, end, times[-1] + end], [start, level, 1, 1 + times[-1] / end]) + _quiet(
        rng, times
    )


def slowing_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    turn, level = end * rng.uniform(0.25, 0.5), start + (1 - start) * rng.uniform(0.55, 0.75)
    return np.interp(times, [0, turn, end, 3 * end], [start, level, 1, 2]) + _quiet(rng, times)


def fast_ramp(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    length = rng.uniform(480, 1200)
    return start + (1 - start) * np.maximum(0, (times - end + length) / length) + _quiet(rng, times)


def step_then_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.1, 0.4), times[-1] * rng.uniform(0.5, 0.95)
    jump, moment = rng.uniform(0.1, 0.3), end * rng.uniform(0.2, 0.5)
    late = np.maximum(0, times - moment) / (end - moment)
    return start + (times > moment) * jump + (1 - start - jump) * late + _quiet(rng, times)


def _saw(
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


def gc_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.15, 0.5), times[-1] * rng.uniform(0.35, 1.0)
    height = rng.uniform(0.05, 0.25)
    teeth, _ = _saw(rng, times, (float(rng.uniform(120, 900)), rng.uniform(0, 0.12)), height, rng.uniform(0, 0.1))
    return start + (1 - height - start) * times / end + teeth + _quiet(rng, times)


def rotation_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.2, 0.5), times[-1] * rng.uniform(0.4, 1.0)
    height = rng.uniform(0.1, 0.3)
    teeth, _ = _saw(rng, times, (float(rng.uniform(1200, 3600)), rng.uniform(0.05, 0.25)), height, 0.05)
    return start + (1 - height - start) * times / end + teeth + _quiet(rng, times)


def _steps(rng: np.random.Generator, times: Floats, mean_gap: float, shape: float) -> Floats:
    """The sum of jumps of mean 1 that come at random moments."""
    n = rng.poisson(times[-1] / mean_gap) + 1
    moments = np.sort(rng.uniform(0, times[-1], n))
    sizes = np.concatenate([[0.0], np.cumsum(rng.gamma(shape, 1 / shape, n))])
    return np.asarray(sizes[np.searchsorted(moments, times, side="right")])


def descriptor_steps(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    gap = float(rng.uniform(20, 180))
    grown = start + (1 - start) * _steps(rng, times, gap, 2.0) * gap / end
    limit = float(rng.choice([256, 512, 1024, 4096]))
    return np.floor(grown * limit + rng.normal(0, 1.5, len(times))) / limit


def batch_steps(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    gap = float(rng.uniform(240, 900))
    return start + (1 - start) * _steps(rng, times, gap, 6.0) * gap / end + _quiet(rng, times)


def noisy_slow_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.3, 0.6), times[-1] * rng.uniform(0.5, 1.0)
    return start + (1 - start) * times / end + noise(rng, len(times), rng.uniform(0.015, 0.05), rng.uniform(0.2, 0.9))


def wavy_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.15, 0.5), times[-1] * rng.uniform(0.5, 1.0)
    wave = rng.uniform(0.02, 0.1) * np.sin(2 * np.pi * (times / rng.uniform(900, 3600) + rng.random()))
    return start + (0.95 - start) * times / end + wave + _quiet(rng, times)


def drifting_walk(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = _start_end(rng, times)
    rough = noise(rng, len(times), 1.0, 0.9)
    walk = np.cumsum(rough) / (abs(np.cumsum(rough)).max() + 1e-9) * rng.uniform(0.02, 0.08)
    return start + (1 - start) * times / end + walk


def bursty_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.15, 0.4), times[-1] * rng.uniform(0.5, 1.0)
    height = rng.uniform(0.15, 0.3)
    return start + (1 - height - start) * times / end + _bursts(rng, times, height, 0.05) + _quiet(rng, times)


def tiny_limit(rng: np.random.Generator, times: Floats) -> Floats:
    limit = float(rng.integers(20, 120))
    start, end = _start_end(rng, times)
    gap = end / (limit * (1 - start))
    return np.floor((start + (1 - start) * _steps(rng, times, gap, 8.0) * gap / end) * limit) / limit


def restarted_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.1, 0.3), times[-1] * rng.uniform(0.6, 0.95)
    again = end * rng.uniform(0.3, 0.6)
    before = start + times * rng.uniform(0.3, 0.6) / again
    after = start + (1 - start) * (times - again) / (end - again)
    return np.where(times < again, before, after) + _quiet(rng, times)


def _bursts(rng: np.random.Generator, times: Floats, height: float, scatter: float) -> Floats:
    """Now and then a climb, a stay and a release."""
    out, begin = np.zeros(len(times)), float(rng.uniform(600, 3600))
    while begin < times[-1]:
        up, stay, down = rng.uniform(240, 1100), rng.uniform(200, 1500), rng.uniform(15, 150)
        tall = height * max(0.3, 1 + rng.normal(0, scatter))
        ends = np.cumsum([begin, up, stay, down])
        out += np.interp(times, ends, [0, tall, tall, 0])
        begin = ends[-1] + rng.uniform(900, 4500)
    return out


def burst_then_release(rng: np.random.Generator, times: Floats) -> Floats:
    base, top = rng.uniform(0.1, 0.35), rng.uniform(0.78, 0.9)
    return np.minimum(base + _bursts(rng, times, top - base, 0.06), 0.96) + 0.5 * _quiet(rng, times)


def gc_flat(rng: np.random.Generator, times: Floats) -> Floats:
    height = rng.uniform(0.1, 0.4)
    teeth, _ = _saw(rng, times, (float(rng.uniform(120, 1500)), rng.uniform(0, 0.12)), height, rng.uniform(0, 0.1))
    return np.minimum(rng.uniform(0.55, 0.9) - height + teeth, 0.97) + _quiet(rng, times)


def rotation_flat(rng: np.random.Generator, times: Floats) -> Floats:
    height = rng.uniform(0.15, 0.45)
    teeth, _ = _saw(rng, times, (float(rng.uniform(1200, 4500)), rng.uniform(0.0, 0.15)), height, 0.03)
    return np.minimum(rng.uniform(0.6, 0.85) - height + teeth, 0.95) + _quiet(rng, times)


def plateau(rng: np.random.Generator, times: Floats) -> Floats:
    start, top = rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.92)
    late = np.maximum(0, times - rng.uniform(0, times[-1] / 3)) / rng.uniform(600, 5400)
    bend = 1 - np.exp(-late) if rng.random() < 0.6 else np.minimum(late / 2, 1)
    return start + (top - start) * bend + _quiet(rng, times)


def step_then_flat(rng: np.random.Generator, times: Floats) -> Floats:
    start, top = rng.uniform(0.1, 0.5), rng.uniform(0.6, 0.92)
    moment, length = times[-1] * rng.uniform(0.1, 0.8), rng.choice([1.0, 30.0, 120.0])
    return start + (top - start) * np.clip((times - moment) / length, 0, 1) + _quiet(rng, times)


def noisy_flat(rng: np.random.Generator, times: Floats) -> Floats:
    sd = rng.uniform(0.01, 0.05)
    return rng.uniform(0.3, 0.94 - 4.2 * sd) + noise(rng, len(times), sd, rng.uniform(0.3, 0.97))


def periodic(rng: np.random.Generator, times: Floats) -> Floats:
    swing = rng.uniform(0.05, 0.3)
    wave = np.sin(2 * np.pi * (times / rng.uniform(1200, 7200) + rng.random()))
    return rng.uniform(0.5, 0.9) - swing + swing * wave + _quiet(rng, times)


def restarts(rng: np.random.Generator, times: Floats) -> Floats:
    height = rng.uniform(0.4, 0.65)
    teeth, _ = _saw(rng, times, (float(rng.uniform(3600, 9000)), 0.05), height, 0.02)
    return rng.uniform(0.1, 0.2) + teeth + _quiet(rng, times)


def several_steps(rng: np.random.Generator, times: Floats) -> Floats:
    moments = np.sort(rng.uniform(0, times[-1], rng.integers(2, 7)))
    levels = np.append(rng.uniform(0.1, 0.3), rng.uniform(0.2, 0.88, len(moments)))
    return np.asarray(levels[np.searchsorted(moments, times)]) + _quiet(rng, times)


def draining(rng: np.random.Generator, times: Floats) -> Floats:
    top = rng.uniform(0.6, 0.93)
    return top - rng.uniform(0.05, 0.5) * times / times[-1] + 2 * _quiet(rng, times)


LEAKS: tuple[Shape, ...] = (
    linear, accelerating, decelerating, two_phase, slowing_leak, fast_ramp, step_then_leak, gc_leak, rotation_leak,
    descriptor_steps, batch_steps, noisy_slow_leak, wavy_leak, drifting_walk, bursty_leak, tiny_limit, restarted_leak,
)  # fmt: skip
RESTING: tuple[Shape, ...] = (
    burst_then_release, gc_flat, rotation_flat, plateau, step_then_flat, noisy_flat, periodic, restarts,
    several_steps, draining,
)  # fmt: skip
FAMILIES: dict[str, Shape] = {shape.__name__: shape for shape in (*LEAKS, *RESTING)}
HELD_OUT = frozenset(
    ["slowing_leak", "batch_steps", "wavy_leak", "restarted_leak", "step_then_leak", "several_steps", "restarts"]
)


def _times(rng: np.random.Generator, family: str) -> Floats:
    """Moments of measurement: mostly even, sometimes slow, jittered or with gaps."""
    step = float(rng.choice([5.0, 15.0, 30.0])) if family == "fast_ramp" else float(rng.choice([5.0, 15.0, 15.0, 60.0]))
    times = np.arange(0.0, HOURS * 3600, step)
    kind = rng.random()
    if kind < 0.15:
        times = np.sort(times + rng.uniform(-0.45, 0.45, len(times)) * step)
    elif kind < 0.3:
        times = times[rng.random(len(times)) > 0.2]
    elif kind < 0.4 and family != "fast_ramp":
        gap = rng.uniform(0.1, 0.5) * times[-1]
        times = times[(times < gap) | (times > gap + rng.uniform(300, 1500))]
    return times - times[0]


def generate(family: str, seed: int) -> Trace:
    """One series of a family; the same seed gives the same series."""
    rng = np.random.default_rng([crc32(family.encode()), seed])
    times = _times(rng, family)
    shares = np.maximum(FAMILIES[family](rng, times), 0.0)
    reached = np.flatnonzero(shares >= 1.0)
    shares[reached[0] if len(reached) else len(shares) :] = 1.0
    limit = float(rng.choice([2048, 8192, 20480, 102400]))
    exhausted = float(times[reached[0]]) if len(reached) else None
    return Trace(family, seed, limit, times, shares * limit, exhausted)

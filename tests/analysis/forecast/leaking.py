"""Series that run out sooner or later."""

import numpy as np

from tests.analysis.forecast.ingredients import Floats, Shape, bursts, noise, quiet, saw, start_end, steps


def linear(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    return start + (1 - start) * times / end + quiet(rng, times)


def accelerating(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    part = times / end
    rate = rng.uniform(1.0, 3.5)
    bent = part ** rng.uniform(1.6, 3.0) if rng.random() < 0.5 else np.expm1(rate * part) / np.expm1(rate)
    return start + (1 - start) * bent + quiet(rng, times)


def decelerating(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    rate = rng.uniform(0.7, 2.2)
    return start + (1 - start) * np.expm1(-rate * times / end) / np.expm1(-rate) + quiet(rng, times)


def two_phase(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    turn, level = end * rng.uniform(0.3, 0.7), start + (1 - start) * rng.uniform(0.1, 0.45)
    return np.interp(times, [0, turn, end, times[-1] + end], [start, level, 1, 1 + times[-1] / end]) + quiet(rng, times)


def slowing_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    turn, level = end * rng.uniform(0.25, 0.5), start + (1 - start) * rng.uniform(0.55, 0.75)
    return np.interp(times, [0, turn, end, 3 * end], [start, level, 1, 2]) + quiet(rng, times)


def fast_ramp(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    length = rng.uniform(480, 1200)
    return start + (1 - start) * np.maximum(0, (times - end + length) / length) + quiet(rng, times)


def step_then_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.1, 0.4), times[-1] * rng.uniform(0.5, 0.95)
    jump, moment = rng.uniform(0.1, 0.3), end * rng.uniform(0.2, 0.5)
    late = np.maximum(0, times - moment) / (end - moment)
    return start + (times > moment) * jump + (1 - start - jump) * late + quiet(rng, times)


def gc_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.15, 0.5), times[-1] * rng.uniform(0.35, 1.0)
    height = rng.uniform(0.05, 0.25)
    teeth, _ = saw(rng, times, (float(rng.uniform(120, 900)), rng.uniform(0, 0.12)), height, rng.uniform(0, 0.1))
    return start + (1 - height - start) * times / end + teeth + quiet(rng, times)


def rotation_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.2, 0.5), times[-1] * rng.uniform(0.4, 1.0)
    height = rng.uniform(0.1, 0.3)
    teeth, _ = saw(rng, times, (float(rng.uniform(1200, 3600)), rng.uniform(0.05, 0.25)), height, 0.05)
    return start + (1 - height - start) * times / end + teeth + quiet(rng, times)


def descriptor_steps(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    gap = float(rng.uniform(20, 180))
    grown = start + (1 - start) * steps(rng, times, gap, 2.0) * gap / end
    limit = float(rng.choice([256, 512, 1024, 4096]))
    return np.floor(grown * limit + rng.normal(0, 1.5, len(times))) / limit


def batch_steps(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    gap = float(rng.uniform(240, 900))
    return start + (1 - start) * steps(rng, times, gap, 6.0) * gap / end + quiet(rng, times)


def noisy_slow_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.3, 0.6), times[-1] * rng.uniform(0.5, 1.0)
    return start + (1 - start) * times / end + noise(rng, len(times), rng.uniform(0.015, 0.05), rng.uniform(0.2, 0.9))


def wavy_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.15, 0.5), times[-1] * rng.uniform(0.5, 1.0)
    wave = rng.uniform(0.02, 0.1) * np.sin(2 * np.pi * (times / rng.uniform(900, 3600) + rng.random()))
    return start + (0.95 - start) * times / end + wave + quiet(rng, times)


def drifting_walk(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = start_end(rng, times)
    rough = noise(rng, len(times), 1.0, 0.9)
    walk = np.cumsum(rough) / (abs(np.cumsum(rough)).max() + 1e-9) * rng.uniform(0.02, 0.08)
    return start + (1 - start) * times / end + walk


def bursty_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.15, 0.4), times[-1] * rng.uniform(0.5, 1.0)
    height = rng.uniform(0.15, 0.3)
    return start + (1 - height - start) * times / end + bursts(rng, times, height, 0.05) + quiet(rng, times)


def tiny_limit(rng: np.random.Generator, times: Floats) -> Floats:
    limit = float(rng.integers(20, 120))
    start, end = start_end(rng, times)
    gap = end / (limit * (1 - start))
    return np.floor((start + (1 - start) * steps(rng, times, gap, 8.0) * gap / end) * limit) / limit


def restarted_leak(rng: np.random.Generator, times: Floats) -> Floats:
    start, end = rng.uniform(0.1, 0.3), times[-1] * rng.uniform(0.6, 0.95)
    again = end * rng.uniform(0.3, 0.6)
    before = start + times * rng.uniform(0.3, 0.6) / again
    after = start + (1 - start) * (times - again) / (end - again)
    return np.where(times < again, before, after) + quiet(rng, times)


LEAKS: tuple[Shape, ...] = (
    linear, accelerating, decelerating, two_phase, slowing_leak, fast_ramp, step_then_leak, gc_leak, rotation_leak,
    descriptor_steps, batch_steps, noisy_slow_leak, wavy_leak, drifting_walk, bursty_leak, tiny_limit, restarted_leak,
)  # fmt: skip

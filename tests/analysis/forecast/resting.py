"""Series that never run out."""

import numpy as np

from tests.analysis.forecast.ingredients import Floats, Shape, bursts, noise, quiet, saw


def burst_then_release(rng: np.random.Generator, times: Floats) -> Floats:
    base, top = rng.uniform(0.1, 0.35), rng.uniform(0.78, 0.9)
    return np.minimum(base + bursts(rng, times, top - base, 0.06), 0.96) + 0.5 * quiet(rng, times)


def gc_flat(rng: np.random.Generator, times: Floats) -> Floats:
    height = rng.uniform(0.1, 0.4)
    teeth, _ = saw(rng, times, (float(rng.uniform(120, 1500)), rng.uniform(0, 0.12)), height, rng.uniform(0, 0.1))
    return np.minimum(rng.uniform(0.55, 0.9) - height + teeth, 0.97) + quiet(rng, times)


def rotation_flat(rng: np.random.Generator, times: Floats) -> Floats:
    height = rng.uniform(0.15, 0.45)
    teeth, _ = saw(rng, times, (float(rng.uniform(1200, 4500)), rng.uniform(0.0, 0.15)), height, 0.03)
    return np.minimum(rng.uniform(0.6, 0.85) - height + teeth, 0.95) + quiet(rng, times)


def plateau(rng: np.random.Generator, times: Floats) -> Floats:
    start, top = rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.92)
    late = np.maximum(0, times - rng.uniform(0, times[-1] / 3)) / rng.uniform(600, 5400)
    bend = 1 - np.exp(-late) if rng.random() < 0.6 else np.minimum(late / 2, 1)
    return start + (top - start) * bend + quiet(rng, times)


def step_then_flat(rng: np.random.Generator, times: Floats) -> Floats:
    start, top = rng.uniform(0.1, 0.5), rng.uniform(0.6, 0.92)
    moment, length = times[-1] * rng.uniform(0.1, 0.8), rng.choice([1.0, 30.0, 120.0])
    return start + (top - start) * np.clip((times - moment) / length, 0, 1) + quiet(rng, times)


def noisy_flat(rng: np.random.Generator, times: Floats) -> Floats:
    sd = rng.uniform(0.01, 0.05)
    return rng.uniform(0.3, 0.94 - 4.2 * sd) + noise(rng, len(times), sd, rng.uniform(0.3, 0.97))


def periodic(rng: np.random.Generator, times: Floats) -> Floats:
    swing = rng.uniform(0.05, 0.3)
    wave = np.sin(2 * np.pi * (times / rng.uniform(1200, 7200) + rng.random()))
    return rng.uniform(0.5, 0.9) - swing + swing * wave + quiet(rng, times)


def restarts(rng: np.random.Generator, times: Floats) -> Floats:
    height = rng.uniform(0.4, 0.65)
    teeth, _ = saw(rng, times, (float(rng.uniform(3600, 9000)), 0.05), height, 0.02)
    return rng.uniform(0.1, 0.2) + teeth + quiet(rng, times)


def several_steps(rng: np.random.Generator, times: Floats) -> Floats:
    moments = np.sort(rng.uniform(0, times[-1], rng.integers(2, 7)))
    levels = np.append(rng.uniform(0.1, 0.3), rng.uniform(0.2, 0.88, len(moments)))
    return np.asarray(levels[np.searchsorted(moments, times)]) + quiet(rng, times)


def draining(rng: np.random.Generator, times: Floats) -> Floats:
    top = rng.uniform(0.6, 0.93)
    return top - rng.uniform(0.05, 0.5) * times / times[-1] + 2 * quiet(rng, times)


RESTING: tuple[Shape, ...] = (
    burst_then_release, gc_flat, rotation_flat, plateau, step_then_flat, noisy_flat, periodic, restarts,
    several_steps, draining,
)  # fmt: skip

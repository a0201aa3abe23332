"""Series of further kinds: what machines do besides leaking evenly; half of them run out."""

import numpy as np

from tests.analysis.forecast.ingredients import Floats, Shape, noise, quiet, start_end, steps


def late_onset(rng: np.random.Generator, times: Floats) -> Floats:
    """Hours at rest, then a leak of half an hour to three hours."""
    start, end = rng.uniform(0.2, 0.7), times[-1] * rng.uniform(0.6, 0.98)
    length = rng.uniform(1800, 10800)
    return start + (1 - start) * np.maximum(0, (times - end + length) / length) + quiet(rng, times)


def paused_leak(rng: np.random.Generator, times: Floats) -> Floats:
    """A leak that goes with the work: it stands still now and then."""
    start, end = start_end(rng, times)
    moving, t, on = np.zeros(len(times)), 0.0, True
    while t < times[-1]:
        length = rng.uniform(600, 2400) if on else rng.uniform(120, 900)
        moving[(times >= t) & (times < t + length)] = float(on)
        t, on = t + length, not on
    grown = np.cumsum(moving * np.diff(times, prepend=0.0))
    return start + (1 - start) * grown / max(np.interp(end, times, grown), 1.0) + quiet(rng, times)


def coarse(rng: np.random.Generator, times: Floats) -> Floats:
    """A leak told in whole per cent."""
    start, end = start_end(rng, times)
    return np.floor(100 * (start + (1 - start) * times / end) + rng.normal(0, 0.2, len(times))) / 100


def two_leaks(rng: np.random.Generator, times: Floats) -> Floats:
    """One leak ends in a restart, another of another pace follows."""
    first, end = times[-1] * rng.uniform(0.2, 0.5), times[-1] * rng.uniform(0.7, 0.98)
    low, top, base = rng.uniform(0.1, 0.3), rng.uniform(0.6, 0.85), rng.uniform(0.15, 0.4)
    before = low + (top - low) * (times / first) ** rng.uniform(0.7, 1.6)
    late = np.maximum(times - first, 0) / (end - first)
    return np.where(times < first, before, base + (1 - base) * late ** rng.uniform(0.8, 1.8)) + quiet(rng, times)


def growing_noise(rng: np.random.Generator, times: Floats) -> Floats:
    """A leak whose noise grows with its level, as under more and more load."""
    start, end = start_end(rng, times)
    line = start + (0.97 - start) * times / end
    return np.asarray(line * (1 + noise(rng, len(times), rng.uniform(0.004, 0.02), rng.uniform(0.2, 0.8))))


def sparse_leak(rng: np.random.Generator, times: Floats) -> Floats:
    """A leak through a collector that repeats its last value for a while."""
    start, end = start_end(rng, times)
    line = start + (1 - start) * times / end + quiet(rng, times)
    held = np.maximum.accumulate(np.where(rng.random(len(times)) < 0.3, np.arange(len(times)), 0))
    return np.asarray(line[held])


def cycle_leak(rng: np.random.Generator, times: Floats) -> Floats:
    """A leak below a slow cycle of load."""
    start, end = rng.uniform(0.1, 0.4), times[-1] * rng.uniform(0.6, 1.0)
    swing, period = rng.uniform(0.05, 0.15), rng.uniform(5400, 14400)
    wave = swing * np.sin(2 * np.pi * (times / period + rng.random()))
    return start + (1 - swing - start) * times / end + wave + quiet(rng, times)


def filling_disk(rng: np.random.Generator, times: Floats) -> Floats:
    """Files of some size written one after the other, some of them deleted at once."""
    start, end = start_end(rng, times)
    gap = float(rng.uniform(60, 400))
    size = (1 - start) * gap / end
    held = steps(rng, times, gap, 1.5) - 0.5 * (steps(rng, times, 3 * gap, 1.5) > 0)
    return start + size * held + 0.2 * quiet(rng, times)


def jobs_load(rng: np.random.Generator, times: Floats) -> Floats:
    """Jobs that come and go, each with its memory."""
    level = np.full(len(times), rng.uniform(0.1, 0.3))
    for _ in range(int(rng.integers(10, 60))):
        begin, length = rng.uniform(0, times[-1]), rng.uniform(60, 1800)
        up = np.clip((times - begin) / rng.uniform(10, 200), 0, 1)
        level += rng.uniform(0.03, 0.15) * up * (times < begin + length)
    return np.asarray(np.minimum(level, 0.93)) + quiet(rng, times)


def mean_reverting(rng: np.random.Generator, times: Floats) -> Floats:
    """A walk that is drawn back to its mean over half an hour to two hours."""
    step, back = float(np.median(np.diff(times))), rng.uniform(1800, 7200)
    walk = noise(rng, len(times), rng.uniform(0.04, 0.08), float(np.exp(-step / back)))
    return np.asarray(np.clip(rng.uniform(0.4, 0.65) + walk, 0.05, 0.95))


def cleaned_disk(rng: np.random.Generator, times: Floats) -> Floats:
    """Fills for hours and is cleaned well before its end."""
    period, top = rng.uniform(5400, 14400), rng.uniform(0.7, 0.88)
    low = rng.uniform(0.2, 0.5)
    part = (times / period + rng.random()) % 1.0
    return low + (top - low) * part + 0.5 * quiet(rng, times)


def warm_up(rng: np.random.Generator, times: Floats) -> Floats:
    """A cache that fills to its bound, near the limit, and stays there."""
    start, top = rng.uniform(0.1, 0.4), rng.uniform(0.85, 0.94)
    pace = rng.uniform(900, 4000)
    return start + (top - start) * (1 - np.exp(-times / pace)) + quiet(rng, times)


def spikes(rng: np.random.Generator, times: Floats) -> Floats:
    """At rest but for tall spikes of some seconds to a minute."""
    level = np.full(len(times), rng.uniform(0.2, 0.5))
    for begin in rng.uniform(0, times[-1], int(rng.integers(3, 40))):
        level[(times >= begin) & (times < begin + rng.uniform(5, 60))] = rng.uniform(0.6, 0.97)
    return level + quiet(rng, times)


def slow_creep(rng: np.random.Generator, times: Floats) -> Floats:
    """Grows by one to three per cent an hour and has days to go."""
    return rng.uniform(0.1, 0.7) + rng.uniform(0.01, 0.03) * times / 3600 + quiet(rng, times)


def day_part(rng: np.random.Generator, times: Floats) -> Floats:
    """A piece of a day's cycle."""
    middle, swing = rng.uniform(0.4, 0.55), rng.uniform(0.1, 0.32)
    return middle + swing * np.sin(2 * np.pi * (times / 86400 + rng.random())) + quiet(rng, times)


def climbs_and_stays(rng: np.random.Generator, times: Floats) -> Floats:
    """Climbs once, in five to forty minutes, and stays there."""
    low, top = rng.uniform(0.1, 0.4), rng.uniform(0.5, 0.85)
    begin, length = times[-1] * rng.uniform(0.1, 0.7), rng.uniform(300, 2400)
    return low + (top - low) * np.clip((times - begin) / length, 0, 1) + quiet(rng, times)


FRESH_LEAKS: tuple[Shape, ...] = (
    late_onset, paused_leak, coarse, two_leaks, growing_noise, sparse_leak, cycle_leak, filling_disk,
)  # fmt: skip
FRESH_RESTING: tuple[Shape, ...] = (
    jobs_load, mean_reverting, cleaned_disk, warm_up, spikes, slow_creep, day_part, climbs_and_stays,
)  # fmt: skip

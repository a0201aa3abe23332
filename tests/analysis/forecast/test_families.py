"""A small part of the benchmark that has to hold: what is warned of, what is not, and how far off the date is."""

import pytest

from console.analysis.forecast import Forecaster
from console.analysis.forecast.replay import changes
from tests.analysis.forecast.generators import generate
from tests.analysis.forecast.score import Score, score


def scored(family: str, seed: int) -> Score:
    """The score of one series."""
    trace = generate(family, seed)
    rows = list(zip(trace.times.tolist(), trace.values.tolist(), strict=True))
    if trace.exhausted is not None:
        rows = [row for row in rows if row[0] <= trace.exhausted]
    said = [(found.t, found) for found in changes(rows, Forecaster(trace.limit, trace.direction))]
    return score(said, trace.exhausted, rows[-1][0])


@pytest.mark.parametrize(
    ("family", "error"),
    [("linear", 0.2), ("accelerating", 0.2), ("two_phase", 0.2), ("gc_leak", 0.5), ("restarted_leak", 0.2)],
)
def test_a_leak_is_warned_of_in_time_and_dated(family, error):
    found = [scored(family, seed) for seed in (1, 2)]
    assert all(own.warned for own in found)
    errors = sorted(point.error for own in found for point in own.points)
    assert errors[len(errors) // 2] <= error


@pytest.mark.parametrize("family", ["step_then_flat", "noisy_flat", "draining", "several_steps"])
def test_what_rests_is_left_alone(family):
    assert sum(scored(family, seed).false for seed in (1, 2)) == 0


def test_a_sawtooth_is_at_most_an_alarm_before_its_first_fall():
    assert all(scored("gc_flat", seed).false <= 1 for seed in (1, 2, 3))


def test_a_burst_like_those_before_it_is_no_alarm():
    assert sum(scored("burst_then_release", seed).false for seed in (0, 1, 2)) <= 6

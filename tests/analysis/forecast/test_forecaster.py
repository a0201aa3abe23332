"""What the forecaster says of whole series."""

import math
import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.forecast import Direction, Forecaster
from console.analysis.forecast.replay import changes
from console.model.forecast import Forecast
from tests.analysis.forecast.generators import FAMILIES, generate

Rows = list[tuple[float, float]]


def climb(slope: float, *, start: float = 40.0, step: float = 15.0, minutes: float = 60, noise: float = 0.2) -> Rows:
    """A line of a percentage, `slope` a minute, with a little noise."""
    rng = random.Random(7)
    n = int(minutes * 60 / step)
    return [(i * step, start + slope * i * step / 60 + rng.gauss(0, noise)) for i in range(n)]


def last(rows: Iterable[tuple[float, float]], forecaster: Forecaster) -> Forecast:
    """What is said after the last row."""
    t = 0.0
    for t, value in rows:
        forecaster.observe(t, value)
    return forecaster.findings(t)


def test_a_straight_climb_is_dated():
    said = last(climb(0.5), Forecaster(100))
    assert said.eta_s == pytest.approx((60 / 0.5 - 60) * 60, rel=0.1)
    assert said.low is not None
    assert said.high is not None
    assert said.low < 3600 < said.high
    assert said.slope == pytest.approx(0.5 / 60, rel=0.2)
    assert not said.warning


def test_warned_within_half_an_hour_and_critical_within_five_minutes():
    rows = climb(1.0, minutes=59)
    said = list(changes(rows, Forecaster(100)))
    warned = next(s.t for s in said if s.warning)
    critical = next(s.t for s in said if s.critical)
    assert 25 * 60 < warned < 40 * 60
    assert 53 * 60 < critical < 58 * 60


def test_a_fall_to_a_limit_is_the_same_as_a_climb():
    up = last(climb(0.5), Forecaster(100))
    down = last([(t, 100 - value) for t, value in climb(0.5)], Forecaster(0, Direction.DOWN))
    assert down.eta_s == pytest.approx(up.eta_s, rel=0.1)
    assert down.slope == pytest.approx(-up.slope, rel=0.1)


def test_a_fall_to_a_limit_above_zero_from_far_away():
    rows = [(t, 8000 - 60 * value) for t, value in climb(1.0, start=0.0, minutes=80)]
    said = last(rows, Forecaster(500, Direction.DOWN))
    assert said.eta_s == pytest.approx((7500 / 60 - 80) * 60, rel=0.15)


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e12])
def test_the_unit_does_not_matter(unit):
    said = last([(t, value * unit) for t, value in climb(0.5)], Forecaster(100 * unit))
    assert said.eta_s == pytest.approx(last(climb(0.5), Forecaster(100)).eta_s, rel=0.02)


def test_nothing_is_invented_for_a_level_that_goes_nowhere():
    said = last(climb(0.0, noise=1.0, minutes=180), Forecaster(100))
    assert not said.warning
    assert said.eta_s is None or said.eta_s > 7200


def test_a_single_step_is_no_climb():
    rows = [(t, value + (40 if t > 3600 else 0)) for t, value in climb(0.0, minutes=180)]
    assert not any(said.warning for said in changes(rows, Forecaster(100)))


def test_the_limit_reached_is_said_at_once():
    forecaster = Forecaster(100)
    forecaster.observe(0, 100)
    said = forecaster.findings(0)
    assert (said.eta_s, said.warning, said.critical, said.method) == (0, True, True, "reached")


def test_too_few_values_say_so():
    assert Forecaster(100).findings(5.0).method == "unknown"


def test_an_old_answer_runs_down_and_goes_stale():
    forecaster = Forecaster(100)
    said = last(climb(0.5), forecaster)
    later = forecaster.findings(said.t + 300)
    assert later.eta_s == pytest.approx(said.eta_s - 300)
    stale = forecaster.findings(said.t + 3600)
    assert (stale.method, stale.eta_s, stale.warning) == ("stale", None, False)


def test_what_is_no_number_or_out_of_order_is_passed_over():
    rows = climb(0.5)
    spoiled = [row for t, value in rows for row in ((t, value), (t, 99.9), (t - 7, 99.9), (t, math.nan))]
    assert last(spoiled, Forecaster(100)).eta_s == last(rows, Forecaster(100)).eta_s


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_it_never_looks_ahead(family):
    trace = generate(family, 3)
    rows = list(zip(trace.times.tolist(), trace.values.tolist(), strict=True))[:700]
    whole = list(changes(rows, Forecaster(trace.limit)))
    part = list(changes(rows[:500], Forecaster(trace.limit)))
    assert whole[: len(part)] == part


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True, allow_infinity=True)),
        max_size=80,
    ),
    st.floats(-1e12, 1e12),
    st.sampled_from(Direction),
)
def test_any_values_are_harmless(rows, limit, direction):
    for said in changes(sorted(rows, key=lambda row: row[0]), Forecaster(limit, direction)):
        assert said.eta_s is None or 0 <= said.low <= said.eta_s <= said.high


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 120), min_size=50, max_size=400), st.floats(1, 120))
def test_any_levels_keep_the_interval_in_order(values, step):
    for said in changes(((i * step, value) for i, value in enumerate(values)), Forecaster(100)):
        if said.eta_s is not None:
            assert 0 <= said.low <= said.eta_s <= said.high
        assert said.warning or not said.critical or said.eta_s is None or said.eta_s < 1800


def test_memory_is_bounded():
    forecaster = Forecaster(100)
    for i in range(6000):
        forecaster.observe(i * 15.0, 50 + i % 40)
    assert len(forecaster._points.times) <= 1440 * 5 // 4
    assert len(forecaster._zigzag.teeth) <= 40
    assert len(forecaster._record._past) < 200

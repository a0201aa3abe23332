import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.budget import RatioBudget
from console.analysis.budget.posterior import above
from console.analysis.budget.window import Window
from console.model.budget import Condition

DAY = 86400.0
NOW = 100 * DAY


def test_the_odds_agree_with_the_gamma_distribution() -> None:
    # P(Gamma(shape 18, rate 1.2) > 10) is the cumulative Poisson distribution of mean 12 at 17
    assert above(17, 1.0, 10) == pytest.approx(0.9370, abs=1e-4)
    assert above(0, 1.0, 10) == pytest.approx(6.14e-6, rel=0.01)
    assert above(10_000, 1.0, 10) == 1.0
    assert above(2000, 1.0, 1000) == 1.0


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_events_never_make_a_high_rate_less_likely(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert 0 <= above(low, 1.0, 10) <= above(high, 1.0, 10) <= 1


@given(st.lists(st.floats(0, 1000), max_size=60))
def test_a_window_counts_what_a_list_would(times: list[float]) -> None:
    window = Window(300.0)
    for time in times:
        window.add(time)
    assert window.at(1000.0) == sum(time >= 700.0 for time in times)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=400))
def test_a_crowded_window_stays_small_and_loses_nothing(times: list[float]) -> None:
    window = Window(100.0, grain=8)
    for time in sorted(times):
        window.add(time)
    assert window.at(100.0) == len(times)
    assert len(window) <= 17


def fed(good: int, bad: int, seconds: float = 3000.0, objective: float = 0.95) -> RatioBudget:
    budget = RatioBudget("jobs", objective)
    total = good + bad
    for i in range(total):
        budget.observe(NOW - seconds + seconds * i / total, good=i < good)
    return budget


def test_too_small_a_total_gives_no_verdict() -> None:
    found = fed(5, 3).findings(NOW)
    assert "too few events" in found.note
    assert (found.condition, found.exhausts) == (Condition.HEALTHY, None)


def test_remaining_and_burn_follow_their_definitions() -> None:
    found = fed(90, 10).findings(NOW)
    assert found.remaining == pytest.approx(-1.0)
    hour = next(burn for burn in found.burns if burn.window == "1h")
    assert (hour.bad, hour.total, hour.rate) == (10, 100, pytest.approx(2.0))


def test_a_page_needs_both_windows() -> None:
    budget = fed(100, 300)
    assert budget.findings(NOW).tiers[0].firing
    later = budget.findings(NOW + 600)
    assert later.tiers[0].long.rate >= 14.4
    assert not later.tiers[0].firing


def test_all_good_is_healthy() -> None:
    found = fed(200, 0).findings(NOW)
    assert (found.condition, found.remaining, found.exhausts) == (Condition.HEALTHY, 1.0, None)


def test_a_shorter_budget_window_scales_the_others() -> None:
    tiers = RatioBudget("jobs", 0.9, window=7 * DAY).findings(NOW).tiers
    assert [tier.long.window for tier in tiers] == ["14m", "84m", "5.6h", "16.8h"]


@pytest.mark.parametrize("objective", [0.0, 1.0, 99.0])
def test_an_impossible_objective_is_refused(objective: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        RatioBudget("jobs", objective)

"""Trust is earned in order and lost at once; the interval is that of the beta distribution."""

import pytest

from console.actions.decide import beta, trust


@pytest.mark.parametrize(
    ("a", "b", "x", "share"),
    [(1, 1, 0.3, 0.3), (2, 1, 0.5, 0.25), (1, 3, 0.5, 0.875), (2, 2, 0.5, 0.5), (5, 2, 0.6, 0.23328)],
)
def test_the_incomplete_beta_function(a, b, x, share):
    assert beta.cdf(x, a, b) == pytest.approx(share, abs=1e-9)
    assert beta.quantile(share, a, b) == pytest.approx(x, abs=1e-9)


def test_first_time_cautious_third_success_trusted_one_failure_demotes():
    first = trust(0.97, [])
    assert 0.7 <= first.value < 0.9
    assert trust(0.97, [True, True]).value < 0.9
    third = trust(0.8, [True, True, True])
    assert third.value > 0.9
    assert "trusted" in third.words
    assert trust(0.8, [True] * 40 + [False]).value < 0.7
    assert trust(0.8, [True] * 40 + [False, True]).value < 0.9
    assert trust(0.8, [False]).value < 0.5


def test_the_interval_holds_the_mean_and_narrows():
    few, many = trust(0.6, [True, False]), trust(0.6, [True, False] * 20)
    assert few.low < few.mean < few.high
    assert many.high - many.low < few.high - few.low
    assert (many.tried, many.worked, many.streak) == (40, 20, 0)

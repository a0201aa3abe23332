"""The statistics that rules need."""

import math
from collections.abc import Iterator

import pytest

from console.analysis.patterns import statistics
from console.analysis.patterns.statistics import poisson_tail


@pytest.mark.parametrize(("n", "mean"), [(1, 0.5), (3, 0.5), (5, 10.0), (12, 4.0), (40, 30.0)])
def test_poisson_tail_is_one_minus_what_is_below(n: int, mean: float) -> None:
    below = sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(n))
    assert poisson_tail(n, mean) == pytest.approx(1 - below, abs=1e-12)


def test_poisson_tail_of_a_storm_takes_no_step_for_each_event(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0

    def counted(*bounds: int) -> Iterator[int]:
        nonlocal steps
        for k in range(*bounds):
            steps += 1
            yield k

    monkeypatch.setattr(statistics, "range", counted, raising=False)
    assert poisson_tail(1_000_000, 2.0) == pytest.approx(0.0, abs=1e-12)
    assert steps < 100

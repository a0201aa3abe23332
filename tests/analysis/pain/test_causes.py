"""Which budgets hurt, and how much at most."""

from console.analysis.budget import RateBudget, RatioBudget
from console.analysis.pain import PainSignal
from console.analysis.pain.causes import gather
from console.model.budget import Budget
from console.model.pain import Gate

NOW = 1_800_000_000.0


def tripped(budget: Budget) -> bool:
    """Whether it alone shuts anything within ten minutes."""
    signal = PainSignal()
    looks = [signal.tick(gather((), [budget]), NOW + 10 * i) for i in range(60)]
    return any(one.gate is Gate.SHUT for pains in looks for one in pains)


def test_a_storm_of_errors_trips_the_machine() -> None:
    budget = RateBudget()
    for i in range(200):
        budget.count(NOW - 600 + 3 * i, f"kind {i}", "ERROR")
    assert tripped(budget.findings(NOW))


def test_failing_jobs_hurt_but_stop_nothing_by_themselves() -> None:
    budget = RatioBudget("jobs", 0.95, 7 * 86_400.0)
    for i in range(100):
        budget.observe(NOW - 600 + 6 * i, good=i % 10 == 0)
    found = budget.findings(NOW)
    assert found.alarm
    assert len(gather((), [found])) == 1
    assert not tripped(found)

"""The retry budget: a tenth of the runs and one a minute, whatever the clocks do."""

from console.actions.strategy import Allowance, earned, spent
from console.model.breaker import Budget, Moment

ALLOWED = Allowance()
WALL = 1_795_000_000.0


def at(ticks: float, boot: str = "a", wall: float = 0.0) -> Moment:
    return Moment(WALL + ticks + wall, ticks, boot)


def storm(budget: Budget | None, now: Moment, n: int) -> tuple[Budget | None, list[float | None]]:
    """So many failures at once."""
    waits = []
    for _ in range(n):
        budget, wait = spent(budget, now, ALLOWED)
        waits.append(wait)
    return budget, waits


def test_a_hundred_that_fail_together_come_back_a_minute_apart_or_not_at_all():
    _, waits = storm(None, at(0.0), 100)
    assert waits[:5] == [0] * 5
    assert waits[5:8] == [60, 120, 180]
    assert max(wait for wait in waits if wait is not None) <= ALLOWED.longest
    assert waits.count(None) == 80


def test_runs_earn_a_tenth():
    budget, _ = storm(None, at(0.0), 5)
    for _ in range(10):
        budget = earned(budget, at(0.0), ALLOWED)
    assert budget is not None
    assert round(budget.tokens, 6) == 1


def test_no_jump_of_the_wall_clock_fills_it_and_no_reboot_overfills_or_starves_it():
    budget, _ = storm(None, at(0.0), 20)
    for wall in (-3600.0, 2 * 86_400.0, 8 * 3600.0):
        assert spent(budget, at(1.0, wall=wall), ALLOWED)[1] is None
    assert spent(budget, at(5.0, "b", wall=-3600.0), ALLOWED)[1] is None
    later, wait = spent(budget, at(5.0, "b", wall=10 * 86_400.0), ALLOWED)
    assert (later.tokens, wait) == (ALLOWED.most - 1, 0)
    assert spent(budget, at(20 * 60.0), ALLOWED)[1] == 0

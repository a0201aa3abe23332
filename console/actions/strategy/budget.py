"""A budget of retries: a token bucket that runs fill by a tenth each and every minute by one.

After the retry budgets of Finagle and of Beyer et al., "Site Reliability Engineering", 2016, chapter 21: when all fails
at once, retries stay a small share of the work instead of multiplying it.
"""

from msgspec import Struct

from console.model.breaker import Budget, Moment


class Allowance(Struct, frozen=True, kw_only=True):
    """How a budget fills: `share` of a retry for each run, `a_minute` retries, `most` at once; `longest` in seconds.

    A retry for which it would take longer than `longest` to save is refused.
    """

    share: float = 0.1
    a_minute: float = 1.0
    most: float = 5.0
    longest: float = 900.0


def earned(budget: Budget | None, now: Moment, allowance: Allowance) -> Budget:
    """The budget after a run; a new one is full."""
    full = _filled(budget, now, allowance)
    return Budget(min(allowance.most, full.tokens + allowance.share), now)


def spent(budget: Budget | None, now: Moment, allowance: Allowance) -> tuple[Budget, float | None]:
    """Take one retry out; returns the seconds it has to wait for its token, None when it may not be at all.

    What is reserved ahead is owed, so that those who fail together come back a minute apart.
    """
    full = _filled(budget, now, allowance)
    wait = max(0.0, 1.0 - full.tokens) * 60.0 / allowance.a_minute
    if wait > allowance.longest:
        return full, None
    return Budget(full.tokens - 1.0, now), wait


def _filled(budget: Budget | None, now: Moment, allowance: Allowance) -> Budget:
    """The budget at `now`: never more than full, and never punished by a clock that went back."""
    if budget is None:
        return Budget(allowance.most, now)
    needed = (allowance.most - budget.tokens) * 60.0 / allowance.a_minute
    passed = now.since(budget.at, max(0.0, needed))
    return Budget(min(allowance.most, budget.tokens + passed * allowance.a_minute / 60.0), now)

"""Errors that come by chance, for tests and the benchmark."""

import random
from collections.abc import Callable, Iterator

from console.analysis.budget import RateBudget
from console.model.budget import Budget

MINUTE = 60.0


def arrivals(chance: random.Random, rate: Callable[[float], float], peak: float, seconds: float) -> Iterator[float]:
    """Moments of a Poisson process of `rate(t)` events an hour, at most `peak` (Lewis and Shedler's thinning, 1979)."""
    time = 0.0
    while (time := time + chance.expovariate(peak / 3600)) < seconds:
        if chance.random() * peak < rate(time):
            yield time


def looks(times: Iterator[float], minutes: int) -> Iterator[Budget]:
    """A budget fed with errors of different kinds, looked at every minute."""
    budget, waiting = RateBudget(), next(times, None)
    number = 0
    for minute in range(1, minutes + 1):
        while waiting is not None and waiting <= minute * MINUTE:
            number += 1
            budget.count(waiting, f"kind {number}")
            waiting = next(times, None)
        yield budget.findings(minute * MINUTE)


def episodes(states: Iterator[bool]) -> int:
    """How often something began to hold."""
    count, before = 0, False
    for state in states:
        count += state and not before
        before = state
    return count

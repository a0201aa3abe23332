"""How sure it is that something helps, from how it went here.

Every success and every failure moves a beta posterior, whose prior weighs as much as a single outcome and leans the way
the method itself is sure. On top of that trust is earned in order: first time cautious, third success in a row trusted,
one failure demotes.
"""

from collections.abc import Sequence

from msgspec import Struct

from console.actions.decide.beta import quantile

TRUSTED_AFTER = 3
CAUTIOUS, DEMOTED = 0.89, 0.69
"""What it is at most while it is not yet trusted, and right after a failure."""
EDGE = 0.01
TAIL = 0.05
LAST = 50


class Trust(Struct, frozen=True, kw_only=True):
    """How sure something is to help (`value`), and what that rests on.

    `mean` is that of the posterior, of which nine tenths lie between `low` and `high`. `streak` counts the successes
    since the last failure.
    """

    value: float
    mean: float
    low: float
    high: float
    tried: int
    worked: int
    streak: int
    words: str


def trust(prior: float, outcomes: Sequence[bool]) -> Trust:
    """What is to be thought of something a method is `prior` sure of, after these outcomes, oldest first."""
    recent = outcomes[-LAST:]
    worked, failed, streak = sum(recent), len(recent) - sum(recent), _streak(recent)
    lean = min(max(prior, EDGE), 1.0 - EDGE)
    a, b = lean + worked, 1.0 - lean + failed
    mean = a / (a + b)
    cap, words = _cap(len(recent), streak)
    return Trust(
        value=round(min(mean, cap), 3),
        mean=round(mean, 3),
        low=round(quantile(TAIL, a, b), 3),
        high=round(quantile(1.0 - TAIL, a, b), 3),
        tried=len(recent),
        worked=worked,
        streak=streak,
        words=words,
    )


def _streak(outcomes: Sequence[bool]) -> int:
    return next((number for number, worked in enumerate(reversed(outcomes)) if not worked), len(outcomes))


def _cap(tried: int, streak: int) -> tuple[float, str]:
    if not tried:
        return CAUTIOUS, "never tried here, so with caution"
    if not streak:
        return DEMOTED, "it failed the last time, so it is trusted less"
    if streak < TRUSTED_AFTER:
        return CAUTIOUS, f"it worked {streak} of the {TRUSTED_AFTER} times in a row that earn trust"
    return 1.0, f"it worked the last {streak} times, so it is trusted"

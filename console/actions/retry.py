"""When a failed job is tried again, and when never.

Backoff with full jitter: a random moment between now and an ever later limit, so that jobs that failed together do not
come back together (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
"""

from collections.abc import Callable

from console.model.job import Ending

BASE = 2.0
CAP = 300.0
NOT_RUN = frozenset({126, 127})
USAGE = 64

Random = Callable[[], float]
"""Numbers from 0 up to 1."""


def delay(attempt: int, random: Random, base: float = BASE, cap: float = CAP) -> float:
    """Seconds until the next attempt after `attempt` (from 1 on) failed: between 0 and min(cap, base * 2^attempt)."""
    return random() * min(cap, base * 2.0 ** min(attempt, 60))


def refusal(ending: Ending) -> str:
    """Why trying again is pointless; empty when it is not."""
    if ending.cause == "cancelled":
        return "it was cancelled"
    if ending.code in NOT_RUN:
        return f"the command cannot be run (exit {ending.code})"
    return "it was called wrongly (exit 64)" if ending.code == USAGE else ""

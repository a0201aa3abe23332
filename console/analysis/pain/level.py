"""How much one cause hurts, and several together.

The name is Stafford Beer's algedonic signal ("Brain of the Firm", 1972): a figure that goes past all levels. Causes
combine as independent ones do, one minus the product of what each leaves, so that many mild ones add up and none hides.
"""

import math
from collections.abc import Iterable

from console.model.pain import Cause

FRESH = 30.0
FULL = 300.0
START = 0.55


def dwell(unhandled: float, eta: float | None) -> float:
    """From .55 while a cause is new to 1 after five minutes, or after a quarter of the time that is left.

    Both in seconds. What leaves less than two minutes counts in full at once.
    """
    full = FULL if eta is None else min(FULL, eta / 4)
    if full <= FRESH:
        return 1.0
    return START + (1 - START) * min(1.0, max(0.0, (unhandled - FRESH) / (full - FRESH)))


def pain(cause: Cause, unhandled: float) -> float:
    """What a cause alone amounts to after so many seconds unhandled."""
    parts = (cause.weight, cause.severity, cause.confidence)
    return math.prod(min(1.0, max(0.0, part)) for part in parts) * dwell(unhandled, cause.eta)


def together(pains: Iterable[float]) -> float:
    """All of them at once."""
    return 1 - math.prod(1 - one for one in pains)

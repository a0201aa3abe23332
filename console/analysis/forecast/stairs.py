"""Stairs: a level that stands still and climbs by single steps, as counted things do; when the last step comes.

Steps that come at random moments, n of them still to go, take a time of the gamma distribution of shape n.
"""

from collections.abc import Sequence
from math import ceil, inf, sqrt

from msgspec import Struct

from console.analysis.forecast.outcome import Chance

FEWEST, USED = 4, 12
CLIMB, LARGEST = 0.6, 0.45
METHOD = "steps"


class Stairs(Struct, frozen=True):
    """Steps of a mean `size` (shares of the limit), `every` so many minutes; `n` of them were seen.

    `uneven` is the squared relative spread of their sizes.
    """

    size: float
    every: float
    n: int
    uneven: float = 0.0


def stairs(jumps: Sequence[tuple[float, float]], climbed: float, now: float) -> Stairs | None:
    """The stairs that the newest jumps (minutes, size) make, if they make up what was `climbed` since the first.

    The time since the last jump counts, so that stairs that have ended become slower and slower.
    """
    if len(jumps) < FEWEST:
        return None
    total = sum(size for _, size in jumps)
    if not CLIMB * total < climbed < total / CLIMB or max(size for _, size in jumps) > LARGEST * total:
        return None
    mean = total / len(jumps)
    uneven = sum((size / mean - 1) ** 2 for _, size in jumps) / len(jumps)
    return Stairs(climbed / len(jumps), (now - jumps[0][0]) / (len(jumps) - 0.5), len(jumps), uneven)


def chance(steps: Stairs, level: float) -> Chance:
    """When the limit is met from a level."""
    left = max(1, ceil((1 - level) / steps.size - 0.1))
    eta = steps.every * (left - 0.31)
    spread = sqrt((1.15 + steps.uneven * (left > 1)) / left + 0.5 / steps.n)
    return Chance(1.0, eta if steps.size > 0 else inf, spread, METHOD)

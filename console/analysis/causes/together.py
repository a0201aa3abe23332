"""Whether two failures occur together more often than by chance."""

import math
from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct

_GAP = 2
_NEAR = 1


class Together(Struct, frozen=True):
    """`shared` of the `total` spells of one failure touch a spell of the other; `chance` that this is luck."""

    shared: int
    total: int
    chance: float

    @property
    def often(self) -> bool:
        """Clearly above chance: several times, and no luck in a thousand tries among a thousand pairs."""
        return self.shared >= 3 and self.chance < 1e-6

    @property
    def once(self) -> bool:
        """At the same time, and that is rare here; enough beside evidence of another kind."""
        return self.shared >= 1 and self.chance < 0.02 and self.shared * 2 >= self.total


def spells(minutes: Iterable[int]) -> list[tuple[int, int]]:
    """Minutes as spells (first, last): a pause of two minutes ends one. A burst counts once, however long it lasts."""
    found: list[tuple[int, int]] = []
    for minute in sorted(set(minutes)):
        if found and minute - found[-1][1] <= _GAP:
            found[-1] = (found[-1][0], minute)
        else:
            found.append((minute, minute))
    return found


def together(one: list[tuple[int, int]], other: list[tuple[int, int]], watched: int) -> Together:
    """How two failures with these spells coincide in `watched` minutes; a minute apart is together.

    The chance is the binomial tail of the spells of the rarer one falling into those of the other, under the
    hypothesis that they fall anywhere.
    """
    few, many = sorted((one, other), key=len)
    if not few:
        return Together(0, 0, 1.0)
    ends = [last for _, last in many]
    shared = 0
    for first, last in few:
        place = bisect_left(ends, first - _NEAR)
        shared += place < len(many) and many[place][0] <= last + _NEAR
    length = sum(last - first for first, last in few) / len(few)
    covered = sum(last - first + 1 + 2 * _NEAR + length for first, last in many)
    return Together(shared, len(few), tail(shared, len(few), min(1.0, covered / max(watched, 1))))


def tail(least: int, tries: int, share: float) -> float:
    """The probability of at least `least` successes in `tries` tries of probability `share` each."""
    if least <= 0 or share >= 1:
        return 1.0
    if share <= 0:
        return 0.0
    log, unlog = math.log(share), math.log1p(-share)
    terms = (
        math.lgamma(tries + 1) - math.lgamma(n + 1) - math.lgamma(tries - n + 1) + n * log + (tries - n) * unlog
        for n in range(least, tries + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in terms))

"""What may happen, as weighted chances; and the median and interval of them."""

from collections.abc import Sequence
from math import exp, inf

from msgspec import Struct

_Z = ((-1.645, 0.1), (-1.036, 0.1), (-0.674, 0.1), (-0.385, 0.1), (-0.126, 0.1))
_SPREAD = (*_Z, *((-z, part) for z, part in reversed(_Z)))


class Chance(Struct, frozen=True):
    """The limit is met around `eta` minutes (infinite: never) with a lognormal spread; `weight` of any scale.

    `method` names what says so.
    """

    weight: float
    eta: float
    spread: float
    method: str = ""


class Outcome(Struct, frozen=True):
    """A distribution of the minutes until the limit: sorted support with weights that sum to `ever` <= 1.

    `method` is what most of it rests on.
    """

    times: tuple[float, ...]
    shares: tuple[float, ...]
    ever: float
    method: str = ""

    def within(self, minutes: float) -> float:
        """The chance that the limit is met within some minutes."""
        total = 0.0
        for time, share in zip(self.times, self.shares, strict=True):
            if time > minutes:
                break
            total += share
        return total

    def best(self) -> float:
        """The minutes with the least expected relative error: the median when each case weighs 1/time.

        The tenth of the cases at either end is left out, so that a far-fetched early end does not rule.
        """
        total, middle = 0.0, []
        for time, share in zip(self.times, self.shares, strict=True):
            if 0.1 * self.ever <= total <= 0.9 * self.ever:
                middle.append((time, share / time))
            total += share
        wanted, total = sum(part for _, part in middle) / 2, 0.0
        for time, part in middle:
            total += part
            if total >= wanted:
                return time
        return inf

    def quantile(self, share: float) -> float:
        """The minutes within which a share of those cases happens in which the limit is met at all."""
        wanted, total, before = share * self.ever, 0.0, 0.0
        last = 0.0
        for time, part in zip(self.times, self.shares, strict=True):
            if total + part / 2 >= wanted:
                reach = total + part / 2 - before
                return last + (time - last) * (wanted - before) / reach if reach > 0 and last else time
            before, last = total + part / 2, time
            total += part
        return last if self.times else inf


def combine(chances: Sequence[Chance]) -> Outcome:
    """The distribution that the chances make together."""
    total = sum(chance.weight for chance in chances)
    points: list[tuple[float, float]] = []
    ever = 0.0
    methods: dict[str, float] = {}
    for chance in chances:
        if chance.eta == inf or chance.weight < 0.004 * total:
            continue
        share = chance.weight / total
        ever += share
        methods[chance.method] = methods.get(chance.method, 0.0) + share
        points += [(chance.eta * exp(z * chance.spread), part * share) for z, part in _SPREAD]
    points.sort()
    return Outcome(
        tuple(p[0] for p in points),
        tuple(p[1] for p in points),
        ever,
        max(methods, key=methods.__getitem__, default=""),
    )

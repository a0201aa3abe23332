"""Hit rates by tool and by day, what they saved, and what keeps a rate below its target."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import mean

from msgspec import Struct

from console.model.caches import CacheLook, Miss

DAY = 86400
WORST = 5
FEW = 10
NOTHING = 0.001


class Day(Struct, frozen=True):
    """One day (days since the epoch, UTC) of a tool."""

    day: int
    hits: int
    misses: int


class Rate(Struct, frozen=True, kw_only=True):
    """A tool's cache over a span of time.

    `saved` is in seconds, None where nothing tells; `estimated` says that it is hits times what a miss cost on average.
    `worst` are the dearest misses, `reason` why the rate is below its target, empty while it is not.
    """

    tool: str
    hits: int
    misses: int
    rate: float
    last: float
    days: tuple[Day, ...]
    saved: float | None = None
    estimated: bool = False
    worst: tuple[Miss, ...] = ()
    reason: str = ""


def rates(looks: Iterable[CacheLook], target: float) -> tuple[Rate, ...]:
    """The rate of every tool that told of itself, the most used first; `target` is a share between 0 and 1."""
    tools: dict[str, list[CacheLook]] = defaultdict(list)
    for look in looks:
        tools[look.tool].append(look)
    found = [_rate(tool, told, target) for tool, told in tools.items() if any(one.hits + one.misses for one in told)]
    return tuple(sorted(found, key=lambda one: (-(one.hits + one.misses), one.tool)))


def _rate(tool: str, told: Sequence[CacheLook], target: float) -> Rate:
    hits, misses = sum(one.hits for one in told), sum(one.misses for one in told)
    rate = hits / (hits + misses)
    missed = [miss for one in told for miss in one.missed]
    saved, estimated = _saved(told, hits, missed)
    return Rate(
        tool=tool, hits=hits, misses=misses, rate=rate, last=max(one.time for one in told), days=_days(told),
        saved=saved, estimated=estimated, worst=_worst(missed), reason=_reason(told, missed) if rate < target else "",
    )  # fmt: skip


def _saved(told: Sequence[CacheLook], hits: int, missed: Sequence[Miss]) -> tuple[float | None, bool]:
    """Seconds saved as the tool says, else by what misses cost."""
    said = [one.saved for one in told if one.saved is not None]
    if said:
        return sum(said), False
    cost = [miss.seconds for miss in missed if miss.seconds is not None]
    return (hits * mean(cost), True) if cost else (None, False)


def _days(told: Sequence[CacheLook]) -> tuple[Day, ...]:
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in told:
        day = sums[int(one.time // DAY)]
        day[0] += one.hits
        day[1] += one.misses
    return tuple(Day(day, hits, misses) for day, (hits, misses) in sorted(sums.items()))


def _worst(missed: Sequence[Miss]) -> tuple[Miss, ...]:
    """What cost most over all its misses; where nothing tells of cost, what was missed most often."""
    cost: dict[str, float] = defaultdict(float)
    last: dict[str, Miss] = {}
    for miss in missed:
        cost[miss.what] += miss.seconds or NOTHING
        last[miss.what] = miss
    return tuple(last[what] for what in sorted(cost, key=lambda what: -cost[what])[:WORST])


def _reason(told: Sequence[CacheLook], missed: Sequence[Miss]) -> str:
    """What explains most of the misses."""
    total = sum(one.hits + one.misses for one in told)
    if total < FEW:
        return f"only {total} look-up{'s' if total > 1 else ''} so far"
    if len({one.source for one in told if one.hits}) == 0:
        return "nothing was ever found: the cache is empty, is not kept between runs, or its key changes every time"
    whys = Counter(miss.why for miss in missed if miss.why)
    if whys:
        why, n = whys.most_common(1)[0]
        return f"{why} ({n} of {len(missed)} named misses)"
    cold = [one for one in told if not one.hits]
    if len(cold) * 2 > len(told):
        return f"{len(cold)} of {len(told)} runs began with nothing in the cache"
    return "the tool does not say why it missed"

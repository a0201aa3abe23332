"""Kinds about load: everybody at once, and more than can be done."""

from collections import deque
from itertools import pairwise
from statistics import fmean, median, pvariance

from msgspec import Struct

from console.analysis.budget.window import Window
from console.analysis.patterns.measure import Facts, number
from console.analysis.patterns.predicate import parse
from console.analysis.patterns.rule import Rule
from console.model.pattern import Fields

PAST = 300.0
RECOVERY = 30.0
UTILISATION, PRESSURE, RISE, SLOWER = 0.9, 40.0, 5.0, 2.0
MOST = 400


class Herd:
    """`herd`: the Fano factor (variance over mean) of the counts a second over 5 min, while a herd runs; else 0.

    A herd are `min_events` records, and `factor` times the usual number, from `each` values of `distinct` in `window`.
    A record that passes `heals` says that something came back; a herd soon after it is marked.
    """

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._up = parse(rule.heals) if rule.heals else None
        self._recent: deque[tuple[float, str]] = deque(maxlen=MOST)
        self._seconds: deque[list[float]] = deque()
        self._past = Window(PAST)
        self._came_up = float("-inf")
        self._first: float | None = None

    def add(self, time: float, fields: Fields) -> None:
        """Take a start, or the news that something is up again."""
        self._first = time if self._first is None else self._first
        if self._up is not None and self._up(fields):
            self._came_up = time
            return
        self._recent.append((time, str(fields.get(self._rule.distinct, ""))))
        self._past.add(time)
        if self._seconds and self._seconds[-1][0] >= int(time):
            self._seconds[-1][1] += 1
        else:
            self._seconds.append([int(time), 1])

    def value(self, now: float) -> float | None:
        """The Fano factor, or 0."""
        return self._fano(now) if self._gathered(now) else 0.0

    def facts(self, now: float) -> Facts:
        """`n` starts by `actors` in the window, the `fano` factor, and whether it came `after_recovery`."""
        inside = self._inside(now)
        recovery = now - self._came_up <= RECOVERY + self._rule.span("window")
        return {
            "n": len(inside),
            "actors": len(set(inside)),
            "fano": self._fano(now),
            "after_recovery": recovery,
            "note": ", right after a recovery" if recovery else "",
        }

    def _inside(self, now: float) -> list[str]:
        oldest = now - self._rule.span("window")
        return [actor for time, actor in self._recent if time >= oldest]

    def _gathered(self, now: float) -> bool:
        inside = self._inside(now)
        before = self._past.at(now) - len(inside)
        usual = before * self._rule.span("window") / PAST
        many = len(inside) >= max(self._rule.min_events, self._rule.factor * usual)
        return many and len(set(inside)) >= self._rule.each

    def _fano(self, now: float) -> float:
        """Over the seconds seen, at least a minute's worth."""
        while self._seconds and self._seconds[0][0] < now - PAST:
            self._seconds.popleft()
        seen = int(min(PAST, max(60.0, now - (self._first or now))))
        counts = [n for _, n in self._seconds]
        counts += [0.0] * max(0, seen - len(counts))
        mean = fmean(counts)
        return pvariance(counts) / mean if mean else 0.0


class _Look(Struct, frozen=True):
    """A look at a queue."""

    time: float
    depth: float
    busy: bool
    latency: float
    arrivals: float


class Overload:
    """`overload`: 1 while a queue grows for `window`, what serves it is busy, and answers take twice as long as usual.

    Records have `depth`, `utilisation` (0 to 1) or `cpu_some_avg60` (per cent), `latency` and perhaps `arrivals` (a
    second).
    """

    def __init__(self, rule: Rule) -> None:
        self._span = rule.span("window")
        self._looks: deque[_Look] = deque(maxlen=MOST)

    def add(self, time: float, fields: Fields) -> None:
        """Take a look at the queue."""
        depth = number(fields, "depth")
        if depth is None:
            return
        busy = (number(fields, "utilisation") or 0) >= UTILISATION or (
            number(fields, "cpu_some_avg60") or 0
        ) >= PRESSURE
        latency, arrivals = number(fields, "latency") or 0.0, number(fields, "arrivals") or 0.0
        self._looks.append(_Look(time, depth, busy, latency, arrivals))

    def value(self, now: float) -> float | None:
        """1 or 0; None before a window was seen."""
        recent = self._recent(now)
        if len(recent) < 3 or recent[-1].time - recent[0].time < 0.8 * self._span:
            return None
        return float(_rises(recent) and sum(look.busy for look in recent) > len(recent) / 2 and self._slower(now))

    def facts(self, now: float) -> Facts:
        """`depth`, its `slope` a second, the `latency`, and the wait in seconds by Little's law (1961)."""
        recent = self._recent(now)
        if not recent:
            return {"depth": 0.0, "slope": 0.0, "latency": 0.0, "wait": 0.0}
        arrivals = fmean(look.arrivals for look in recent)
        depth = fmean(look.depth for look in recent)
        return {
            "depth": recent[-1].depth,
            "slope": self._slope(recent),
            "latency": median(look.latency for look in recent),
            "wait": depth / arrivals if arrivals else 0.0,
        }

    def _recent(self, now: float) -> list[_Look]:
        return [look for look in self._looks if look.time >= now - self._span]

    def _slower(self, now: float) -> bool:
        usual = [look.latency for look in self._looks if look.time < now - self._span]
        recent = [look.latency for look in self._recent(now)]
        return bool(usual) and median(recent) >= SLOWER * median(usual) > 0

    @staticmethod
    def _slope(looks: list[_Look]) -> float:
        """The slope of least squares."""
        time, depth = fmean(look.time for look in looks), fmean(look.depth for look in looks)
        spread = sum((look.time - time) ** 2 for look in looks)
        return sum((look.time - time) * (look.depth - depth) for look in looks) / spread if spread else 0.0


def _rises(looks: list[_Look]) -> bool:
    """Whether the depth rose by enough, from each third of the time to the next, and not in a single jump."""
    third = len(looks) // 3
    first, middle, last = (
        fmean(look.depth for look in part) for part in (looks[:third], looks[third:-third], looks[-third:])
    )
    jump = max(b.depth - a.depth for a, b in pairwise(looks))
    rise = looks[-1].depth - looks[0].depth
    return rise >= RISE and jump <= rise / 2 and first < middle < last

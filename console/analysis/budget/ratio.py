"""Budgets with a real total: job success, CI success, test pass rate.

Windows and burn rates: Beyer and others (eds.), "The Site Reliability Workbook", chapter 5 (the 3x row as several tools
have it), for a window of 30 days and scaled with it.
"""

import math

from msgspec import Struct

from console.analysis.budget.rate import exhaustion
from console.analysis.budget.spenders import Spenders
from console.analysis.budget.tiers import HOUR, MINUTE, label
from console.analysis.budget.window import Window
from console.model.budget import Budget, Burn, Condition, Tier

DAY = 24 * HOUR
MONTH = 30 * DAY
LEAST_BAD = 2
_GRAIN = 1024
_SPENDERS = 5


class Pair(Struct, frozen=True):
    """A burn rate over a long window (seconds) and one a twelfth as long, and what it asks of a person."""

    name: str
    factor: float
    long: float
    meaning: str


PAIRS = (
    Pair("PAGE", 14.4, HOUR, "act now"),
    Pair("URGENT", 6.0, 6 * HOUR, "investigate"),
    Pair("TODAY", 3.0, DAY, "look today"),
    Pair("WATCH", 1.0, 3 * DAY, "look this week"),
)
_SHOWN = (5 * MINUTE, HOUR, 6 * HOUR, 3 * DAY)


class _Counted:
    """Good and bad things over one window."""

    def __init__(self, span: float) -> None:
        self.span = span
        self.bad, self.all = Window(span, _GRAIN), Window(span, _GRAIN)

    def burn(self, now: float, allowed: float) -> Burn:
        """The window's burn: the share of bad things over the share that is allowed."""
        bad, total = self.bad.at(now), self.all.at(now)
        rate = bad / total / allowed if total else 0.0
        return Burn(window=label(self.span), seconds=self.span, bad=bad, total=total, rate=rate)


class RatioBudget:
    """Follows a share of good things against `objective` (0 to 1, exclusive) over `window` seconds."""

    def __init__(self, name: str, objective: float, window: float = MONTH) -> None:
        if not 0 < objective < 1:
            raise ValueError(f"an objective lies between 0 and 1, not at {objective}")
        self._name, self._allowed, self._window = name, 1 - objective, window
        scale = window / MONTH
        self._pairs = tuple((pair, _whole(pair.long * scale), _whole(pair.long / 12 * scale)) for pair in PAIRS)
        spans = {span for _, long, short in self._pairs for span in (long, short)}
        self._counted = {span: _Counted(span) for span in sorted(spans | {window, *(s for s in _SHOWN if s < window)})}
        self._spenders = Spenders(window)
        self._since: dict[str, float] = {}
        self._condition, self._changed = Condition.HEALTHY, 0.0

    def observe(self, time: float, *, good: bool, n: int = 1, subject: str = "") -> None:
        """Count `n` things that went well or did not, at `time` (seconds since the epoch).

        `subject` names what did not, for the list of top spenders.
        """
        for counted in self._counted.values():
            counted.all.add(time, n)
            if not good:
                counted.bad.add(time, n)
        if not good:
            self._spenders.add(time, subject, subject, begins=True, events=n)

    def findings(self, now: float) -> Budget:
        """The budget at `now` (seconds since the epoch)."""
        whole = self._counted[self._window].burn(now, self._allowed)
        total = whole.total or 0
        enough = self._allowed * total >= 1
        tiers = tuple(self._tier(pair, long, short, now, enough=enough) for pair, long, short in self._pairs)
        remaining = 1 - whole.bad / (self._allowed * total) if total else 1.0
        burns = {span: self._counted[span].burn(now, self._allowed) for span in self._counted}
        pace = next((tier.long for tier in tiers if tier.firing), burns[_nearest(burns, HOUR)])
        condition = self._judge(tiers, remaining, now) if enough else Condition.HEALTHY
        return Budget(
            name=self._name,
            at=now,
            condition=condition,
            since=self._changed,
            limit=self._allowed,
            window=self._window,
            spent=whole.bad,
            remaining=remaining,
            burns=tuple(burns[span] for span in burns if span in _SHOWN or span == self._window),
            tiers=tiers,
            spenders=tuple(one for one in self._spenders.top(now, _SPENDERS) if one.signature),
            exhausts=exhaustion(self._window, remaining, pace.rate) if enough else None,
            pace=pace.window,
            note="" if enough else f"too few events for a verdict: {total}, of which {whole.bad} bad",
            advice=next((tier.meaning for tier in tiers if tier.firing and enough), ""),
        )

    def _tier(self, pair: Pair, long: float, short: float, now: float, *, enough: bool) -> Tier:
        slow, fast = (self._counted[span].burn(now, self._allowed) for span in (long, short))
        both = enough and slow.rate >= pair.factor and fast.rate >= pair.factor and slow.bad >= LEAST_BAD
        if both:
            self._since.setdefault(pair.name, now)
        else:
            self._since.pop(pair.name, None)
        return Tier(
            name=pair.name, meaning=pair.meaning, factor=pair.factor, long=slow, short=fast,
            need_long=LEAST_BAD, need_short=1, since=self._since.get(pair.name),
        )  # fmt: skip

    def _judge(self, tiers: tuple[Tier, ...], remaining: float, now: float) -> Condition:
        """Investigate at the fast alarms, degraded at the slow ones or when nothing remains."""
        if any(tier.firing for tier in tiers[:2]):
            found = Condition.INVESTIGATE
        elif remaining <= 0 or any(tier.firing for tier in tiers):
            found = Condition.DEGRADED
        else:
            found = Condition.HEALTHY
        if found is not self._condition or not self._changed:
            self._condition, self._changed = found, now
        return found


def _whole(seconds: float) -> float:
    """Rounded to whole minutes, at least one."""
    return max(MINUTE, math.floor(seconds / MINUTE + 0.5) * MINUTE)


def _nearest(spans: dict[float, Burn], wanted: float) -> float:
    return min(spans, key=lambda span: abs(span - wanted))

"""The budget of errors an hour: what comes in is counted as episodes, what goes out is a verdict with its evidence."""

from collections.abc import Mapping

from console.analysis.budget.condition import SPANS, Word
from console.analysis.budget.episodes import Episodes
from console.analysis.budget.spenders import Spenders
from console.analysis.budget.tiers import DEFAULT_LIMIT, HOUR, TierAlarm, burn, label, plans
from console.analysis.budget.window import Window
from console.model.budget import Budget, Burn, Condition, Spender, Tier
from console.model.event import Draft, Severity, Voice

BUDGET_WINDOW = 8 * HOUR
SHOWN = 5
LEAST_EVENTS = 4
_GRAIN = 512
_WINDOWS = (300.0, HOUR)


class RateBudget:
    """Follows errors against `limit` episodes an hour over `window` seconds. Pure: all time is that of the events.

    `observe` takes every event in about the order of time and counts those of severity error and above that the console
    did not infer itself.
    """

    def __init__(self, name: str = "errors", limit: float = DEFAULT_LIMIT, window: float = BUDGET_WINDOW) -> None:
        self._name, self._limit, self._window = name, limit, window
        self._episodes = Episodes()
        self._alarms = tuple(TierAlarm(plan, limit) for plan in plans(limit))
        self._word = Word(limit)
        self._asked = tuple(Window(span) for span in SPANS)
        self._counted = {span: Window(span, _GRAIN) for span in (*_WINDOWS, window)}
        self._raw = {span: Window(span) for span in (*_WINDOWS, window)}
        self._spenders = Spenders(window)

    @property
    def window(self) -> float:
        """The budget's window in seconds."""
        return self._window

    def observe(self, event: Draft) -> None:
        """Count an event if it is an error."""
        if event.severity >= Severity.ERROR and event.voice is not Voice.HAND:
            signature = event.fingerprint or event.template or event.text
            self.count(event.time, signature, event.text, _repeated(event.attrs))

    def count(self, time: float, signature: str, title: str = "", events: int = 1) -> None:
        """Count `events` errors of one signature at `time` (seconds since the epoch)."""
        begins = self._episodes.begins(time, signature)
        self._spenders.add(time, signature, title or signature, begins=begins, events=events)
        for window in self._raw.values():
            window.add(time, events)
        if not begins:
            return
        for window in (*self._asked, *self._counted.values()):
            window.add(time)
        for alarm in self._alarms:
            alarm.add(time)

    def findings(self, now: float) -> Budget:
        """The budget at `now` (seconds since the epoch)."""
        counts = tuple(window.at(now) for window in self._asked)
        condition = self._word.judge(counts, now)
        tiers = tuple(alarm.judge(now) for alarm in self._alarms)
        burns = tuple(self._burn(span, now) for span in self._counted)
        spent = self._counted[self._window].at(now)
        remaining = 1 - spent / (self._limit * self._window / HOUR)
        pace = _pace(tiers, burns)
        spenders = self._spenders.top(now, SHOWN)
        single = condition is not Condition.HEALTHY and bool(spenders) and self._alone(spenders[0], spent)
        likely = Condition.INVESTIGATE if condition is Condition.INVESTIGATE else Condition.DEGRADED
        return Budget(
            name=self._name,
            at=now,
            condition=condition,
            since=self._word.since,
            limit=self._limit,
            window=self._window,
            spent=spent,
            remaining=remaining,
            burns=burns,
            tiers=tiers,
            spenders=spenders,
            exhausts=exhaustion(self._window, remaining, pace.rate) if counts[0] >= LEAST_EVENTS else None,
            pace=pace.window,
            likely=self._word.likely(likely, counts),
            note=_note(counts[0]),
            advice=_advice(condition, tiers, spenders[0] if single else None),
            single=single,
        )

    def _burn(self, span: float, now: float) -> Burn:
        made = burn(self._counted[span].at(now), span, self._limit)
        return Burn(
            window=made.window, seconds=span, bad=made.bad, rate=made.rate, raw=self._raw[span].at(now)
        )  # fmt: skip

    def _alone(self, top: Spender, spent: int) -> bool:
        """Whether one kind makes up most of what was spent."""
        return top.episodes > 1 and top.episodes >= 0.8 * spent


def exhaustion(window: float, remaining: float, rate: float) -> float | None:
    """Seconds until nothing remains at this burn rate; 0 when nothing does, None when nothing burns."""
    if remaining <= 0:
        return 0.0
    return window * remaining / rate if rate > 0 else None


def _pace(tiers: tuple[Tier, ...], burns: tuple[Burn, ...]) -> Burn:
    """The window whose burn is believed: the long one of the fastest alarm that fires, else the hour."""
    firing = next((tier.long for tier in tiers if tier.firing), None)
    return firing or next(one for one in burns if one.window == label(HOUR))


def _note(hour: int) -> str:
    if hour >= LEAST_EVENTS:
        return ""
    return "no errors in the last hour" if not hour else f"too few events to tell a pace: {hour} in the last hour"


def _advice(condition: Condition, tiers: tuple[Tier, ...], single: Spender | None) -> str:
    """What follows, in words."""
    firing = next((tier for tier in tiers if tier.firing), None)
    if condition is Condition.HEALTHY:
        return f"{firing.meaning}: {firing.long.bad} in {firing.long.window}" if firing else ""
    if single is not None:
        return f"continue: one kind of error, {single.episodes} times; the rest goes on"
    if condition is Condition.DEGRADED:
        return "degraded, but continue"
    return firing.meaning if firing else "investigate"


def _repeated(attrs: Mapping[str, object]) -> int:
    """How many lines an event stands for."""
    count = attrs.get("count", 1)
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 1

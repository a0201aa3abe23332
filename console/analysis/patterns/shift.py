"""What is worse since something changed."""

from collections import deque
from statistics import median

from console.analysis.budget.window import Window
from console.analysis.patterns.durations import seconds
from console.analysis.patterns.measure import Facts, number
from console.analysis.patterns.predicate import parse
from console.analysis.patterns.rule import Baseline, Rule
from console.analysis.patterns.statistics import mann_whitney, rate_ratio
from console.model.pattern import Fields

LEAST_EVENTS = 3
LEAST_RUNS = 5
LEAST_BEFORE = 600.0
SLOWER = 1.3
CERTAIN = 0.01
GREENS = 3


class Shift:
    """`shift`: how sure it is that records come more than `factor` times as often, in `window` after a `change`.

    They are compared with `baseline.window` before it; `is` chooses those that count. With `value` naming a field,
    1 when that field is 30 % greater than before and hardly by chance. Three records in a row that pass `heals` end it.
    """

    def __init__(self, rule: Rule, began: float) -> None:
        self._began = began
        self._factor, self._field = rule.factor, rule.value
        self._change, self._is = parse(rule.change), parse(rule.is_ or "true")
        self._heals = parse(rule.heals) if rule.heals else None
        self._after_s = rule.span("window")
        self._before_s = seconds((rule.baseline or Baseline()).window)
        self._past = Window(self._before_s, 256)
        self._values: deque[tuple[float, float]] = deque(maxlen=200)
        self._changed: float | None = None
        self._before = self._after = self._greens = 0
        self._what = ""

    def add(self, time: float, fields: Fields) -> None:
        """Take a change, a sign of health, or what is counted."""
        if self._change(fields):
            self._before, self._after, self._greens = self._past.at(time), 0, 0
            self._changed = time
            self._what = str(fields.get("what", fields.get("text", "a change")))[:80]
        elif self._is(fields):
            self._past.add(time)
            self._after += 1
            self._greens = 0
            value = number(fields, self._field)
            if value is not None:
                self._values.append((time, value))
        elif self._heals is not None and self._heals(fields):
            self._greens += 1

    def value(self, now: float) -> float | None:
        """The probability, or 1 and 0 for the values of a field; 0 when no change is recent."""
        changed = self._changed
        if changed is None or now - changed > self._after_s or self._greens >= GREENS:
            return 0.0
        return self._slower(changed) if self._field else self._oftener(changed, now)

    def facts(self, _now: float) -> Facts:
        """`n` records after the change, `before` it, and `what` changed."""
        return {"n": self._after, "before": self._before, "what": self._what}

    def _oftener(self, changed: float, now: float) -> float:
        before_s = min(self._before_s, changed - self._began)
        if self._after < LEAST_EVENTS or before_s < LEAST_BEFORE:
            return 0.0
        return rate_ratio(self._after, max(1.0, now - changed), self._before, before_s, self._factor)

    def _slower(self, changed: float) -> float:
        before = [value for time, value in self._values if changed - self._before_s <= time < changed]
        after = [value for time, value in self._values if time >= changed]
        if min(len(before), len(after)) < LEAST_RUNS or median(after) < SLOWER * median(before):
            return 0.0
        return float(mann_whitney(before, after) < CERTAIN)

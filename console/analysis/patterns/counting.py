"""Kinds that count: records in a window, against a number, a pace, what is usual, or one another."""

from collections import OrderedDict

from console.analysis.budget.window import Window
from console.analysis.patterns.durations import seconds
from console.analysis.patterns.measure import Facts
from console.analysis.patterns.predicate import parse
from console.analysis.patterns.rule import Baseline, Kind, Rule
from console.analysis.patterns.statistics import poisson_tail
from console.model.pattern import Fields

MOST_VALUES = 1000
LEAST_HISTORY = 0.5
"""Share of the baseline's window that must have been seen before anything is unusual."""


class Count:
    """`count`: how many in `window`. `rate`: how many each `per`."""

    def __init__(self, rule: Rule) -> None:
        self._window = Window(rule.span("window"))
        self._scale = rule.span("per") / self._window.span if rule.kind is Kind.RATE else 1.0
        self._least = rule.min_events

    def add(self, time: float, _fields: Fields) -> None:
        """Count one."""
        self._window.add(time)

    def value(self, now: float) -> float | None:
        """The count or rate."""
        n = self._window.at(now)
        return n * self._scale if n >= self._least else 0.0

    def facts(self, now: float) -> Facts:
        """`n` in the window and the `rate`."""
        n = self._window.at(now)
        return {"n": n, "rate": n * self._scale}


class Unusual:
    """`baseline`: how many in `window`, 0 while that is as usual; with too little history nothing is unusual."""

    def __init__(self, rule: Rule, began: float) -> None:
        self._usual = rule.baseline or Baseline()
        self._window = Window(rule.span("window"))
        self._past = Window(seconds(self._usual.window) + self._window.span, 256)
        self._began = began

    def add(self, time: float, _fields: Fields) -> None:
        """Count one."""
        self._window.add(time)
        self._past.add(time)

    def value(self, now: float) -> float | None:
        """The count if it is unusual, else 0."""
        n, mean = self._compared(now)
        if mean is None:
            return None
        usual = self._usual
        odd = poisson_tail(n, mean) < usual.p if usual.method == "poisson" else n > usual.factor * mean
        return float(n) if odd else 0.0

    def facts(self, now: float) -> Facts:
        """`n` in the window and the `usual` number."""
        n, mean = self._compared(now)
        return {"n": n, "usual": mean or 0.0}

    def _compared(self, now: float) -> tuple[int, float | None]:
        """The count, and the mean for as long a time before; None when too little was seen."""
        n, span = self._window.at(now), self._window.span
        seen = min(now - span - self._began, self._past.span - span)
        if seen < LEAST_HISTORY * (self._past.span - span):
            return n, None
        before = self._past.at(now) - n
        return n, (before + 0.5) * span / seen


class Ratio:
    """`ratio`: records that pass `num` over those that pass `den` (default: all) in `window`, from `min_events` on."""

    def __init__(self, rule: Rule) -> None:
        span = rule.span("window")
        self._tests = [parse(text) if text else None for text in (rule.num, rule.den, rule.good)]
        self._parts = [Window(span) for _ in self._tests]
        self._all = Window(span)
        self._least = rule.min_events

    def add(self, time: float, fields: Fields) -> None:
        """Count one into the parts it belongs to."""
        self._all.add(time)
        for test, part in zip(self._tests, self._parts, strict=True):
            if test is None or test(fields):
                part.add(time)

    def value(self, now: float) -> float | None:
        """The ratio; None with too few events."""
        total = self._all.at(now)
        top, bottom = (part.at(now) for part in self._parts[:2])
        if total < max(1, self._least):
            return 0.0 if not total else None
        return top / bottom if bottom else float(top)

    def facts(self, now: float) -> Facts:
        """`n`, the `ratio`, and the `success_ratio`: the share of records that pass `good`."""
        total = self._all.at(now)
        success = self._parts[2].at(now) / total if total else 1.0
        return {"n": total, "ratio": self.value(now) or 0.0, "success_ratio": success}


class Distinct:
    """`distinct`: how many values of that field came at least `each` times in `window`.

    With `ordered` their first records must lie apart in time: one leads to the next. A record that passes `heals` takes
    its value away.
    """

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._span = rule.span("window")
        self._heals = parse(rule.heals) if rule.heals else None
        self._values: OrderedDict[str, Window] = OrderedDict()

    def add(self, time: float, fields: Fields) -> None:
        """Count one for its value."""
        value = fields.get(self._rule.distinct)
        if value is None or value == "":
            return
        name = str(value)
        if self._heals is not None and self._heals(fields):
            self._values.pop(name, None)
            return
        if name not in self._values and len(self._values) >= MOST_VALUES:
            self._values.popitem(last=False)
        self._values.setdefault(name, Window(self._span, 16)).add(time)
        self._values.move_to_end(name)

    def value(self, now: float) -> float | None:
        """How many values; 0 where they had to come one after another and did not."""
        firsts = self._firsts(now)
        if self._rule.ordered and len({round(first) for first, _ in firsts}) < len(firsts):
            return 0.0
        return float(len(firsts))

    def facts(self, now: float) -> Facts:
        """`n` values, their `names` in the order of their first records, and the `root`, the earliest."""
        names = [name for _, name in sorted(self._firsts(now))]
        return {"n": len(names), "names": ", ".join(names[:8]), "root": names[0] if names else ""}

    def _firsts(self, now: float) -> list[tuple[float, str]]:
        """When each value that counts came first in the window."""
        while self._values and next(iter(self._values.values())).at(now) == 0:
            self._values.popitem(last=False)
        return [
            (window.first or now, name) for name, window in self._values.items() if window.at(now) >= self._rule.each
        ]

"""Kinds about the results of runs, one after another."""

from collections import deque
from itertools import pairwise

from console.analysis.patterns.measure import Facts
from console.analysis.patterns.rule import Rule
from console.model.pattern import Fields

PASSES = frozenset({"pass", "passed", "ok", "success", "green", True})
NAGIOS_RESULTS = 21
LEAST_RESULTS = 10
RECENT = 20


def passed(fields: Fields) -> bool:
    """Whether a record tells of a success: its `result`, else its `ok`."""
    return fields.get("result", fields.get("ok", False)) in PASSES


class Streak:
    """`streak`: how many records in a row have the same value of the field `same`.

    Below the threshold any other value breaks it; above it another value must come twice.
    """

    def __init__(self, rule: Rule) -> None:
        self._field, self._enough = rule.same, rule.threshold
        self._value, self._n, self._other = "", 0, ""

    def add(self, _time: float, fields: Fields) -> None:
        """Go on with the row, or begin another."""
        value = str(fields.get(self._field, ""))
        if value == self._value:
            self._n, self._other = self._n + 1, ""
        elif self._n >= self._enough and value != self._other:
            self._other = value
        else:
            self._n = 2 if value == self._other else 1
            self._value, self._other = value, ""

    def value(self, _now: float) -> float | None:
        """How many in a row; an empty value makes no row."""
        return float(self._n) if self._value else 0.0

    def facts(self, _now: float) -> Facts:
        """`n` in a row and the value they `same`."""
        return {"n": self._n, "same": self._value}


class Flap:
    """`flap`: the weighted share of changes among the last 21 results (0 to 1), from ten results on.

    Weights rise from .75 for the oldest change to 1.25 for the newest, as in Nagios' documentation of flap detection.
    """

    def __init__(self, rule: Rule) -> None:
        self._results: deque[bool] = deque(maxlen=NAGIOS_RESULTS)
        self._least = rule.min_events or LEAST_RESULTS

    def add(self, _time: float, fields: Fields) -> None:
        """Take a result."""
        self._results.append(passed(fields))

    def value(self, _now: float) -> float | None:
        """The weighted share of changes; None with too few results."""
        changes = [a != b for a, b in pairwise(self._results)]
        if len(self._results) < max(2, self._least):
            return None
        step = 0.5 / max(1, len(changes) - 1)
        return sum(0.75 + step * i for i, changed in enumerate(changes) if changed) / len(changes)

    def facts(self, now: float) -> Facts:
        """`n` results, of which `fails` failed, and the `share` of changes."""
        fails = sum(not result for result in self._results)
        return {"n": len(self._results), "fails": fails, "share": self.value(now) or 0.0}


class Mixed:
    """`mixed`: 1 while, among the last 20 runs, the same value of the field `same` gave both a pass and a fail."""

    def __init__(self, rule: Rule) -> None:
        self._field = rule.same
        self._runs: deque[tuple[str, bool]] = deque(maxlen=RECENT)

    def add(self, _time: float, fields: Fields) -> None:
        """Take a run whose input is known."""
        value = fields.get(self._field)
        if value is not None and value != "":
            self._runs.append((str(value), passed(fields)))

    def value(self, _now: float) -> float | None:
        """Whether one input gave both."""
        return float(bool(self._both()))

    def facts(self, _now: float) -> Facts:
        """`n` runs of such an input, and the probability `p` that one fails, with Laplace's rule."""
        both = self._both()
        results = [result for value, result in self._runs if value in both]
        fails = sum(not result for result in results)
        return {"n": len(results), "fails": fails, "p": (fails + 1) / (len(results) + 2)}

    def _both(self) -> set[str]:
        runs = set(self._runs)
        return {value for value, result in runs if (value, not result) in runs}

"""Kinds about order and silence: what follows what, and what should have come."""

from collections import deque

from console.analysis.budget.window import Window
from console.analysis.patterns.measure import Facts
from console.analysis.patterns.predicate import parse
from console.analysis.patterns.rule import Rule
from console.analysis.patterns.statistics import quantile
from console.model.pattern import Fields

MOST_OPEN = 64
MOST_GAPS = 200
REVIVED = 2


class Sequence:
    """`sequence`: how many times all `steps` came in this order within `maxspan`, counted over `window`.

    With `absent` the steps only count when nothing that passes it came within `maxspan` of the first.
    """

    def __init__(self, rule: Rule) -> None:
        self._steps = [parse(step) for step in rule.steps]
        self._absent = parse(rule.absent) if rule.absent else None
        self._most = rule.span("maxspan") or rule.span("window")
        self._open: deque[tuple[float, int]] = deque(maxlen=MOST_OPEN)
        self._done = Window(max(rule.span("window"), self._most))

    def add(self, time: float, fields: Fields) -> None:
        """Move every open sequence on that this record continues; it may also begin one."""
        self._close(time)
        if self._absent is not None and self._absent(fields):
            self._open.clear()
            return
        moved = deque[tuple[float, int]](maxlen=MOST_OPEN)
        for began, at in self._open:
            step = at + 1 if at < len(self._steps) and self._steps[at](fields) else at
            self._keep(moved, began, step, time)
        self._open = moved
        if self._steps[0](fields):
            self._keep(moved, time, 1, time)

    def value(self, now: float) -> float | None:
        """How many were completed."""
        self._close(now)
        return float(self._done.at(now))

    def facts(self, now: float) -> Facts:
        """`n` completed ones."""
        return {"n": self._done.at(now)}

    def _keep(self, moved: deque[tuple[float, int]], began: float, step: int, time: float) -> None:
        if step == len(self._steps) and self._absent is None:
            self._done.add(time)
        else:
            moved.append((began, step))

    def _close(self, now: float) -> None:
        """End those whose time is over; complete ones count where what was awaited did not come."""
        while self._open and now - self._open[0][0] > self._most:
            began, step = self._open.popleft()
            if self._absent is not None and step == len(self._steps):
                self._done.add(began + self._most)


class Absence:
    """`absence`: how long nothing came, over how long that may be; above 1 is silence.

    Allowed is `window`; with `learn` it is `factor` times the 99th percentile of the gaps so far, at least `least`,
    once `min_events` came. Two records end it.
    """

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._gaps: deque[float] = deque(maxlen=MOST_GAPS)
        self._allowed = rule.span("window")
        self._seen = 0
        self._last = 0.0
        self._silent: float | None = None
        self._revived = 0

    def add(self, time: float, _fields: Fields) -> None:
        """A sign of life."""
        gap = time - self._last
        if self._seen and gap > self._limit():
            self._silent, self._revived = gap, 0
        elif self._seen:
            self._gaps.append(max(gap, 0.0))
        self._seen += 1
        self._last = max(time, self._last)
        if self._silent is not None:
            self._revived += 1
            self._silent = None if self._revived >= REVIVED else self._silent

    def value(self, now: float) -> float | None:
        """Silence over what is allowed; None while too little was seen."""
        if self._seen < max(1, self._rule.min_events):
            return None
        silence = now - self._last if self._silent is None else max(self._silent, now - self._last)
        return silence / self._limit()

    def facts(self, now: float) -> Facts:
        """`gap` in seconds, what is `allowed`, and `n` signs of life."""
        return {"gap": now - self._last, "allowed": self._limit(), "n": self._seen}

    def _limit(self) -> float:
        if not self._rule.learn:
            return self._allowed
        if len(self._gaps) + 1 < max(2, self._rule.min_events):
            return float("inf")
        return max(self._rule.factor * quantile(self._gaps, 0.99), self._rule.span("least"))

"""Kinds about a present state: what the newest fields say, who waits for whom."""

from console.analysis.patterns.measure import Facts
from console.analysis.patterns.predicate import parse
from console.analysis.patterns.rule import Rule
from console.model.pattern import Fields, Scalar

MOST_FIELDS = 100
MOST_EDGES = 1000


class Gauge:
    """`gauge`: 1 while `is` holds for the newest fields of the group, of all its records together.

    A field older than `window` is not known any more.
    """

    def __init__(self, rule: Rule) -> None:
        self._is = parse(rule.is_)
        self._fresh = rule.span("window")
        self._fields: dict[str, tuple[float, Scalar]] = {}

    def add(self, time: float, fields: Fields) -> None:
        """Take the newest fields."""
        for name, value in fields.items():
            if name in self._fields or len(self._fields) < MOST_FIELDS:
                self._fields[name] = (time, value)

    def value(self, now: float) -> float | None:
        """1 or 0."""
        return float(self._is(self.facts(now)))

    def facts(self, now: float) -> Facts:
        """The fields that are fresh."""
        return {name: value for name, (time, value) in self._fields.items() if now - time <= self._fresh}


class Cycle:
    """`cycle`: 1 while some wait in a circle, each for the next.

    A record says that its `waiter` waits for its `owner`; one that passes `heals` says that it no longer does.
    """

    def __init__(self, rule: Rule) -> None:
        self._heals = parse(rule.heals) if rule.heals else None
        self._waits: dict[str, str] = {}
        self._found: tuple[str, ...] = ()

    def add(self, _time: float, fields: Fields) -> None:
        """Take or end a wait."""
        waiter, owner = str(fields.get("waiter", "")), str(fields.get("owner", ""))
        if self._heals is not None and self._heals(fields):
            self._waits.pop(waiter, None)
        elif waiter and owner and (waiter in self._waits or len(self._waits) < MOST_EDGES):
            self._waits[waiter] = owner
        self._found = self._circle()

    def value(self, _now: float) -> float | None:
        """1 or 0."""
        return float(bool(self._found))

    def facts(self, _now: float) -> Facts:
        """Who is in the `circle`, and how many (`n`)."""
        circle = " waits for ".join((*self._found, *self._found[:1])) if len(self._found) <= 8 else "many"
        return {"n": len(self._found), "circle": circle}

    def _circle(self) -> tuple[str, ...]:
        """A circle: everyone waits for one at most, so a walk that never visits twice finds it in linear time."""
        seen: dict[str, str] = {}
        for start in self._waits:
            path, at = [], start
            while at in self._waits and at not in seen:
                seen[at] = start
                path.append(at)
                at = self._waits[at]
            if seen.get(at) == start:
                return tuple(path[path.index(at) :])
        return ()

"""One rule at work: its groups, each with a measure and a latch."""

from collections import OrderedDict, deque
from collections.abc import Mapping

from msgspec.structs import replace

from console.analysis.patterns.durations import seconds
from console.analysis.patterns.kinds import measure as measure_of
from console.analysis.patterns.latch import Holds, Latch, Turn
from console.analysis.patterns.measure import Facts, Measure
from console.analysis.patterns.predicate import Test, compare, parse, types
from console.analysis.patterns.rule import Rule
from console.analysis.patterns.wording import explain, told
from console.model.event import Severity
from console.model.pattern import Fields, Pattern, Scalar

Key = tuple[Scalar, ...]


class Group:
    """A group of a rule: its measure, its latch, the newest evidence, and what was found."""

    __slots__ = ("evidence", "found", "key", "last", "latch", "measure")

    def __init__(self, key: Mapping[str, Scalar], measure: Measure, holds: Holds, evidence: int) -> None:
        self.key = key
        self.measure = measure
        self.latch = Latch(holds)
        self.evidence: deque[Fields] = deque(maxlen=max(0, evidence))
        self.found: Pattern | None = None
        self.last = float("-inf")


class Detector:
    """Follows one rule. At most `max_groups` groups, of which the one unused for longest is dropped first."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._where = parse(rule.where)
        self._until = parse(rule.until) if rule.until else None
        self._and = _test(rule.and_)
        self._critical = _test(rule.critical)
        self._over = _test(rule.clear.is_)
        self._holds = Holds(rule.span("for_"), seconds(rule.clear.for_), rule.span("rearm"))
        self._late = rule.span("allowed_lateness")
        self._groups: OrderedDict[Key, Group] = OrderedDict()
        self._dropped: list[Pattern] = []
        self._began: float | None = None
        self.late = 0

    @property
    def types(self) -> frozenset[str] | None:
        """The values of `type` that this rule looks at; None when it looks at all records."""
        texts = (self._rule.where, self._rule.until) if self._rule.until else (self._rule.where,)
        found = [types(text) for text in texts]
        return None if None in found else frozenset().union(*(one for one in found if one is not None))

    def begin(self, time: float) -> None:
        """Records are seen from now on."""
        self._began = time if self._began is None else self._began

    def observe(self, time: float, fields: Fields) -> Pattern | None:
        """Take a record; returns what it turned, if anything."""
        if self._until is not None and self._until(fields):
            return self._reset(time, fields)
        if not self._where(fields):
            return None
        group = self._group(fields)
        if time < group.last - self._late:
            self.late += 1
            return None
        group.last = max(group.last, time)
        group.evidence.append(fields)
        group.measure.add(time, fields)
        return self._look(group, group.last)

    def tick(self, now: float) -> list[Pattern]:
        """Look at every group as time passes; returns what turned."""
        turned, self._dropped = self._dropped, []
        for group in self._groups.values():
            found = self._look(group, now)
            if found is not None:
                turned.append(found)
        return turned

    def active(self) -> list[Pattern]:
        """What holds."""
        return [group.found for group in self._groups.values() if group.found is not None and group.latch.on]

    def _group(self, fields: Fields) -> Group:
        key: Key = tuple(fields.get(name, "") for name in self._rule.by)
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= self._rule.max_groups:
                self._drop(self._groups.popitem(last=False)[1])
            group = self._groups[key] = self._new(key)
        else:
            self._groups.move_to_end(key)
        return group

    def _drop(self, group: Group) -> None:
        """There is no room for a group any more; what it found is over."""
        if group.found is not None and group.latch.on:
            self._dropped.append(replace(group.found, ended=group.last))

    def _new(self, key: Key) -> Group:
        measure = measure_of(self._rule, self._began or 0.0)
        return Group(dict(zip(self._rule.by, key, strict=True)), measure, self._holds, self._rule.evidence)

    def _reset(self, time: float, fields: Fields) -> Pattern | None:
        """What the rule waits for came: the group begins anew."""
        group = self._groups.pop(tuple(fields.get(name, "") for name in self._rule.by), None)
        if group is None or group.found is None or not group.latch.on:
            return None
        return replace(group.found, ended=time)

    def _look(self, group: Group, now: float) -> Pattern | None:
        value = group.measure.value(now)
        if value is None:
            true = over = False
        else:
            true = compare(self._rule.op, value, self._rule.threshold)
            over = self._ended(group, value, now, true=true) if group.latch.on else False
        if true and self._and is not None:
            true = self._and(group.measure.facts(now))
        turn = group.latch.look(now, true=true, over=over)
        if turn is Turn.NONE:
            return self._worse(group, now) if group.latch.on and true else None
        if turn is Turn.ENDED:
            group.found = replace(group.found, ended=now) if group.found else None
        elif turn is Turn.AGAIN and group.found is not None:
            group.found = replace(group.found, ended=None, last=now, repeats=group.found.repeats + 1)
            return None
        else:
            group.found = self._pattern(group, now)
        return group.found

    def _ended(self, group: Group, value: float, now: float, *, true: bool) -> bool:
        clear = self._rule.clear
        if self._over is not None:
            return self._over(group.measure.facts(now))
        if clear.threshold is not None:
            return compare(clear.op or "<", value, clear.threshold)
        return not true

    def _worse(self, group: Group, now: float) -> Pattern | None:
        """What is on gets critical, once; else only its last moment moves."""
        found = group.found
        if found is None or self._critical is None or found.severity is Severity.CRITICAL:
            return None
        facts = group.measure.facts(now)
        if not self._critical(facts):
            return None
        group.found = replace(found, last=now, severity=Severity.CRITICAL, facts=facts, text=self._text(group, facts))
        return group.found

    def _pattern(self, group: Group, now: float) -> Pattern:
        facts = group.measure.facts(now)
        critical = self._critical is not None and self._critical(facts)
        return Pattern(
            rule=self._rule.id,
            key=group.key,
            since=now,
            last=now,
            severity=Severity.CRITICAL if critical else self._rule.urgency,
            weight=self._rule.pain,
            text=self._text(group, facts),
            facts=facts,
            evidence=tuple(told(fields) for fields in group.evidence),
        )

    def _text(self, group: Group, facts: Facts) -> str:
        last = told(group.evidence[-1]) if group.evidence else ""
        return explain(self._rule, {"last": last, **group.key, **facts})


def _test(text: str) -> Test | None:
    return parse(text) if text else None

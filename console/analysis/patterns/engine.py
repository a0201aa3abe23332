"""All rules together: each record goes only to the rules that may want it; time moves by the records."""

import math
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from console.analysis.patterns.detector import Detector
from console.analysis.patterns.rule import Rule
from console.analysis.patterns.rulefile import convert
from console.model.pattern import Pattern, Record

TICK = 5.0
MOST_TICKS = 120
"""Looks at a pause between two records, however long; a longer pause is looked at in greater steps."""
MOST_NEWS = 1000


class Patterns:
    """Feeds records to rules. Pure: all time is that of the records and of `findings`.

    The cost of a record does not grow with what was seen before.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._detectors: list[Detector] = []
        self._by_type: dict[str, list[Detector]] = {}
        self._any: list[Detector] = []
        self._now: float | None = None
        self._news: list[Pattern] = []
        self._on: dict[str, dict[Detector, Pattern]] = {}
        for rule in rules:
            for variant in variants(rule):
                self._add(Detector(variant))

    def observe(self, record: Record) -> None:
        """Take a record; those come in about the order of their time. One without a time that can be is left out."""
        if not math.isfinite(record.time):
            return
        self._pass(record.time)
        fields = record.fields
        for detector in self._by_type.get(str(fields.get("type", "")), self._any):
            found = detector.observe(record.time, fields)
            if found is not None:
                self._tell(detector, found)

    def findings(self, now: float) -> tuple[Pattern, ...]:
        """What holds at `now` (seconds since the epoch), the most urgent first; a rule once a group."""
        self._pass(now)
        found = {one.name: one for detector in self._detectors for one in detector.active()}
        return tuple(sorted(found.values(), key=lambda one: (-one.severity, one.since)))

    def news(self) -> tuple[Pattern, ...]:
        """What began, ended or became critical since this was asked last, in order."""
        told, self._news = tuple(self._news), []
        return told

    @property
    def late(self) -> int:
        """How many records came too late to count."""
        return sum(detector.late for detector in self._detectors)

    def _add(self, detector: Detector) -> None:
        self._detectors.append(detector)
        kinds = detector.types
        if kinds is None:
            for listed in self._by_type.values():
                listed.append(detector)
            self._any.append(detector)
            return
        for kind in kinds:
            self._by_type.setdefault(kind, list(self._any)).append(detector)

    def _pass(self, now: float) -> None:
        """Let time pass until `now`, looking every few seconds."""
        if self._now is None:
            self._now = now
            for detector in self._detectors:
                detector.begin(now)
        step = max(TICK, (now - self._now) / MOST_TICKS)
        while now - self._now >= step:
            self._now += step
            for detector in self._detectors:
                for found in detector.tick(self._now):
                    self._tell(detector, found)

    def _tell(self, detector: Detector, found: Pattern) -> None:
        """Keep as news what is new of a pattern, however many of its ways show at once."""
        showing = self._on.setdefault(found.name, {})
        known = max((one.severity for one in showing.values()), default=-1)
        if found.active:
            showing[detector] = found
        else:
            showing.pop(detector, None)
        if not showing:
            del self._on[found.name]
        told = found.severity > known if found.active else not showing
        if told and len(self._news) < MOST_NEWS:
            self._news.append(found)


def variants(rule: Rule) -> Iterable[Rule]:
    """The rule, and each further way in which its pattern shows, as a rule of its own under the same id."""
    plain = replace(rule, also=(), test=())
    yield plain
    for keys in rule.also:
        yield convert({**msgspec.to_builtins(plain), **keys})

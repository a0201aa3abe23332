"""Examples of rules, run as tests: events that must fire a rule, and events that must not."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from console.analysis.patterns.durations import seconds
from console.analysis.patterns.engine import Patterns
from console.analysis.patterns.rule import Example, Rule
from console.analysis.patterns.sentence import examples
from console.model.pattern import Record, Scalar

MOST_EVENTS = 100_000
START = 1_700_000_000.0
"""When examples begin (seconds since the epoch); any moment would do."""


class Outcome(Struct, frozen=True, kw_only=True):
    """How one example went: `fired` is when the rule fired, in seconds from the start of the example."""

    rule: str
    number: int
    expected: bool
    fired: float | None
    text: str = ""

    @property
    def right(self) -> bool:
        """Whether the rule did what the example says."""
        return self.expected == (self.fired is not None)


def run(rule: Rule) -> Iterator[Outcome]:
    """Run a rule's own examples; a sentence without any is tried on what it says. Raises ValueError."""
    said = msgspec.convert(examples(rule.when), tuple[Example, ...]) if rule.when and not rule.test else rule.test
    for number, example in enumerate(said, start=1):
        found = next((one for one in fired([rule], example, rule) if one[0] == rule.id), None)
        yield Outcome(
            rule=rule.id,
            number=number,
            expected=example.fires,
            fired=found[1] - START if found else None,
            text=found[2] if found else "",
        )


def fired(rules: Iterable[Rule], example: Example, of: Rule) -> list[tuple[str, float, str]]:
    """Which rules fire on an example that was written for the rule `of`: id, time and sentence."""
    patterns = Patterns(rules)
    records = sorted(expand(example.events), key=lambda record: record.time)
    for record in records:
        patterns.observe(record)
    last = records[-1].time if records else START
    patterns.findings(_end(example, of, last))
    return [(one.rule, one.since, one.text) for one in patterns.news() if one.active]


def expand(events: Iterable[dict[str, Any]]) -> list[Record]:
    """The records of an example. Raises ValueError."""
    records: list[Record] = []
    for event in events:
        records += _repeated(dict(event))
        if len(records) > MOST_EVENTS:
            raise ValueError(f"an example has at most {MOST_EVENTS} events")
    return records


def _repeated(event: dict[str, Any]) -> list[Record]:
    began = START + seconds(event.pop("t", event.pop("time", 0)))
    if "every" not in event:
        return [Record(began, {name: _scalar(name, value) for name, value in event.items()})]
    step, n = seconds(event.pop("every")), int(event.pop("n", 1))
    if not 1 <= n <= MOST_EVENTS:
        raise ValueError(f"n lies between 1 and {MOST_EVENTS}")
    return [Record(began + i * step, {name: _nth(name, value, i) for name, value in event.items()}) for i in range(n)]


def _nth(name: str, value: object, i: int) -> Scalar:
    """The value of the i-th repetition."""
    if isinstance(value, list) and value:
        return _scalar(name, value[i % len(value)])
    if isinstance(value, dict) and value.keys() == {"start", "step"}:
        return float(value["start"]) + i * float(value["step"])
    return _scalar(name, value)


def _scalar(name: str, value: object) -> Scalar:
    if isinstance(value, str | int | float | bool):
        return value
    raise ValueError(f"{name[:40]!r} must be a text, a number or true or false")


def _end(example: Example, of: Rule, last: float) -> float:
    """How long is looked on: as the example says, else until what holds at its end has held long enough."""
    if example.until is not None:
        return START + seconds(example.until)
    return last + of.span("for_") + (of.span("maxspan") if of.absent else 0.0)

"""What every kind of rule offers: it takes the matching records of one group and gives a figure."""

from typing import Protocol

from console.model.pattern import Fields, Scalar

Facts = dict[str, Scalar]


class Measure(Protocol):
    """The state of one group of a rule: bounded, in event time, with a constant or logarithmic cost a record."""

    def add(self, time: float, fields: Fields) -> None:
        """Take a record that the rule's `where` chose (seconds since the epoch)."""
        ...

    def value(self, now: float) -> float | None:
        """The figure that is held against the threshold; None while it cannot be said."""
        ...

    def facts(self, now: float) -> Facts:
        """What the sentence and the predicates `and`, `clear` and `critical` may name."""
        ...


def number(fields: Fields, name: str) -> float | None:
    """A numeric field; None where it is missing or no number."""
    found = fields.get(name)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None

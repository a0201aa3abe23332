"""What rules say: their sentence with the facts, and a record in a few words."""

from collections.abc import Mapping
from string import Formatter
from typing import TypeGuard

from console.analysis.patterns.durations import words
from console.analysis.patterns.rule import Rule
from console.model.pattern import Fields, Scalar

LONGEST = 300
_SPOKEN = frozenset({"eta", "gap", "allowed", "runtime", "silence", "wait", "window"})
"""Facts in seconds, which are told as durations."""


class _Facts(Formatter):
    """Fields by plain name only, so that no sentence reaches into an object; what is not known is `?`."""

    def get_field(self, name: str, _args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:
        """The fact of that name."""
        return kwargs.get(name, "?"), name

    def format_field(self, value: object, spec: str) -> str:
        """The fact in its format; one that does not fit it is told as it is."""
        try:
            return str(format(value, spec[:12]))
        except ValueError:
            return str(value)


def explain(rule: Rule, facts: Mapping[str, Scalar]) -> str:
    """The rule's sentence with the facts in it; a rule without one is told by its id."""
    said = {name: words(value) if name in _SPOKEN and _finite(value) else value for name, value in facts.items()}
    if not rule.explain:
        given = ", ".join(f"{name} {value}" for name, value in facts.items() if value != "")
        return f"{rule.id}: {given}"[:LONGEST]
    return _Facts().vformat(rule.explain, (), said)[:LONGEST]


def told(fields: Fields) -> str:
    """A record as evidence: its text, else its fields."""
    text = fields.get("text")
    if isinstance(text, str) and text:
        return text[:LONGEST]
    return " ".join(f"{name}={value}" for name, value in fields.items() if value != "")[:LONGEST]


def _finite(value: Scalar) -> TypeGuard[float]:
    return isinstance(value, int | float) and abs(value) < 1e12

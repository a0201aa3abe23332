"""Patterns of operation: what rules look at, and what they found."""

from collections.abc import Mapping

from msgspec import Struct

from console.model.event import Severity

Scalar = str | int | float | bool
Fields = Mapping[str, Scalar]


class Record(Struct, frozen=True):
    """Something that happened at `time` (seconds since the epoch), as rules see it: its `type` and further fields."""

    time: float
    fields: Fields


class Pattern(Struct, frozen=True, kw_only=True):
    """A rule that fired for one group. Times in seconds since the epoch.

    `key` holds the fields that make the group. `since` is when it fired, `last` when it last held; `ended` when it was
    over, None while it is not. `weight` is what it weighs in the pain signal (0 to 1). `repeats` counts how often it
    came back within the rule's rest and was not told again. `evidence` are the newest records in words.
    """

    rule: str
    key: Mapping[str, Scalar]
    since: float
    last: float
    severity: Severity
    weight: float
    text: str
    facts: Mapping[str, Scalar] = {}
    evidence: tuple[str, ...] = ()
    repeats: int = 0
    ended: float | None = None

    @property
    def active(self) -> bool:
        """Whether it still goes on."""
        return self.ended is None

    @property
    def name(self) -> str:
        """Rule and group, unique among the active ones."""
        return " ".join((self.rule, *(f"{name}={value}" for name, value in self.key.items() if value != "")))

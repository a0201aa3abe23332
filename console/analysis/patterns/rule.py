"""What a rule is. Each kind's own keys are explained where the kind is written."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from console.analysis.patterns.durations import seconds
from console.model.event import Severity

Duration = str | int | float


class Kind(StrEnum):
    """How the matching records of a group become a figure that is held against the threshold."""

    COUNT = "count"
    RATE = "rate"
    BASELINE = "baseline"
    DISTINCT = "distinct"
    RATIO = "ratio"
    SEQUENCE = "sequence"
    ABSENCE = "absence"
    STREAK = "streak"
    FLAP = "flap"
    MIXED = "mixed"
    GAUGE = "gauge"
    CYCLE = "cycle"
    HANG = "hang"
    HERD = "herd"
    OVERLOAD = "overload"
    TREND = "trend"
    OSCILLATION = "oscillation"
    SHIFT = "shift"


SEVERITIES = {severity.word: severity for severity in Severity} | {
    "low": Severity.NOTICE, "medium": Severity.WARNING, "high": Severity.ERROR,
}  # fmt: skip


class Clear(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is", "for_": "for"}):
    """When a rule that fired is over: its figure against another threshold, or a predicate over its facts, held."""

    op: str = ""
    threshold: float | None = None
    is_: str = ""
    for_: Duration = 0


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """What is usual: the preceding `window`; unusual is a Poisson tail below `p`, or `factor` times as many."""

    window: Duration = "2h"
    method: str = "poisson"
    p: float = 1e-4
    factor: float = 2.0


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """Events that must fire the rule, or must not. `until` is how long is looked on, in the time of the events.

    An event has its time in `t` (seconds from the start, or a duration). `n` and `every` repeat it; in a repeated one a
    list gives its values in turn, and `{start, step}` a line.
    """

    fires: bool
    events: tuple[dict[str, Any], ...] = ()
    until: Duration | None = None


class Rule(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"and_": "and", "for_": "for", "is_": "is"}
):
    """A rule as its file says it; durations in seconds or words, predicates as text.

    `where` chooses records and `by` groups them. The figure of `kind` over `window` fires the rule when `op threshold`
    holds for it and `and` for its facts, for `for` seconds. `also` are further ways in which the same pattern shows,
    each with the keys that differ. `until` resets a group. While `rearm` lasts, the pattern is not told again.
    """

    id: str
    kind: Kind = Kind.COUNT
    title: str = ""
    when: str = ""
    where: str = "true"
    and_: str = ""
    by: tuple[str, ...] = ()
    max_groups: int = 1000
    window: Duration = "5m"
    allowed_lateness: Duration = "10s"
    min_events: int = 0
    op: str = ">="
    threshold: float = 1.0
    for_: Duration = 0
    clear: Clear = Clear()
    rearm: Duration = 0
    severity: str = "warning"
    critical: str = ""
    pain: float = 0.3
    explain: str = ""
    evidence: int = 5
    num: str = ""
    den: str = ""
    good: str = "ok"
    per: Duration = "1h"
    distinct: str = ""
    each: int = 1
    ordered: bool = False
    same: str = ""
    heals: str = ""
    is_: str = ""
    value: str = ""
    limit: str = "limit"
    steps: tuple[str, ...] = ()
    maxspan: Duration = 0
    until: str = ""
    absent: str = ""
    change: str = ""
    learn: bool = False
    factor: float = 3.0
    least: Duration = "30s"
    baseline: Baseline | None = None
    also: tuple[dict[str, Any], ...] = ()
    test: tuple[Example, ...] = ()

    def span(self, key: str) -> float:
        """A duration of this rule in seconds."""
        return seconds(getattr(self, key))

    @property
    def urgency(self) -> Severity:
        """The severity of what the rule finds."""
        return SEVERITIES[self.severity]

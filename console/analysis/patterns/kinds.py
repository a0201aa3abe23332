"""Which measure each kind of rule uses, and which keys it cannot do without."""

from collections.abc import Callable

from console.analysis.patterns.counting import Count, Distinct, Ratio, Unusual
from console.analysis.patterns.gauge import Cycle, Gauge
from console.analysis.patterns.hang import Hang
from console.analysis.patterns.load import Herd, Overload
from console.analysis.patterns.measure import Measure
from console.analysis.patterns.order import Absence, Sequence
from console.analysis.patterns.rule import Kind, Rule
from console.analysis.patterns.runs import Flap, Mixed, Streak
from console.analysis.patterns.series import Oscillation, Trend
from console.analysis.patterns.shift import Shift

_MEASURES: dict[Kind, Callable[[Rule], Measure]] = {
    Kind.COUNT: Count,
    Kind.RATE: Count,
    Kind.DISTINCT: Distinct,
    Kind.RATIO: Ratio,
    Kind.SEQUENCE: Sequence,
    Kind.ABSENCE: Absence,
    Kind.STREAK: Streak,
    Kind.FLAP: Flap,
    Kind.MIXED: Mixed,
    Kind.GAUGE: Gauge,
    Kind.CYCLE: Cycle,
    Kind.HANG: Hang,
    Kind.HERD: Herd,
    Kind.OVERLOAD: Overload,
    Kind.TREND: Trend,
    Kind.OSCILLATION: Oscillation,
}
_WITH_HISTORY: dict[Kind, Callable[[Rule, float], Measure]] = {Kind.BASELINE: Unusual, Kind.SHIFT: Shift}

NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.DISTINCT: ("distinct",),
    Kind.RATIO: ("num",),
    Kind.SEQUENCE: ("steps",),
    Kind.STREAK: ("same",),
    Kind.MIXED: ("same",),
    Kind.GAUGE: ("is_",),
    Kind.HERD: ("distinct",),
    Kind.SHIFT: ("change",),
}
"""Keys without which a rule of the kind means nothing."""


def measure(rule: Rule, began: float) -> Measure:
    """A new group of a rule; `began` is when records began to be seen at all (seconds since the epoch)."""
    kind = Kind.BASELINE if rule.kind is Kind.COUNT and rule.baseline else rule.kind
    with_history = _WITH_HISTORY.get(kind)
    return with_history(rule, began) if with_history else _MEASURES[kind](rule)

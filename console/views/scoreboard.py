"""The measures of the scoreboard, made of what happened. docs/report.md says the same in words."""

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import pairwise

from msgspec import Struct

from console.model.flow import FlowState
from console.model.report import Facts, Measure, Report, Span, Unit
from console.views.figures import duration, plural

BACK = 600.0
"""Seconds after an interruption within which work has to flow again to count as taken up where it was left."""
PAUSE = 180.0
"""Seconds of a block or a pause from which it is an interruption."""
HANDOVER = 60.0
"""Seconds without a watching engine that count as none."""
_AWAY = (FlowState.BLOCKED, FlowState.IDLE)


class _Kind(Struct, frozen=True):
    """How a measure is made: `value` of the facts, `basis` the words for what it rests on."""

    name: str
    title: str
    unit: Unit
    target: float
    least: bool
    value: Callable[[Facts], float | None]
    basis: Callable[[Facts], str]


def report(project: str, node: str, span: str, days: Sequence[Facts], length: int) -> Report:
    """The scoreboard of the last `length` days against as many before them; the last day ends now."""
    now, before = together(days[-length:]), together(days[-2 * length : -length])
    return Report(
        project=project, node=node, span=span, since=now.since, until=now.until, days=tuple(days),
        measures=tuple(_measure(kind, now, before, days) for kind in _KINDS),
    )  # fmt: skip


def together(days: Sequence[Facts]) -> Facts:
    """Neighbouring spans as one; nothing is known of none."""
    if not days:
        return Facts(since=0.0, until=0.0)
    names = Facts.__struct_fields__[2:]
    sums = {name: reduce(operator.add, (getattr(day, name) for day in days)) for name in names}
    return Facts(since=days[0].since, until=days[-1].until, **sums)


def _measure(kind: _Kind, now: Facts, before: Facts, days: Sequence[Facts]) -> Measure:
    return Measure(
        name=kind.name, title=kind.title, unit=kind.unit, target=kind.target, least=kind.least, value=kind.value(now),
        before=kind.value(before), days=tuple(kind.value(day) for day in days), basis=kind.basis(now),
    )  # fmt: skip


def actions(facts: Facts) -> int:
    """What was done: attempts of jobs, edits, commits and checkpoints."""
    return facts.attempts + facts.edits + facts.commits + facts.checkpoints


def in_state(facts: Facts, state: FlowState) -> float:
    """Seconds in a state of flow, inside the span."""
    return sum(
        max(0.0, min(one.end, facts.until) - max(one.start, facts.since)) for one in facts.course if one.state is state
    )


def _worked(facts: Facts) -> float:
    return sum(in_state(facts, state) for state in FlowState if state is not FlowState.IDLE)


def longest(spans: Sequence[Span]) -> float:
    """The seconds of the longest span, those joined that hardly anything parts."""
    best = begin = end = 0.0
    for start, stop in spans:
        begin, end = (begin, max(end, stop)) if begin and start <= end + HANDOVER else (start, stop)
        best = max(best, end - begin)
    return best


def interruptions(facts: Facts) -> tuple[int, int]:
    """How many blocks and pauses are over, and after how many of them work flowed again within ten minutes."""
    over = kept = 0
    for before, after in pairwise(facts.course):
        if before.state in _AWAY and before.seconds >= PAUSE and after.state not in _AWAY:
            back = (one for one in facts.course if one.state is FlowState.FLOWING and one.start >= before.end)
            flowing = next(back, None)
            over, kept = over + 1, kept + (flowing is not None and flowing.start <= before.end + BACK)
    return over, kept


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _kept(facts: Facts) -> float | None:
    over, kept = interruptions(facts)
    return _share(kept, over)


def _kept_words(facts: Facts) -> str:
    over, kept = interruptions(facts)
    return f"after {kept} of {plural(over, 'interruption')} work flowed again within 10 min"


_KINDS = (
    _Kind(
        "continuous_operation", "continuous operation", Unit.TIME, 8 * 3600.0, True,
        lambda f: longest(f.watched) or None, lambda f: f"watched {duration(sum(b - a for a, b in f.watched))} in all",
    ),
    _Kind(
        "recovery_rate", "recovery rate", Unit.SHARE, 0.9, True, lambda f: _share(f.recovered, f.streaks),
        lambda f: f"{f.recovered} of {f.streaks} times that a command failed it passed later",
    ),
    _Kind(
        "interventions_per_100_actions", "interventions per 100 actions", Unit.RATE, 10.0, False,
        lambda f: _share(100.0 * f.interventions, actions(f)),
        lambda f: f"{plural(f.interventions, 'intervention')}, {plural(actions(f), 'action')}",
    ),
    _Kind(
        "actions_a_minute", "actions a minute", Unit.RATE, 1.0, True,
        lambda f: _share(60.0 * actions(f), _worked(f)),
        lambda f: f"{f.attempts} attempts, {f.edits} edits, {f.commits} commits, {f.checkpoints} checkpoints in "
        f"{duration(_worked(f))} at work",
    ),
    _Kind("context_kept", "context kept", Unit.SHARE, 0.8, True, _kept, _kept_words),
    _Kind(
        "cache_hit_rate", "cache hit rate", Unit.SHARE, 0.5, True, lambda f: _share(f.hits, f.checked),
        lambda f: f"{f.hits} of {plural(f.checked, 'job')} with inputs did not have to run, {duration(f.saved)} saved",
    ),
    _Kind(
        "failures_catalogued", "failures catalogued", Unit.SHARE, 0.9, True, lambda f: _share(f.studied, f.clusters),
        lambda f: f"{plural(f.failures, 'entry', 'entries')}; of {plural(f.clusters, 'cluster')} {f.studied} "
        "of a known kind",
    ),
    _Kind(
        "prediction_accuracy", "prediction accuracy", Unit.SHARE, 0.7, True, lambda f: _share(f.right, f.guessed),
        lambda f: f"{f.right} of {plural(f.guessed, 'job')} started early were asked for",
    ),
    _Kind(
        "forecast_accuracy", "forecast accuracy", Unit.SHARE, 0.8, True, lambda f: _share(f.came, f.warned),
        lambda f: f"{f.came} of {plural(f.warned, 'warning')} that something runs out came true",
    ),
)  # fmt: skip

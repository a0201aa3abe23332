"""What is known of a series' end, behind enter: when, why, who grows, what can be done; how often it came true."""

from collections.abc import Mapping, Sequence
from typing import Any

from console.model.forecast import Culprit, Forecast
from console.model.frame import Frame, Series
from console.model.lines import Line, Role, Span
from console.views.base import Context
from console.views.compose import indented
from console.views.details import Pair, heading, pairs
from console.views.figures import change, duration, plural
from console.views.forecast import alarm, forecast_of, when
from console.views.resources import exhaustible

COMMAND = "forecast.act"
"""The action that carries an offer out, by its number."""


def foreseen(frame: Frame, series: Series, ctx: Context) -> list[Line]:
    """The lines of the detail about a series' end; none for a series without one."""
    found = forecast_of(frame, series)
    if found is None and (not series.limit or not exhaustible(series)):
        return []
    lines = heading("where it heads", ctx) + pairs(_facts(frame, found, series, ctx), ctx)
    if found is not None and found.offers:
        lines += heading("what can be done", ctx)
        for number, offer in enumerate(found.offers, start=1):
            lines.append(indented((Span(f":{COMMAND} {number}", Role.ACCENT), Span(f"  {offer.words}")), ctx))
    return lines


def blamed(culprit: Culprit | None, unit: str) -> str:
    """Who grew and by how much, in words; empty when nobody is known."""
    if culprit is None:
        return ""
    whose = f"job {culprit.job}, " if culprit.job else ""
    number = f" ({culprit.pid})" if culprit.pid else ""
    grown = f" {change(culprit.grown, unit)} in {duration(culprit.seconds)}" if culprit.grown > 0 else ""
    return f"{whose}{culprit.name}{number}{grown}"


def record(frame: Frame) -> str:
    """How the newest warnings turned out: `17 of the last 20 warnings came true`; empty while none was decided."""
    notes = frame.notes.get("foresight")
    kept = notes.get("record") if isinstance(notes, Mapping) else None
    outcomes: Sequence[Any] = kept.get("outcomes", ()) if isinstance(kept, Mapping) else ()
    if not outcomes:
        return ""
    return f"{sum(map(bool, outcomes))} of the last {plural(len(outcomes), 'warning')} came true"


def _facts(frame: Frame, found: Forecast | None, series: Series, ctx: Context) -> list[Pair]:
    if found is None:
        return [("runs out", "not heading anywhere")]
    word, _ = alarm(found, ctx)
    span = f", {duration(found.low)} to {duration(found.high)} in 80 % of cases" if found.eta_s else ""
    facts: list[Pair] = [
        ("runs out", f"{word} {when(found)}{span}".strip()),
        ("why", found.reason),
    ]
    if found.culprit is not None:
        facts.append(("grew most", blamed(found.culprit, series.unit)))
    return [*facts, ("record", told)] if (told := record(frame)) else facts

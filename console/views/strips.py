"""The screen where panes do not fit: four vital lines, and at last a single one."""

from collections.abc import Callable

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.model.source import Freshness
from console.views import budget, clusters, flow, forecast, jobs, resources
from console.views.base import Context
from console.views.compose import bounded, greedy, indented
from console.views.figures import age, count
from console.views.header import place
from console.views.pain import hurting
from console.views.states import freshness, missing, worst

_STRIPS: tuple[tuple[str, str, Callable[[Frame, Context], Line]], ...] = (
    ("flow", flow.SOURCE, flow.strip),
    ("errs", budget.SOURCE, budget.strip),
    ("near", forecast.SOURCE, forecast.strip),
    ("fail", clusters.SOURCE, clusters.strip),
    ("jobs", jobs.SOURCE, jobs.strip),
)


def vitals(frame: Frame, ctx: Context) -> tuple[Line, ...]:
    """Flow, errors, the resources nearest their limits and the most frequent failures: a line each."""
    return bounded([_strip(frame, ctx, *part) for part in _STRIPS[:4]], ctx)


def strips(frame: Frame, ctx: Context) -> tuple[Line, ...]:
    """The vitals and the processes; what stands between header and footer below 60x15."""
    return bounded([_strip(frame, ctx, *part) for part in _STRIPS], ctx)


def _strip(frame: Frame, ctx: Context, name: str, source: str, draw: Callable[[Frame, Context], Line]) -> Line:
    words = missing(frame, source, ctx)
    told = (Span(*words),) if words else draw(frame, ctx)
    return indented((Span(f"{name}  ", Role.MUTED), *told), ctx)


def one_line(frame: Frame, ctx: Context) -> Line:
    """The most urgent first, as far as it fits: below 30x5."""
    return indented(greedy(_urgent(frame, ctx), ctx.width - 1), ctx)


def window_title(frame: Frame, ctx: Context) -> str:
    """The terminal's title: alerts, then where this is."""
    hurts = hurting(frame)
    alerts = f"!! {hurts.scope} hurts " if hurts else ""
    alerts += f"!{frame.criticals} " if frame.criticals else ""
    failing = frame.errors - frame.criticals
    alerts += f"x{failing} " if failing > 0 else ""
    bad = worst(frame, ctx.now)
    state = f" {bad.freshness.value} {bad.name}" if bad else ""
    return f"{alerts}{place(frame)}@{frame.node}{state}"


def _urgent(frame: Frame, ctx: Context) -> list[Line]:
    """What a person must know, most urgent first."""
    judged = [source.at(ctx.now) for source in frame.sources]
    if not any(source.last_seen is not None for source in judged):
        return [(Span(f"{ctx.glyphs.unknown} UNKNOWN no engine", Role.UNKNOWN),)]
    found: list[Line] = []
    if all(source.freshness is not Freshness.LIVE for source in judged):
        newest = max(source.last_seen for source in judged if source.last_seen is not None)
        found.append((Span(f"{ctx.glyphs.unknown} STALE {age(ctx.now - newest)}", Role.UNKNOWN),))
    if (hurts := hurting(frame)) is not None:
        found.append((Span(f"{ctx.glyphs.fail} {hurts.scope} hurts"[:24], Role.CRITICAL),))
    if frame.criticals:
        found.append((Span(f"{ctx.glyphs.fail} {count(frame.criticals)} crit", Role.CRITICAL),))
    bad = worst(frame, ctx.now)
    if bad is not None and bad.freshness is Freshness.ERROR:
        found.append((Span(f"{ctx.glyphs.fail} {bad.name} {freshness(bad, ctx)[0].text[2:]}"[:20], Role.FAIL),))
    sign, _, role = budget.verdict(frame, ctx)
    found.append((Span(f"{sign} {count(frame.errors)} err/h", role),))
    nearest = next((s for s in resources.ordered(frame) if forecast.state(s, ctx)[0]), None)
    if nearest is not None:
        found.append((Span(f"{resources.label(nearest.name)} {resources.now_text(nearest)}", Role.WARN),))
    found.append((Span(f"{count(flow.last_minute(flow.totals(frame)))}/min", Role.TEXT),))
    return found

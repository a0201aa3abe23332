"""Pane 3, Forecast: each resource now, against its limit, over the last hour, and when it is forecast to run out."""

from collections.abc import Mapping

from console.model.forecast import Forecast
from console.model.frame import Frame, Series
from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import bounded, indented, joined, paragraph, selectable, text, window
from console.views.figures import change, duration, quantity
from console.views.resources import FULL, NEAR, exhaustible, hour, label, moved, now_text, ordered, used
from console.views.spark import bar, sparkline
from console.views.states import failure, source_at, status, unknown
from console.views.table import Column, Table

SOURCE = "machine"
TITLE: Line = (Span("3 Forecast", Role.TITLE),)
WIDE = 100
"""Cells from which the hour, and no longer the name, takes what is left."""
_ABSENT = {"swap": "no swap here", "pressure": "the kernel tells no pressure"}


def forecast_view(frame: Frame, ctx: Context) -> PaneView:
    """A row for each series, nearest to its limit first; keys are the series' names."""
    lines = unknown(frame, SOURCE, ctx)
    series = ordered(frame, everything=ctx.zoomed) if lines is None else []
    above = failure(frame, SOURCE, ctx)
    shown = window(len(series), ctx.height - 1 - len(above), ctx)
    if lines is None:
        lines = above + _rows(frame, series, shown, ctx)
    return PaneView(
        title=TITLE,
        status=_status(frame, len(series), ctx),
        lines=bounded(lines, ctx),
        rows=len(series),
        keys=tuple(series[i].name for i in shown),
        first=1 + len(above),
    )


def strip(frame: Frame, ctx: Context) -> Line:
    """The resources nearest to their limits in one line: `memory 81%  disk /var 64%`."""
    limited = [s for s in ordered(frame) if used(s) is not None and exhaustible(s)][:4]
    if not limited:
        return (Span("nothing with a limit was measured", Role.MUTED),)
    return joined([_near(frame, s, ctx) for s in limited])


def _near(frame: Frame, series: Series, ctx: Context) -> Line:
    word, role = state(series, ctx)
    found = forecast_of(frame, series)
    if found is not None and found.warning:
        word, role = alarm(found, ctx)
        word = f"{word} {when(found)}"
    return (*text(label(series.name), Role.MUTED), Span(f" {now_text(series)}{f' {word}' if word else ''}", role))


def state(series: Series, ctx: Context) -> tuple[str, Role]:
    """Sign and word of how near a series is to its limit, and its role; no word when it is far."""
    share = used(series)
    if share is None or share < NEAR or not exhaustible(series):
        return "", Role.TEXT
    return (f"{ctx.glyphs.fail} full", Role.FAIL) if share >= FULL else (f"{ctx.glyphs.warn} near", Role.WARN)


def forecast_of(frame: Frame, series: Series) -> Forecast | None:
    """When a series is forecast to meet its limit, as it stands at the frame's moment; None when it is not."""
    found = frame.forecasts.get(series.name)
    found = found.at(frame.at) if found is not None else None
    if found is None or found.method == "stale":
        return None
    return found if found.eta_s is not None or found.warning else None


def alarm(found: Forecast, ctx: Context) -> tuple[str, Role]:
    """Sign and word of a forecast, and its role; a mere date when nothing is alarmed."""
    if found.critical:
        return f"{ctx.glyphs.fail} out", Role.FAIL
    return (f"{ctx.glyphs.warn} out", Role.WARN) if found.warning else ("", Role.TEXT)


def _rows(frame: Frame, series: list[Series], shown: range, ctx: Context) -> list[Line]:
    if not series:
        return paragraph("no measurement yet", ctx)
    table = Table(_columns(frame, ctx), ctx, gap=2 if ctx.width >= 60 else 1)
    rows = [indented(table.head(), ctx)]
    for index in shown:
        row = _row(frame, series[index], table, ctx)
        rows.append(selectable(row, ctx, selected=index == ctx.cursor))
    if len(rows) + 1 < ctx.height:
        rows += [(), *paragraph("; ".join(blind), ctx)] if (blind := unseen(frame)) else []
    return rows


def _columns(frame: Frame, ctx: Context) -> tuple[Column, ...]:
    width, wide = ctx.width, ctx.width >= WIDE
    dated = any(forecast_of(frame, series) for series in frame.series.values())
    columns = (
        Column("resource", 20 if wide else 11, grow=not wide),
        Column("now", 10, right=True),
        Column("used", 16 if wide else 6, rank=3),
        Column("of limit", 13, right=True, rank=4),
        Column("hour", 8 if width >= 50 else 5, grow=wide, rank=1),
        Column("10 min", 7, right=True, rank=2),
    )
    return (*columns, Column("runs out", 26 if wide else 14)) if dated else columns


def unseen(frame: Frame) -> list[str]:
    """What the machine does not offer or does not answer, in words."""
    notes = frame.notes.get(SOURCE)
    if not isinstance(notes, Mapping):
        return []
    absent = [_ABSENT[what] for what in notes.get("absent", ()) if what in _ABSENT]
    skipped = [f"not measured: {', '.join(map(str, notes['skipped']))}"] if notes.get("skipped") else []
    silent = [f"no answer from {', '.join(map(str, notes['silent']))}"] if notes.get("silent") else []
    return [*silent, *absent, *skipped]


def _row(frame: Frame, series: Series, table: Table, ctx: Context) -> Line:
    word, role = state(series, ctx)
    delta = moved(series, frame.at)
    return table.row(
        {
            "resource": text(label(series.name)),
            "now": (Span(f"{word} {now_text(series)}".strip(), role if word else Role.STRONG),),
            "of limit": _of_limit(series),
            "used": _bar(series, table.width("used"), role if word else Role.BAR, ctx),
            "hour": _history(frame, series, table.width("hour"), ctx),
            "10 min": _trend(delta, series, ctx),
            "runs out": _runs_out(forecast_of(frame, series), table.width("runs out"), ctx),
        }
    )


def _runs_out(found: Forecast | None, room: int, ctx: Context) -> Line:
    """`in 24m (19m to 31m)`, without the interval where there is little room."""
    if found is None:
        return ()
    word, role = alarm(found, ctx)
    words = f"{word} {when(found)}".strip()
    span = f" ({duration(found.low)} to {duration(found.high)})" if found.eta_s else ""
    return (Span(words, role), *text(span if len(words) + len(span) <= room else "", Role.MUTED))


def when(found: Forecast) -> str:
    """`in 24:00`, or `now`; `at any time` where only the level or the pressure speaks for it."""
    if found.eta_s is None:
        return "at any time"
    return f"in {duration(found.eta_s)}" if found.eta_s > 0 else "now"


def _bar(series: Series, width: int, role: Role, ctx: Context) -> Line:
    """Nothing where there is no limit to be near to."""
    return bar(used(series), width, ctx.glyphs, role) if series.limit else ()


def _of_limit(series: Series) -> Line:
    if series.limit is None or series.unit == "percent":
        return ()
    return (Span(f"{quantity(series.now, series.unit)}/{quantity(series.limit, series.unit)}", Role.MUTED),)


def _history(frame: Frame, series: Series, width: int, ctx: Context) -> Line:
    if width <= 0:
        return ()
    values = hour(series, frame.at, width)
    return (Span(sparkline(values, width, ctx.glyphs, high=_top(series)), Role.BAR),)


def _top(series: Series) -> float | None:
    """The limit, where there is one, is the full height; without one a series has its own greatest value."""
    return series.limit or (100.0 if series.unit == "percent" else None)


def _trend(delta: float | None, series: Series, ctx: Context) -> Line:
    if delta is None:
        return (Span("-", Role.MUTED),)
    words = change(delta, series.unit.removesuffix("/s"))
    if words == "0":
        return (Span("flat", Role.MUTED),)
    return (Span(f"{ctx.glyphs.up if delta > 0 else ctx.glyphs.down} {words[1:]}"),)


def _status(frame: Frame, n: int, ctx: Context) -> Line:
    source = source_at(frame, SOURCE, ctx.now)
    numbered = (Span(f"{n} series", Role.MUTED),) if n and source else ()
    return joined((numbered, status(frame, SOURCE, ctx)))

"""Pane 2, Budget: what is left of it and how fast it goes; raw counts against two marks until an analyst has spoken."""

from msgspec.structs import replace

from console.model.budget import Budget
from console.model.event import Severity
from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.text.width import cells
from console.views import burn, headline
from console.views.base import Context, PaneView
from console.views.compose import bounded, fit_line, indented, joined, room, text
from console.views.figures import count
from console.views.masked import masked
from console.views.pain import hurting, pain_line
from console.views.spark import bar, columns
from console.views.states import status, unknown

SOURCE = "logs"
ERRORS = "errors"
"""The name of the budget that counts errors; the chart of the hour is its."""
TITLE: Line = (Span("2 Budget", Role.TITLE),)
HEALTHY, INVESTIGATE = 10, 20
STEP = 5
_SPANS = (("5 min", 5), ("15 min", 15), ("1 hour", 60))
_RAW = "raw counts, no objective set"


def budget_view(frame: Frame, ctx: Context) -> PaneView:
    """A line each budget, then the selected one in detail, else the worst: burns, alarms, the hour, top spenders.

    Without an analyst the hour against its marks, three windows, twelve steps of five minutes.
    """
    lines = unknown(frame, SOURCE, ctx)
    known = burn.budgets(frame) if lines is None else []
    hurts = hurting(frame)
    above = [indented(pain_line(hurts, ctx), ctx)] if hurts and lines is None else []
    if lines is None:
        below = replace(ctx, height=max(0, ctx.height - len(above)))
        lines = [*above, *(_judged(known, frame, below) if known else _full(frame, below))]
    return PaneView(
        title=TITLE,
        status=status(frame, SOURCE, ctx),
        lines=bounded(lines, ctx),
        rows=len(known),
        keys=tuple(one.name for one in known),
        first=len(above),
    )


def verdict(frame: Frame, ctx: Context) -> tuple[str, str, Role]:
    """Sign, words and role: healthy to 10 errors an hour, degraded below 20, then investigate."""
    if frame.errors <= HEALTHY:
        return ctx.glyphs.ok, "healthy", Role.OK
    if frame.errors < INVESTIGATE:
        return ctx.glyphs.warn, "degraded, but continue", Role.WARN
    return ctx.glyphs.fail, "investigate", Role.FAIL


def against(frame: Frame) -> str:
    """The figure against the next mark: `6 of 10 this hour`, `14 of 20 this hour`, `137 this hour, over 20`."""
    if frame.errors <= HEALTHY:
        return f"{frame.errors} of {HEALTHY} this hour"
    if frame.errors < INVESTIGATE:
        return f"{frame.errors} of {INVESTIGATE} this hour"
    return f"{count(frame.errors)} this hour, {'over' if frame.errors > INVESTIGATE else 'at'} {INVESTIGATE}"


def error_lines(frame: Frame, minutes: int) -> int:
    """Lines of severity error and above in the last `minutes`, the running one among them."""
    return sum(_failing(frame)[-minutes:])


def steps(frame: Frame) -> list[int]:
    """Error lines in steps of five minutes, oldest first."""
    failing = _failing(frame)
    return [sum(failing[i : i + STEP]) for i in range(0, len(failing), STEP)]


def strip(frame: Frame, ctx: Context) -> Line:
    """Sign, verdict, figure and bar in one line."""
    known = burn.budgets(frame)
    if known:
        bad = burn.worst(known)
        named = (Span(bad.name, Role.MUTED),) if bad is not known[0] else ()
        return joined((named, burn.head(bad, ctx)))
    sign, words, role = verdict(frame, ctx)
    return joined(
        (
            (Span(f"{sign} {words}", role),),
            (Span(against(frame), Role.STRONG),),
            bar(frame.errors / INVESTIGATE, 10, ctx.glyphs, role),
        )
    )


def _failing(frame: Frame) -> list[int]:
    return [m.by_severity[Severity.ERROR] + m.by_severity[Severity.CRITICAL] for m in frame.minutes]


def _judged(known: list[Budget], frame: Frame, ctx: Context) -> list[Line]:
    """The verdicts, and of the selected or worst budget what it tells, the hour of errors, and who spends it."""
    chosen = known[ctx.cursor] if ctx.cursor is not None and ctx.cursor < len(known) else burn.worst(known)
    lines = [*burn.rows(known, ctx), *burn.lines(chosen, ctx)]
    spent = list(burn.spenders(chosen, ctx))
    chart_rows = min(4, ctx.height - len(lines) - 1 - min(len(spent), 3))
    if chart_rows > 0 and chosen.name == ERRORS:
        lines += [(), *_chart(frame, ctx, chart_rows)]
    return [*lines, *spent[: max(0, ctx.height - len(lines))]]


def _full(frame: Frame, ctx: Context) -> list[Line]:
    sign, words, role = verdict(frame, ctx)
    figure = against(frame)
    if cells(f"{sign} {words}  {figure}") > ctx.width - 2:
        figure = figure.replace(" this hour", "/h")
    head = joined(((Span(f"{sign} {words}", role),), (Span(figure, Role.STRONG),)))
    lines: list[Line] = [indented(head, ctx), *_scale(frame, ctx, role), *_windows(frame, ctx)]
    spenders = _spenders(frame, ctx)
    chart_rows = min(4, ctx.height - len(lines) - 2 - min(len(spenders), 2))
    if chart_rows > 0:
        lines.append(())
        lines += _chart(frame, ctx, chart_rows)
    lines += spenders[: max(0, ctx.height - len(lines) - 1)]
    lines.append(indented(text(_RAW, Role.MUTED), ctx))
    return lines


def _scale(frame: Frame, ctx: Context, role: Role) -> list[Line]:
    """The bar of the hour, from nothing to the mark `investigate`, and under it where the marks stand."""
    width = max(0, ctx.width - 2)
    half = width // 2
    marks = fit_line((Span(f"{HEALTHY} {ctx.glyphs.up}", Role.MUTED),), half, "", right=True)
    last = Span(f"{INVESTIGATE} {ctx.glyphs.up}", Role.MUTED)
    under = (*marks, Span(" " * max(0, width - room(marks) - len(last.text))), last)
    return [indented(bar(frame.errors / INVESTIGATE, width, ctx.glyphs, role), ctx), indented(under, ctx)]


def _windows(frame: Frame, ctx: Context) -> list[Line]:
    """Error lines of each window; a full bar is the mark `investigate`."""
    wide = min(20, max(0, ctx.width - 25))
    rows = []
    for name, minutes in _SPANS:
        n = error_lines(frame, minutes)
        role = Role.FAIL if n >= INVESTIGATE else Role.WARN if n > HEALTHY else Role.BAR
        figure = Span(f"{count(n):>5}", Role.STRONG if n else Role.MUTED)
        rows.append(
            indented(
                (
                    Span(f"{name:<7}", Role.MUTED),
                    figure,
                    Span(" line   " if n == 1 else " lines  ", Role.MUTED),
                    *bar(n / INVESTIGATE, wide, ctx.glyphs, role),
                ),
                ctx,
            )
        )
    return rows


def _chart(frame: Frame, ctx: Context, height: int) -> list[Line]:
    values = steps(frame)
    label = f"most in {STEP} min {count(max(values, default=0))}"
    drawn = columns(values, max(0, ctx.width - len(label) - 4), height, ctx.glyphs)
    tails = ["the hour", label] if height > 1 else [label]
    return [
        indented((Span(row, Role.BAR), Span("  "), Span(tails[i] if i < len(tails) else "", Role.MUTED)), ctx)
        for i, row in enumerate(drawn)
    ]


def _spenders(frame: Frame, ctx: Context) -> list[Line]:
    """The kinds of error lines that came most often this hour."""
    found = sorted((t for t in frame.templates if t.severity >= Severity.ERROR and t.hour), key=lambda t: -t.hour)
    return [
        indented(
            (Span(f"{count(t.hour):>5}  ", Role.STRONG), *masked(headline.kind(t.template, t.sample), ctx.find)), ctx
        )
        for t in found[:6]
    ]

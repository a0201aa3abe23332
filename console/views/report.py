"""The scoreboard in lines: every measure against its target and its past, and what it rests on."""

from console.model.lines import Glyphs, Line, Role, Span
from console.model.report import Measure, Report, Unit
from console.views.base import Context
from console.views.compose import bounded, fit_line, indented, joined, text
from console.views.figures import percent
from console.views.flowing import spell
from console.views.spark import sparkline
from console.views.table import Column, Table
from console.views.times import full

_COLUMNS = (
    Column("measure", 31),
    Column("now", 7, right=True),
    Column("target", 8, right=True),
    Column("before", 7, right=True, rank=2),
    Column("trend", 8, rank=3),
    Column("by day", 14, rank=1),
)
UNKNOWN = "-"


def figure(value: float | None, unit: Unit) -> str:
    """A value in its unit: `6h12`, `92%`, `3.4`; `-` where nothing is known."""
    if value is None:
        return UNKNOWN
    if unit is Unit.TIME:
        return spell(value)
    return percent(100 * value) if unit is Unit.SHARE else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def target(measure: Measure) -> str:
    """`>= 90%` or `<= 10`."""
    wanted = figure(measure.target, measure.unit).removesuffix(".00")
    return f"{'>=' if measure.least else '<='} {wanted}"


def trend(measure: Measure) -> str:
    """`better`, `worse`, `same`, or nothing where there is no past to compare with."""
    if measure.value is None or measure.before is None:
        return ""
    return {True: "better", False: "worse", None: "same"}[measure.better]


def report_lines(report: Report, ctx: Context) -> tuple[Line, ...]:
    """Everything, for a terminal or a file."""
    table = Table(_COLUMNS, ctx)
    head = f"{report.project} on {report.node}, {report.span}: {full(report.since, ctx.zone)[:16]} to "
    lines: list[Line] = [
        indented(text(f"{head}{full(report.until, ctx.zone)[:16]}", Role.TITLE), ctx), (), indented(table.head(), ctx),
    ]  # fmt: skip
    lines += [indented(_row(measure, table, ctx), ctx) for measure in report.measures]
    lines += [(), indented(text("what that rests on", Role.STRONG), ctx)]
    lines += [indented(_basis(measure, ctx), ctx) for measure in report.measures]
    return bounded(lines, ctx)


def _row(measure: Measure, table: Table, ctx: Context) -> Line:
    sign, role = mark(measure, ctx.glyphs)
    moved = trend(measure)
    return table.row(
        {
            "measure": (Span(f"{sign} ", role), *text(measure.title)),
            "now": (Span(figure(measure.value, measure.unit), role if measure.value is not None else Role.MUTED),),
            "target": text(target(measure), Role.MUTED),
            "before": text(figure(measure.before, measure.unit), Role.MUTED),
            "trend": text(moved, {"better": Role.OK, "worse": Role.WARN}.get(moved, Role.MUTED)),
            "by day": (Span(_days(measure, ctx.glyphs), Role.BAR),),
        }
    )


def mark(measure: Measure, glyphs: Glyphs) -> tuple[str, Role]:
    """Sign and role: reached, missed, or not known."""
    if measure.met is None:
        return glyphs.unknown, Role.UNKNOWN
    return (glyphs.ok, Role.OK) if measure.met else (glyphs.warn, Role.WARN)


def _days(measure: Measure, glyphs: Glyphs) -> str:
    values = [float("nan") if value is None else value for value in measure.days]
    return sparkline(values, len(values), glyphs)


def _basis(measure: Measure, ctx: Context) -> Line:
    named = fit_line(text(measure.title, Role.MUTED), 31, ctx.glyphs.ellipsis)
    return joined((named, text(measure.basis)))

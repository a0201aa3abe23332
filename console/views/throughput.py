"""Lines a minute by severity as counted, the checkout, and where the notable lines come from."""

from console.model.event import Severity
from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.views import paths
from console.views.base import Context
from console.views.compose import greedy, indented, paragraph, text
from console.views.figures import count
from console.views.gitline import git_line, git_lines
from console.views.spark import sparkline
from console.views.states import FIGURE_ROLES, failure, note, severity_mark
from console.views.table import Column, Table

SOURCE = "logs"
_COLUMNS = (
    Column("severity", 8),
    Column("/min", 5, right=True),
    Column("now", 5, right=True, rank=2),
    Column("hour", 6, right=True, rank=1),
    Column("60 min", 6, grow=True, rank=3),
)


def totals(frame: Frame) -> list[int]:
    """Lines in each minute of the hour, all severities together, oldest first."""
    return [sum(minute.by_severity) for minute in frame.minutes]


def by_severity(frame: Frame, severity: Severity) -> list[int]:
    """Lines of one severity in each minute of the hour, oldest first."""
    return [minute.by_severity[severity] for minute in frame.minutes]


def last_minute(values: list[int]) -> int:
    """The figure of the last minute that is over, or of the running one where that has more already."""
    return max(values[-2:], default=0)


def rates(frame: Frame, ctx: Context) -> list[Line]:
    """What is counted in three parts: lines a minute, errors among them, the hour: `412 lines/min  3 error/min`."""
    errors = last_minute(by_severity(frame, Severity.ERROR)) + last_minute(by_severity(frame, Severity.CRITICAL))
    minutes = totals(frame)
    failing = (Span(f"{ctx.glyphs.fail} {count(errors)} error/min", Role.FAIL),) if errors else ()
    quiet = () if errors else (Span("no errors in the last minute", Role.MUTED),)
    return [
        (Span(f"{count(last_minute(minutes))} lines/min", Role.STRONG),),
        failing or quiet,
        (Span(sparkline(minutes, 20, ctx.glyphs), Role.BAR),),
    ]


def counted(frame: Frame, ctx: Context) -> list[Line]:
    """A row for each severity, the checkout, and the loudest files.

    `/min` is the last full minute, `now` the minute that is not over yet, `hour` the last 60 minutes.
    """
    table = Table(_COLUMNS, ctx)
    rows = [indented(table.head(), ctx), indented(_total_row(frame, table, ctx), ctx)]
    shown = _severities(frame, ctx.height - len(rows) - 1)
    rows += [indented(_severity_row(frame, severity, table, ctx), ctx) for severity in shown]
    tail = _silence(frame, ctx)
    origins = _origins(frame)
    if origins:
        tail.append(indented((Span("loudest  ", Role.MUTED), *greedy(origins, ctx.width - 11, "  ")), ctx))
    checkout = git_lines(frame, ctx)
    if ctx.height < len(rows) + len(tail) + len(checkout):
        checkout = [git_line(frame, ctx)]
    tail = [*(indented(line, ctx) for line in checkout), *tail]
    if ctx.height > len(rows) + len(tail):
        tail.insert(0, ())
    return failure(frame, SOURCE, ctx) + rows + tail


def _severities(frame: Frame, room: int) -> list[Severity]:
    """The severities, worst first; where there is no room for all and the checkout, silent mild ones are left out."""
    shown = list(reversed(Severity))
    for severity in (Severity.DEBUG, Severity.NOTICE):
        if len(shown) > room and not any(by_severity(frame, severity)):
            shown.remove(severity)
    return shown


def _silence(frame: Frame, ctx: Context) -> list[Line]:
    """Why there is nothing to count, where there is nothing."""
    if any(totals(frame)):
        return []
    source = frame.source(SOURCE)
    why = note(frame, SOURCE) or (source and source.detail) or "no watched file was written to"
    return paragraph(f"no lines in the last hour; {why}", ctx)


def _severity_row(frame: Frame, severity: Severity, table: Table, ctx: Context) -> Line:
    values = by_severity(frame, severity)
    mark = severity_mark(severity, ctx.glyphs)
    if not any(values):
        mark = tuple(Span(s.text, Role.MUTED) for s in mark)
    role = FIGURE_ROLES[severity] if any(values) else Role.MUTED
    return table.row({"severity": mark, **_figures(values, role, table, ctx)})


def _total_row(frame: Frame, table: Table, ctx: Context) -> Line:
    values = totals(frame)
    return table.row({"severity": text("lines", Role.STRONG), **_figures(values, Role.STRONG, table, ctx)})


def _figures(values: list[int], role: Role, table: Table, ctx: Context) -> dict[str, Line]:
    return {
        "/min": (Span(count(last_minute(values)), role),),
        "now": (Span(count(values[-1] if values else 0), role),),
        "hour": (Span(count(sum(values)), role),),
        "60 min": (Span(sparkline(values, min(60, table.width("60 min")), ctx.glyphs), role),),
    }


def _origins(frame: Frame) -> list[Line]:
    """The files with the most notable lines of the hour."""
    sums: dict[str, int] = {}
    for template in frame.templates:
        if template.origin and template.hour and template.severity >= Severity.NOTICE:
            sums[template.origin] = sums.get(template.origin, 0) + template.hour
    first = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:4]
    return [(*text(paths.short(origin, frame.project)), Span(f" {count(n)}", Role.MUTED)) for origin, n in first]

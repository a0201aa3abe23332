"""Pane 4, Clusters: the most frequent notable lines of the hour, grouped by what they have in common."""

from console.model.event import Severity
from console.model.frame import Frame, TemplateCount
from console.model.lines import Line, Role, Span
from console.views import headline, paths
from console.views.base import Context, PaneView
from console.views.compose import bounded, clip_line, indented, joined, paragraph, room, selectable, text, window
from console.views.figures import count, plural
from console.views.masked import masked
from console.views.spark import sparkline
from console.views.states import FIGURE_ROLES, severity_mark, status, unknown
from console.views.table import Column, Table
from console.views.times import brief

SOURCE = "logs"
TITLE: Line = (Span("4 Clusters", Role.TITLE),)
_SAMPLE = 3
_COLUMNS = (
    Column("#", 2, right=True, rank=3),
    Column("hour", 5, right=True),
    Column("trend", 8, rank=2),
    Column("first", 5, rank=4),
    Column("last", 5, rank=1),
    Column("state", 7, rank=1),
    Column("line", 24, grow=True),
)


def clusters_view(frame: Frame, ctx: Context) -> PaneView:
    """A row for each kind of notable line, most frequent first; keys are the templates."""
    lines = unknown(frame, SOURCE, ctx)
    kinds = ordered(frame) if lines is None else []
    below = _sample(kinds, frame.project, ctx)
    shown = window(len(kinds), ctx.height - 1 - len(below), ctx)
    if lines is None:
        lines = _rows(kinds, shown, ctx) + below
    return PaneView(
        title=TITLE,
        status=joined((_position(kinds, ctx), status(frame, SOURCE, ctx))),
        lines=bounded(lines, ctx),
        rows=len(kinds),
        keys=tuple(kinds[i].template for i in shown),
        first=1,
    )


def ordered(frame: Frame) -> list[TemplateCount]:
    """Notices and worse: most frequent in the hour first, then most severe, then newest."""
    return sorted(notable(frame), key=lambda t: (-t.hour, -t.severity, -t.last, t.template))


def notable(frame: Frame) -> list[TemplateCount]:
    """The kinds of lines that ask for attention, from notices on."""
    return [kind for kind in frame.templates if kind.severity >= Severity.NOTICE]


def strip(frame: Frame, ctx: Context) -> Line:
    """The three most frequent kinds in one line."""
    kinds = [t for t in ordered(frame) if t.hour][:3]
    if not kinds:
        return (Span("no notable lines in the last hour", Role.MUTED),)
    told = [masked(headline.kind(t.template, t.sample)) for t in kinds]
    figures = [f"{count(t.hour)} " for t in kinds]
    spare = ctx.width - 8 - sum(map(len, figures)) - 2 * (len(kinds) - 1)
    widths = shares([room(words) for words in told], max(8 * len(kinds), spare))
    return joined(
        [
            (Span(figure, FIGURE_ROLES[kind.severity]), *clip_line(words, width, ctx.glyphs.ellipsis))
            for kind, figure, words, width in zip(kinds, figures, told, widths, strict=True)
        ]
    )


def shares(wanted: list[int], total: int) -> list[int]:
    """Room for each: who wants less than an equal share leaves the rest to the others."""
    given = dict[int, int]()
    for place, index in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[index] = min(wanted[index], (total - sum(given.values())) // (len(wanted) - place))
    return [given[index] for index in range(len(wanted))]


def _position(kinds: list[TemplateCount], ctx: Context) -> Line:
    if not kinds:
        return ()
    if ctx.cursor is None:
        return (Span(plural(len(kinds), "kind"), Role.MUTED),)
    return (Span(f"{min(max(ctx.cursor, 0), len(kinds) - 1) + 1}/{len(kinds)}", Role.MUTED),)


def _rows(kinds: list[TemplateCount], shown: range, ctx: Context) -> list[Line]:
    if not kinds:
        words = "no errors or warnings seen in the last hour; lines that have something in common are grouped here"
        return paragraph(words, ctx)
    table = Table(_COLUMNS, ctx, gap=1)
    rows = [indented(table.head(), ctx)]
    for index in shown:
        row = _row(index + 1, kinds[index], table, ctx)
        rows.append(selectable(row, ctx, selected=index == ctx.cursor))
    return rows


def _row(rank: int, kind: TemplateCount, table: Table, ctx: Context) -> Line:
    role = FIGURE_ROLES[kind.severity]
    trend = sparkline(kind.trend, table.width("trend"), ctx.glyphs)
    return table.row(
        {
            "#": (Span(str(rank), Role.MUTED),),
            "hour": (Span(count(kind.hour), Role.STRONG if kind.hour else Role.MUTED),),
            "trend": (Span(trend, role),),
            "first": (Span(brief(kind.first, ctx.now, ctx.zone), Role.MUTED),),
            "last": (Span(brief(kind.last, ctx.now, ctx.zone), Role.MUTED),),
            "state": severity_mark(kind.severity, ctx.glyphs),
            "line": masked(headline.kind(kind.template, kind.sample), ctx.find),
        }
    )


def _sample(kinds: list[TemplateCount], project: str, ctx: Context) -> list[Line]:
    """For the selected kind, where there is room: how often ever, where, and one of its lines."""
    if ctx.cursor is None or not 0 <= ctx.cursor < len(kinds) or ctx.height < _SAMPLE + 6:
        return []
    kind = kinds[ctx.cursor]
    where = f" in {paths.short(kind.origin, project)}" if kind.origin else ""
    ever = (Span("seen    ", Role.MUTED), *text(f"{plural(kind.total, 'time')}{where}"))
    return [(), indented(ever, ctx), indented((Span("sample  ", Role.MUTED), *text(kind.sample)), ctx)]

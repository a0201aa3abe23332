"""Pane 4, Clusters: failures that are one failure, the most frequent of the hour first."""

from console.model.cluster import Cluster
from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.views import headline, paths, standing
from console.views.base import Context, PaneView
from console.views.compose import bounded, clip_line, indented, joined, paragraph, room, selectable, text, window
from console.views.figures import count, plural
from console.views.masked import masked
from console.views.spark import sparkline
from console.views.states import FIGURE_ROLES, status, unknown
from console.views.table import Column, Table
from console.views.times import brief

SOURCE = "logs"
TITLE: Line = (Span("4 Clusters", Role.TITLE),)
_ROWS_ABOVE_SAMPLE = 5
_COLUMNS = (
    Column("#", 3, right=True, rank=2),
    Column("hour", 5, right=True),
    Column("trend", 8, rank=3),
    Column("first", 5, rank=5),
    Column("last", 5, rank=1),
    Column("state", 9, rank=1),
    Column("about", 8, rank=4),
    Column("cluster", 24, grow=True),
)


def clusters_view(frame: Frame, ctx: Context) -> PaneView:
    """A row for each cluster; keys are their numbers."""
    lines = None if frame.clusters else unknown(frame, SOURCE, ctx)
    found = ordered(frame)
    below = _sample(found, frame, ctx)
    shown = window(len(found), ctx.height - 1 - len(below), ctx)
    if lines is None:
        lines = _rows(found, shown, ctx) + below
    return PaneView(
        title=TITLE,
        status=joined((_position(found, ctx), status(frame, SOURCE, ctx))),
        lines=bounded(lines, ctx),
        rows=len(found),
        keys=tuple(str(found[i].id) for i in shown),
        first=1,
    )


def ordered(frame: Frame) -> list[Cluster]:
    """What asks for attention first: muted last, else most frequent in the hour, most severe, newest."""
    return sorted(frame.clusters, key=lambda c: (c.muted, -c.hour, -c.severity, -c.last, c.id))


def caption(cluster: Cluster) -> str:
    """What a cluster is called: a person's name for it, else its masked headline without time and level."""
    return cluster.name or headline.kind(cluster.title, cluster.sample) or cluster.sample


def strip(frame: Frame, ctx: Context) -> Line:
    """The three most frequent clusters in one line."""
    found = [c for c in ordered(frame) if c.hour and not c.muted][:3]
    if not found:
        return (Span("no failures in the last hour", Role.MUTED),)
    told = [masked(caption(c)) for c in found]
    figures = [f"{count(c.hour)} " for c in found]
    spare = ctx.width - 8 - sum(map(len, figures)) - 2 * (len(found) - 1)
    widths = shares([room(words) for words in told], max(8 * len(found), spare))
    return joined(
        [
            (Span(figure, FIGURE_ROLES[cluster.severity]), *clip_line(words, width, ctx.glyphs.ellipsis))
            for cluster, figure, words, width in zip(found, figures, told, widths, strict=True)
        ]
    )


def shares(wanted: list[int], total: int) -> list[int]:
    """Room for each: who wants less than an equal share leaves the rest to the others."""
    given = dict[int, int]()
    for place, index in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[index] = min(wanted[index], (total - sum(given.values())) // (len(wanted) - place))
    return [given[index] for index in range(len(wanted))]


def _position(found: list[Cluster], ctx: Context) -> Line:
    if not found:
        return ()
    if ctx.cursor is not None:
        return (Span(f"{min(max(ctx.cursor, 0), len(found) - 1) + 1}/{len(found)}", Role.MUTED),)
    waiting = sum(map(standing.is_open, found))
    return (Span(f"{waiting} open" + (f" of {len(found)}" if waiting != len(found) else ""), Role.MUTED),)


def _rows(found: list[Cluster], shown: range, ctx: Context) -> list[Line]:
    if not found:
        return paragraph("no failure is open; failures that have one cause are counted as one here", ctx)
    table = Table(_COLUMNS, ctx, gap=1)
    rows = (selectable(_row(found[index], table, ctx), ctx, selected=index == ctx.cursor) for index in shown)
    return [indented(table.head(), ctx), *rows]


def _row(cluster: Cluster, table: Table, ctx: Context) -> Line:
    quiet = not standing.is_open(cluster)
    trend = sparkline(cluster.trend, table.width("trend"), ctx.glyphs)
    leads = f"  {ctx.glyphs.leader}> #{cluster.cause}" if cluster.cause and cluster.cause != cluster.id else ""
    title = masked(caption(cluster), ctx.find, Role.MUTED if quiet else Role.TEXT)
    return table.row(
        {
            "#": (Span(str(cluster.id), Role.MUTED),),
            "hour": (Span(count(cluster.hour), Role.STRONG if cluster.hour and not quiet else Role.MUTED),),
            "trend": (Span(trend, Role.MUTED if quiet else FIGURE_ROLES[cluster.severity]),),
            "first": (Span(brief(cluster.first, ctx.now, ctx.zone), Role.MUTED),),
            "last": (Span(brief(cluster.last, ctx.now, ctx.zone), Role.MUTED),),
            "state": standing.mark(cluster, ctx.glyphs),
            "about": (Span(standing.about(cluster.category), Role.HAND),),
            "cluster": (*title, Span(leads, Role.MUTED)) if leads else title,
        }
    )


def _sample(found: list[Cluster], frame: Frame, ctx: Context) -> list[Line]:
    """For the selected cluster, where there is room: where and how often, a sample, why, and the best fix."""
    if ctx.cursor is None or not 0 <= ctx.cursor < len(found):
        return []
    spare = min(5, ctx.height - _ROWS_ABOVE_SAMPLE - 2)
    told = _told(found[ctx.cursor], frame)[: max(0, spare)]
    lines = [indented((Span(f"{name:<8}", Role.MUTED), *text(words)), ctx) for name, words in told]
    return [(), *lines] if lines else []


def _told(cluster: Cluster, frame: Frame) -> list[tuple[str, str]]:
    """The named sentences about a cluster that have something to say, the most telling first."""
    where = f" in {paths.short(cluster.origin, frame.project)}" if cluster.origin else ""
    place = cluster.where
    code = f"{paths.short(place.file, frame.project)}:{place.line} {place.function}".rstrip() if place else ""
    sure = f" {cluster.confidence:.0%}" if cluster.confidence else ""
    certain = f"{cluster.category.value}{sure}: {cluster.reason}" if cluster.reason else ""
    told = [
        ("seen", f"{plural(cluster.total, 'time')}{where}"),
        ("sample", cluster.sample),
        ("why", certain),
        ("fix", cluster.fix),
        ("at", code),
    ]
    return [(name, words) for name, words in told if words]

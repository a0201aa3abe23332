"""Behind enter: everything known about one event, process or series."""

from console.model import hlc
from console.model.event import Event, Voice
from console.model.frame import Frame, Series
from console.model.lines import Line, Role, Span
from console.model.machine import GitState, ProcessRow
from console.text.excerpt import Excerpt
from console.views import resources
from console.views.base import Context, PaneView
from console.views.compose import indented
from console.views.details import Pair, body, heading, pairs, sheet
from console.views.figures import age, change, count, percent, quantity, size
from console.views.foreseen import foreseen
from console.views.marks import marked
from console.views.processes import process_state
from console.views.spark import columns
from console.views.states import severity_mark
from console.views.times import full, rfc3339

_PLACE = frozenset({"file", "offset", "generation", "body"})


def event_detail(event: Event, ctx: Context, excerpt: Excerpt | None = None) -> PaneView:
    """An event: its text, when in local time and UTC, all attributes, its body, and the raw lines around it.

    The line itself is marked among the raw ones. Without `excerpt` there are none to show.
    """
    lines: list[Line] = [*body(event.text, ctx, Role.STRONG), (), *pairs(_event_pairs(event, ctx), ctx)]
    whole = event.attrs.get("body")
    if isinstance(whole, str) and "\n" in whole:
        lines += heading("the whole record", ctx) + body(whole, ctx)
    if excerpt is not None:
        lines += heading(f"around it in {event.attrs.get('file', 'the file')}", ctx) + _raw(excerpt, ctx)
    state = severity_mark(event.severity, ctx.glyphs)
    return sheet(f"event {event.seq}", state, lines, ctx)


def process_detail(row: ProcessRow, ctx: Context) -> PaneView:
    """A process: command line, owner, what it uses, since when."""
    values: list[Pair] = [
        ("command", row.command or row.name),
        ("pid", f"{row.pid}, child of {row.ppid}"),
        ("user", row.user),
        ("state", process_state(row)),
        ("cpu", f"{percent(row.cpu)} of a core"),
        ("memory", size(row.rss)),
        ("threads", count(row.threads)),
        ("descriptors", count(row.fds) if row.fds is not None else "may not be read"),
        ("started", f"{full(row.started, ctx.zone)}, {age(ctx.now - row.started)} ago"),
    ]
    return sheet(f"process {row.name}", (), pairs(values, ctx), ctx)


def series_detail(frame: Frame, key: str, ctx: Context) -> PaneView:
    """A series: now, limit, least and most, how it moved, and its hour as a chart of cells."""
    series = frame.series.get(key)
    if series is None:
        missing = indented((Span(f"{ctx.glyphs.unknown} unknown: {key} was not measured", Role.UNKNOWN),), ctx)
        return sheet(resources.label(key), (), [missing], ctx)
    lines = pairs(_series_pairs(series, frame, ctx), ctx) + foreseen(frame, series, ctx)
    wide = max(1, ctx.width - 2)
    drawn = columns(resources.hour(series, frame.at, min(60, wide)), wide, 8, ctx.glyphs, high=series.limit)
    lines += heading("the hour, drawn to its limit" if series.limit else "the hour", ctx)
    lines += [indented((Span(row, Role.BAR),), ctx) for row in drawn]
    return sheet(resources.label(key), (), lines, ctx)


def git_detail(git: GitState, ctx: Context) -> PaneView:
    """The checkout: branch, head, upstream, and the files that differ."""
    values: list[Pair] = [
        ("branch", git.branch or "detached"),
        ("head", f"{git.head}  {git.subject}"),
        ("upstream", f"{git.upstream}, {git.ahead} ahead, {git.behind} behind" if git.upstream else "none"),
        ("dirty", count(max(git.dirty_total, len(git.dirty)))),
    ]
    if git.committed is not None:
        values.append(("committed", f"{full(git.committed, ctx.zone)}, {age(ctx.now - git.committed)} ago"))
    if git.operation:
        values.append(("in progress", git.operation))
    return sheet("git", (), pairs(values, ctx) + (body("\n".join(git.dirty), ctx) if git.dirty else []), ctx)


def _event_pairs(event: Event, ctx: Context) -> list[Pair]:
    file, offset = event.attrs.get("file"), event.attrs.get("offset")
    place = f"{file}:{offset}" + (f" (generation {event.attrs['generation']})" if event.attrs.get("generation") else "")
    values: list[Pair] = [
        ("time", f"{full(event.time, ctx.zone)}, {age(ctx.now - event.time)} ago"),
        ("utc", rfc3339(event.time)),
        ("stamp", hlc.text(event.hlc)),
        ("severity", event.severity.word),
        ("voice", ctx.glyphs.hand if event.voice is Voice.HAND else event.voice.name),
        ("source", f"{event.source}  {event.kind}"),
        ("node", event.node),
    ]
    if file is not None:
        values.append(("file", place))
    if event.template and event.template != event.text:
        values.append(("kind of line", event.template))
    return values + [(str(k), _words(v)) for k, v in event.attrs.items() if k not in _PLACE]


def _words(value: object) -> str:
    """An attribute as text; several of something with commas between."""
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def _raw(excerpt: Excerpt, ctx: Context) -> list[Line]:
    lines: list[Line] = []
    for index, (offset, words) in enumerate(excerpt.lines):
        own = index == excerpt.index
        head = Span(f"{ctx.glyphs.cursor if own else ' '}{offset:>9}  ", Role.ACCENT if own else Role.MUTED)
        lines.append(indented((head, *marked(words, ctx.find, Role.STRONG if own else Role.TEXT)), ctx))
    if excerpt.note:
        lines.append(indented((Span(f"{ctx.glyphs.notice} {excerpt.note}", Role.NOTICE),), ctx))
    return lines


def _series_pairs(series: Series, frame: Frame, ctx: Context) -> list[Pair]:
    values = [v for _, v in series.points]
    limit = quantity(series.limit, series.unit) if series.limit is not None else "none known"
    share = resources.used(series)
    return [
        ("series", series.name),
        ("now", quantity(series.now, series.unit) + (f", {percent(share * 100)} of the limit" if share else "")),
        ("limit", limit),
        ("least", quantity(min(values, default=None), series.unit)),
        ("most", quantity(max(values, default=None), series.unit)),
        ("last 10 min", change(resources.moved(series, frame.at), series.unit)),
        ("measured", f"{age(ctx.now - series.points[-1][0])} ago" if series.points else "never"),
    ]

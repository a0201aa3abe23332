"""What the console says of itself: sources, channels, its own cost, and what a person should know."""

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.model.source import ChannelState, Health, SourceState
from console.views.base import Context, PaneView
from console.views.compose import bounded, indented, joined, paragraph, text, window
from console.views.figures import age, count, duration, percent, quantity, size
from console.views.states import FRESHNESS_ROLES, freshness
from console.views.table import Column, Table

TITLE: Line = (Span("Health", Role.TITLE),)
LATE = 15.0
"""Seconds after which the engine's word about itself is old."""
_SOURCES = (
    Column("source", 10),
    Column("state", 14),
    Column("every", 5, right=True, rank=2),
    Column("restarts", 8, right=True, rank=1),
    Column("detail", 10, grow=True, rank=3),
)
_CHANNELS = (
    Column("channel", 10),
    Column("rate", 8, right=True),
    Column("depth", 9, right=True, rank=2),
    Column("dropped", 12, rank=1),
    Column("subscribers", 12, grow=True),
)


def health_view(frame: Frame, ctx: Context, *, running: bool | None = None, console: str = "") -> PaneView:
    """All of it as scrollable lines. `running` tells whether an engine holds the lock, None when not looked.

    `console` says what the console costs that shows this, where one does.
    """
    lines = [*_notices(frame.health, ctx), *_engine(frame.health, ctx, running)]
    lines += [indented((Span(f"{'console':<8}", Role.MUTED), *text(console)), ctx)] if console else []
    lines += [(), *_sources(frame, ctx), (), *_channels(frame.health, ctx)]
    shown = window(len(lines), ctx.height, ctx)
    return PaneView(
        title=TITLE,
        status=_status(frame.health, ctx, running),
        lines=bounded([lines[i] for i in shown], ctx),
        rows=len(lines),
    )


def engine_word(health: Health | None, now: float, running: bool | None) -> tuple[str, Role]:
    """Whether the engine runs, in a word; its own last word decides where the lock was not looked at."""
    if running is False:
        return "not running", Role.FAIL
    if health is None:
        return ("starting", Role.NOTICE) if running else ("UNKNOWN", Role.UNKNOWN)
    if now - health.updated > LATE:
        return ("silent", Role.WARN) if running else ("STALE", Role.UNKNOWN)
    return "running", Role.OK


def _status(health: Health | None, ctx: Context, running: bool | None) -> Line:
    word, role = engine_word(health, ctx.now, running)
    since = age(ctx.now - health.updated) if health else ""
    return (Span(f"engine {word}", role), Span(f" {since}".rstrip(), Role.MUTED))


def _notices(health: Health | None, ctx: Context) -> list[Line]:
    if health is None or not health.notices:
        return []
    lines: list[Line] = []
    for notice in health.notices:
        lines += paragraph(f"{ctx.glyphs.warn} {notice}", ctx, Role.WARN)
    return [*lines, ()]


def _engine(health: Health | None, ctx: Context, running: bool | None) -> list[Line]:
    word, role = engine_word(health, ctx.now, running)
    if health is None:
        return [indented((Span("engine ", Role.MUTED), Span(word, role)), ctx)]
    pss = f" (pss {size(health.pss)})" if health.pss is not None else ""
    rows = (
        ("engine", f"{word}, pid {health.pid}, version {health.version}, up {duration(ctx.now - health.started)}"),
        ("cpu", f"{percent(health.cpu)} of a core"),
        ("memory", f"{size(health.rss)}{pss}"),
        ("lag", f"{health.lag * 1000:.1f} ms in the event loop"),
        ("read", f"{quantity(health.bytes_per_s, 'bytes/s')}, {health.lines_per_s:.1f} lines/s"),
    )
    return [indented((Span(f"{name:<8}", Role.MUTED), *text(words)), ctx) for name, words in rows]


def _sources(frame: Frame, ctx: Context) -> list[Line]:
    if not frame.sources:
        return paragraph(f"{ctx.glyphs.unknown} unknown: no source has ever reported here", ctx, Role.UNKNOWN)
    table = Table(_SOURCES, ctx)
    return [indented(table.head(), ctx), *(indented(_source(s.at(ctx.now), table, ctx), ctx) for s in frame.sources)]


def _source(source: SourceState, table: Table, ctx: Context) -> Line:
    state = freshness(source, ctx)
    if source.detail and state[0].text.endswith(source.detail):
        state = (Span(state[0].text.removesuffix(source.detail).rstrip(), FRESHNESS_ROLES[source.freshness]),)
    return table.row(
        {
            "source": text(source.name),
            "state": state,
            "every": (Span(f"{source.interval:g}s", Role.MUTED),),
            "restarts": (Span(count(source.restarts), Role.WARN if source.restarts else Role.MUTED),),
            "detail": text(source.detail, Role.MUTED),
        }
    )


def _channels(health: Health | None, ctx: Context) -> list[Line]:
    if health is None or not health.channels:
        return [indented((Span("no channel has been seen", Role.MUTED),), ctx)]
    table = Table(_CHANNELS, ctx)
    return [indented(table.head(), ctx), *(indented(_channel(c, table, ctx), ctx) for c in health.channels)]


def _channel(channel: ChannelState, table: Table, ctx: Context) -> Line:
    dead = (Span(f"{ctx.glyphs.fail} dead: nobody listens", Role.FAIL),)
    dropped = joined([text(f"{name} {count(n)}", Role.WARN) for name, n in sorted(channel.dropped.items()) if n])
    return table.row(
        {
            "channel": text(channel.name),
            "rate": (Span(f"{channel.rate:.1f}/s"),),
            "depth": (Span(f"{channel.depth}/{channel.capacity}", Role.MUTED),),
            "dropped": dropped or (Span("nothing", Role.MUTED),),
            "subscribers": text(", ".join(channel.subscribers)) or dead,
        }
    )

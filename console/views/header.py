"""The header: where this is, whether it can be believed, and what asks for attention."""

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.model.source import Freshness
from console.views.base import Context
from console.views.compose import clip_line, ends, joined, room, text
from console.views.figures import age, count, percent, size
from console.views.flow import last_minute, totals
from console.views.states import freshness, worst
from console.views.times import clock

NAME = "kontrapunkt"
WIDE, NORMAL = 150, 100
SETTLED = 20.0
"""Seconds after its start from which what the engine costs says something."""
Part = tuple[int, Line]


def header_line(
    frame: Frame,
    ctx: Context,
    *,
    theme: str,
    bytes_per_s: float | None = None,
    cpu: float | None = None,
    replay: bool = False,
    behind: float = 0.0,
    lost: bool = False,
) -> Line:
    """One line for any width; what matters least is left out first.

    `bytes_per_s` is what the console itself writes to the terminal, `cpu` its own use in per cent of a core, `behind`
    how many seconds the frame lies before the latest moment there is, `lost` that the engine has gone.
    """
    wide = ctx.width >= WIDE
    counted = (Span(f"{count(last_minute(totals(frame)))} lines/min"),) if _counted(frame) else ()
    left = [
        (8, (Span(NAME, Role.TITLE),) if wide else ()),
        (3, text(f"{frame.node}:{place(frame)}", Role.STRONG)),
        (0, moment(frame, ctx, replay=replay, behind=behind, lost=lost)),
        (_rank_of_sources(frame, ctx), sources(frame, ctx)),
        (6, counted),
        (2, alerts(frame, ctx)),
        (1, autopilot(frame, ctx)),
    ]
    cost = own(bytes_per_s, cpu if _settled(frame) else None)
    right = [(7, text(f"[{theme.upper()}]", Role.ACCENT) if theme else ()), (4, cost)]
    return _sides(left, right, ctx, "   " if wide else "  ")


def _rank_of_sources(frame: Frame, ctx: Context) -> int:
    """A single bad source is news; that all are bad says the moment already."""
    bad = sum(source.at(ctx.now).freshness is not Freshness.LIVE for source in frame.sources)
    return 1 if 0 < bad < len(frame.sources) else 5


def _sides(left: list[Part], right: list[Part], ctx: Context, gap: str) -> Line:
    """The parts at both ends; of all together the one with the highest rank is left out until they fit."""
    left, right = [p for p in left if p[1]], [p for p in right if p[1]]
    while True:
        one, other = joined([line for _, line in left], gap), joined([line for _, line in right])
        if room(one) + room(other) + (3 if other else 1) <= ctx.width or len(left) + len(right) <= 1:
            break
        least = max(left + right, key=lambda part: part[0])
        (left if least in left else right).remove(least)
    return ends((Span(" "), *one), (*other, Span(" ")) if other else (), ctx)


def place(frame: Frame) -> str:
    """The project's name: the last part of its path."""
    return frame.project.rstrip("/").rsplit("/", 1)[-1] or frame.project


def moment(frame: Frame, ctx: Context, *, replay: bool = False, behind: float = 0.0, lost: bool = False) -> Line:
    """`LIVE 12:04:31`, `REPLAY 12:04:31`, `AT 12:04:31 -2m` while looking back, `? STALE 48s` without an engine."""
    if replay or not frame.live:
        ago = f" -{age(behind)}" if behind >= 1 else ""
        return (Span(f" {'REPLAY' if replay else 'AT'} {clock(frame.at, ctx.zone)}{ago} ", Role.MATCH),)
    judged = [source.at(ctx.now) for source in frame.sources]
    if not lost and any(source.freshness is Freshness.LIVE for source in judged):
        return (Span("LIVE", Role.OK), Span(f" {clock(ctx.now, ctx.zone)}"))
    seen = [source.last_seen for source in judged if source.last_seen is not None]
    if not seen:
        return (Span(f"{ctx.glyphs.unknown} UNKNOWN", Role.UNKNOWN), Span(f" {clock(ctx.now, ctx.zone)}"))
    words = f"{ctx.glyphs.unknown} STALE {age(ctx.now - max(seen))}{' no engine' if lost else ''}"
    return (Span(words, Role.UNKNOWN),)


def sources(frame: Frame, ctx: Context) -> Line:
    """`sources 3/4 (git: ERROR ...)`: how many are LIVE, and the one that is worst off."""
    if not frame.sources:
        return (Span("no sources", Role.UNKNOWN),)
    live = sum(source.at(ctx.now).freshness is Freshness.LIVE for source in frame.sources)
    word = "sources" if ctx.width >= WIDE else "src"
    figure = (Span(f"{word} {live}/{len(frame.sources)}", Role.TEXT),)
    bad = worst(frame, ctx.now)
    if bad is None:
        return figure
    state = freshness(bad, ctx)
    if ctx.width < NORMAL and bad.freshness is Freshness.ERROR:
        state = (Span(state[0].text.removesuffix(bad.detail).rstrip(), state[0].role),)
    if ctx.width < NORMAL:
        return (Span(f"{bad.name}: ", Role.MUTED), *state)
    short = clip_line(state, 30 if ctx.width >= WIDE else 16, ctx.glyphs.ellipsis)
    return (*figure, Span(f" {bad.name}: ", Role.MUTED), *short)


def alerts(frame: Frame, ctx: Context) -> Line:
    """Critical, error and warning events of the last hour."""
    if not _counted(frame):
        return ()
    failing = frame.errors - frame.criticals
    parts: list[Line] = []
    if frame.criticals:
        parts.append((Span(f"{ctx.glyphs.fail} {count(frame.criticals)} crit", Role.CRITICAL),))
    if failing > 0:
        parts.append((Span(f"{ctx.glyphs.fail} {count(failing)} error", Role.FAIL),))
    if frame.warnings:
        parts.append((Span(f"{ctx.glyphs.warn} {count(frame.warnings)} warn", Role.WARN),))
    return joined(parts) or ((Span(f"{ctx.glyphs.ok} no errors", Role.OK),))


def autopilot(frame: Frame, ctx: Context) -> Line:
    """`AUTO 42m 7/10 !`: how long the autopilot goes on, how many of its fixes are left, and the key that stops it."""
    flight = frame.upkeep.autopilot
    if flight is None:
        return ()
    left = max(0.0, flight.stretch.began.wall + flight.stretch.span - ctx.now)
    fixes = max(0, flight.stretch.most - flight.taken)
    return (Span(f"AUTO {age(left)} {fixes}/{flight.stretch.most} !", Role.MATCH),)


def own(bytes_per_s: float | None, cpu: float | None) -> Line:
    """What the console itself costs: `cpu 0.8%  12K/s`."""
    parts: list[Line] = []
    if cpu is not None:
        parts.append((Span(f"cpu {percent(cpu)}", Role.MUTED),))
    if bytes_per_s is not None:
        parts.append((Span(f"{size(bytes_per_s)}/s", Role.MUTED),))
    return joined(parts)


def _settled(frame: Frame) -> bool:
    """Whether the engine has run long enough that starting it is no longer what it costs."""
    health = frame.health
    return health is None or health.updated - health.started >= SETTLED


def _counted(frame: Frame) -> bool:
    """Whether anything was ever counted; zero is shown only when it was measured."""
    return any(source.last_seen is not None for source in frame.sources)

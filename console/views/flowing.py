"""How work goes, in lines: the state and its reason, the skyline of the day, the losses, what broke the flow."""

from itertools import takewhile

from console.model.flow import Break, Flow, FlowState, Friction, Loss
from console.model.lines import Glyphs, Line, Role, Span
from console.views.base import Context
from console.views.compose import greedy, indented, joined, paragraph, room, text
from console.views.figures import duration, percent
from console.views.skyline import ROLES, legend, skyline_row
from console.views.spark import bar
from console.views.times import brief

FRESH = 120.0
"""Seconds for which a state is believed to go on after it was stored; a pause is believed for ever."""
NAMED = 3
LEAST = 12
"""Cells that the hours below the skyline need at least."""


def sign(state: FlowState, glyphs: Glyphs) -> str:
    """The one-cell sign of a state."""
    return {
        FlowState.FLOWING: glyphs.ok, FlowState.SLOWED: glyphs.warn, FlowState.BLOCKED: glyphs.fail,
        FlowState.RECOVERING: glyphs.notice, FlowState.IDLE: glyphs.info,
    }[state]  # fmt: skip


def spell(seconds: float) -> str:
    """A stretch of time by the minute: `24m`, `1h12`."""
    hours, minutes = divmod(int(max(0.0, seconds) // 60), 60)
    return f"{hours}h{minutes:02d}" if hours else f"{minutes}m"


def head(flow: Flow, at: float, ctx: Context) -> Line:
    """Sign, word and for how long: `FLOWING 24m`."""
    until = at if flow.state is FlowState.IDLE else min(at, flow.at + FRESH)
    words = f"{sign(flow.state, ctx.glyphs)} {flow.state.value.upper()}"
    return (Span(words, ROLES[flow.state]), Span(f" {spell(until - flow.since)}", Role.STRONG))


def headline(flow: Flow, at: float, ctx: Context) -> list[Line]:
    """The state, the score with a bar, and the best stretch of the day."""
    worked = flow.flowing + flow.lost > 0
    scored = (Span("score ", Role.MUTED), Span(str(flow.score), Role.STRONG)) if worked else ()
    best = text(f"best {spell(flow.longest.seconds)}", Role.MUTED) if flow.longest else ()
    parts = [head(flow, at, ctx), scored, best, () if worked else _begun(flow, at)]
    if worked and ctx.width >= 44:
        parts.insert(2, bar(flow.score / 100, 10, ctx.glyphs, ROLES[flow.state]))
    return [indented(greedy(parts, ctx.width - 2, "  "), ctx)]


def _begun(flow: Flow, at: float) -> Line:
    """What is said before the first minute at work is counted; an act in it begins the day at once."""
    if flow.state is not FlowState.IDLE:
        return ()
    if flow.begun is None:
        return text("nobody at work yet today", Role.MUTED)
    return text("just begun", Role.MUTED) if at - flow.begun < FRESH else ()


def cause(flow: Flow) -> Line:
    """What holds work up: `test bottleneck: pytest`; nothing while it flows."""
    if flow.friction is None or flow.state in (FlowState.FLOWING, FlowState.IDLE):
        return ()
    detail = f": {flow.detail}" if flow.detail else ""
    return text(f"{flow.friction.words}{detail}", ROLES[flow.state])


def why(flow: Flow, ctx: Context) -> list[Line]:
    """The reason, where there is something to explain, and what the last minute looks like instead."""
    lines: list[Line] = []
    if flow.state is not FlowState.FLOWING or ctx.zoomed:
        lines += paragraph(flow.reason, ctx, Role.TEXT)[: None if ctx.zoomed else 2]
    if flow.leaning is not None:
        lines.append(indented(text(f"the last minute looks {flow.leaning.value}", Role.MUTED), ctx))
    if ctx.zoomed:
        lines += [_friction(one, strength, ctx) for one, strength in sorted(flow.frictions.items(), key=_strength)]
    return lines


def _strength(item: tuple[Friction, float]) -> tuple[float, int]:
    return -item[1], item[0]


def _friction(friction: Friction, strength: float, ctx: Context) -> Line:
    named = Span(f"{friction.words:<20}", Role.MUTED)
    return indented((named, *bar(strength, 20, ctx.glyphs, Role.WARN), Span(f" {strength:.0%}", Role.MUTED)), ctx)


def skyline(flow: Flow, ctx: Context) -> list[Line]:
    """The timeline of the day; with hours below it, and what its heights mean, where there is room."""
    if not flow.timeline or ctx.width < 20:
        return []
    row = skyline_row(flow.timeline, ctx.width - 2, ctx.glyphs)
    rows, wide = [indented(row, ctx)], max(room(row), LEAST)
    if ctx.height >= 10 or ctx.zoomed:
        begin, end = (brief(one, flow.at, ctx.zone) for one in (flow.timeline[0].start, flow.timeline[-1].end))
        middle = joined([legend(ctx.glyphs)]) if wide >= 60 else ()
        rows.append(indented(_between(begin, middle, end, wide), ctx))
    return rows


def _between(begin: str, middle: Line, end: str, wide: int) -> Line:
    left = wide - len(begin) - len(end) - sum(len(span.text) for span in middle)
    before = max(1, left // 2)
    gap = Span(" " * before), Span(" " * max(1, left - before))
    return (Span(begin, Role.MUTED), gap[0], *middle, gap[1], Span(end, Role.MUTED))


def lost(flow: Flow, ctx: Context) -> list[Line]:
    """The minutes that were lost today, by what they were lost to; with their greatest parts where it is zoomed."""
    if flow.lost < 60:
        return []
    whole: Line = (Span("lost ", Role.MUTED), Span(spell(flow.lost), Role.STRONG))
    if not ctx.zoomed:
        parts = [whole, *(text(f"{one.friction.words} {spell(one.seconds)}") for one in flow.losses[:NAMED])]
        fitting = takewhile(lambda n: room(joined(parts[:n])) <= ctx.width - 2, range(1, len(parts) + 1))
        return [indented(joined(parts[: max(fitting, default=1)]), ctx)]
    return [(), indented(whole, ctx), *(line for one in flow.losses for line in _loss(one, ctx))]


def _loss(loss: Loss, ctx: Context) -> list[Line]:
    named = Span(f"  {loss.friction.words:<20}{spell(loss.seconds):>6} {percent(100 * loss.share):>4}  ")
    details = [text(f"{name} {spell(seconds)}", Role.MUTED) for name, seconds in loss.details if name]
    return [indented((named, *greedy(details, max(0, ctx.width - len(named.text) - 2), "; ")), ctx)]


def figures(flow: Flow, ctx: Context) -> list[Line]:
    """From edit to green, and the part of the time at work that was waited."""
    parts: list[Line] = []
    if flow.edit_to_green is not None:
        parts.append((Span("edit to green ", Role.MUTED), Span(duration(flow.edit_to_green))))
    if flow.efficiency is not None and flow.flowing + flow.lost >= 60:
        behind = " of the time" if ctx.width >= 44 else ""
        parts.append(
            (Span("waited ", Role.MUTED), Span(percent(100 * (1 - flow.efficiency))), Span(behind, Role.MUTED))
        )
    if flow.flowing:
        parts.append((Span("in flow ", Role.MUTED), Span(spell(flow.flowing))))
    return [indented(greedy(parts, ctx.width - 2, "  "), ctx)] if parts else []


def broken(flow: Flow, ctx: Context) -> list[Line]:
    """What ended the last stretches of flow: three where there is room, else the newest."""
    shown = flow.breaks if ctx.zoomed or ctx.height >= 16 else flow.breaks[:1]
    return [indented(_break(one, flow, ctx), ctx) for one in shown]


def _break(one: Break, flow: Flow, ctx: Context) -> Line:
    when = f"broke {brief(one.time, flow.at, ctx.zone)} after {spell(one.seconds)}: "
    reason = one.friction.words if one.friction else "a pause" if one.state is FlowState.IDLE else one.state.value
    detail = f", {one.detail}" if one.detail and one.friction else ""
    return (Span(when, Role.MUTED), *text(f"{reason}{detail}", ROLES[one.state]))


def advised(flow: Flow, ctx: Context) -> list[Line]:
    """What would give most time back."""
    return paragraph(flow.advice, ctx, Role.HAND)[: None if ctx.zoomed else 2] if flow.advice else []

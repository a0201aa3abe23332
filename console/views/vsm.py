"""The system view, behind `7`: operations, coordination, control, audit, intelligence and policy in plain words."""

import msgspec

from console.model.frame import Frame
from console.model.lines import Glyphs, Line, Role, Span
from console.model.vsm import Measure, Remark, System, Tone
from console.views.base import Context, PaneView
from console.views.compose import bounded, fit_line, indented, joined, paragraph, text, window, wrapped
from console.views.figures import age

TITLE: Line = (Span("System", Role.TITLE),)
NOTE, STRATEGY = "vsm", "strategy"
NAMED, ABOUT = 14, 18
_ROLES = {Tone.WELL: Role.OK, Tone.WATCH: Role.WARN, Tone.TROUBLE: Role.FAIL, Tone.UNKNOWN: Role.UNKNOWN}


def systems(frame: Frame) -> tuple[System, ...]:
    """The six reports; nothing where no engine has made any, or a newer program wrote what this one cannot read."""
    try:
        return msgspec.convert(frame.notes.get(NOTE) or (), tuple[System, ...])
    except msgspec.ValidationError:
        return ()


def measures(frame: Frame) -> tuple[Measure, ...]:
    """The changes of strategy in force at the frame's moment."""
    try:
        known = msgspec.convert(frame.notes.get(STRATEGY) or (), tuple[Measure, ...])
    except msgspec.ValidationError:
        return ()
    return tuple(one for one in known if one.until > frame.at)


def vsm_view(frame: Frame, ctx: Context) -> PaneView:
    """Every system with its headline and remarks, as scrollable lines."""
    found = systems(frame)
    lines: list[Line] = []
    for system in found:
        lines += _lines(system, ctx)
    if not found:
        words = f"{ctx.glyphs.unknown} unknown: no engine has reported on the whole yet"
        lines = paragraph(words, ctx, Role.UNKNOWN)
    shown = window(len(lines), ctx.height, ctx)
    return PaneView(
        title=TITLE,
        status=_status(found, measures(frame), ctx),
        lines=bounded([lines[i] for i in shown], ctx),
        rows=len(lines),
    )


def _status(found: tuple[System, ...], changed: tuple[Measure, ...], ctx: Context) -> Line:
    troubled = sum(one.tone is Tone.TROUBLE for one in found)
    parts: list[Line] = [(Span(f"{troubled} in trouble", Role.FAIL),)] if troubled else []
    if changed:
        left = age(max(0.0, min(one.until for one in changed) - ctx.now))
        parts += [(Span(f"strategy changed, for {left} more", Role.NOTICE),)]
    return joined(parts) if parts else ((Span("as usual", Role.MUTED),) if found else ())


def _lines(system: System, ctx: Context) -> list[Line]:
    """The name with its sign and headline, then what it has to say, each about something."""
    mark = Span(f"{_sign(system.tone, ctx.glyphs)} ", _ROLES[system.tone])
    named = fit_line((Span(system.name, Role.STRONG), Span(f" {system.sign}", Role.MUTED)), NAMED + 4, "")
    lines: list[Line] = []
    for index, piece in enumerate(wrapped(system.headline, max(8, ctx.width - NAMED - 9))):
        head = (mark, *named) if index == 0 else (Span(" " * (NAMED + 6)),)
        lines.append(indented((*head, *text(piece)), ctx))
    for remark in system.remarks:
        lines += _remark(remark, ctx)
    return [*lines, ()]


def _remark(remark: Remark, ctx: Context) -> list[Line]:
    about = fit_line((Span(remark.about, Role.MUTED),), ABOUT, ctx.glyphs.ellipsis)
    role = Role.TEXT if remark.tone is Tone.WELL else _ROLES[remark.tone]
    sign = "  " if remark.tone is Tone.WELL else f"{_sign(remark.tone, ctx.glyphs)} "
    lines: list[Line] = []
    for index, piece in enumerate(wrapped(remark.words, max(8, ctx.width - ABOUT - 10))):
        head = (Span(f"    {sign}", role), *about, Span("  ")) if index == 0 else (Span(" " * (ABOUT + 8)),)
        lines.append(indented((*head, *text(piece, role)), ctx))
    return lines


def _sign(tone: Tone, glyphs: Glyphs) -> str:
    signs = {Tone.WELL: glyphs.ok, Tone.WATCH: glyphs.warn, Tone.TROUBLE: glyphs.fail, Tone.UNKNOWN: glyphs.unknown}
    return signs[tone]

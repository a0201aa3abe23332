"""The rows of the event stream: two lanes around a time spine, or a single one with a voice mark."""

from msgspec import Struct

from console.model.event import Event, Severity, Voice
from console.model.lines import Line, Role, Span
from console.text.width import cells
from console.views.base import Context
from console.views.compose import clip_line, fit_line, room, text
from console.views.headline import headline
from console.views.marks import marked
from console.views.states import SEVERITY_ROLES, VOICE_MARKS, VOICE_ROLES, severity_glyph, severity_mark
from console.views.times import spine

TIME = 10
_LABEL, _WIDE_LABEL = 10, 14
_WIDE_LANE, _WIDE_LINE = 66, 100


class Lanes(Struct, frozen=True):
    """How many cells the left and the right lane have, with the spine between them."""

    left: int
    right: int


def lanes(ctx: Context) -> Lanes:
    """The two lanes that fit a width; the right one takes the odd cell."""
    rest = max(0, ctx.width - TIME - 2)
    return Lanes(rest // 2, rest - rest // 2)


def heading(ctx: Context, split: bool) -> Line:
    """The names of the lanes, or of the columns of a single one."""
    if not split:
        return text(" time     voice and event", Role.MUTED)
    wide = lanes(ctx)
    left = fit_line((Span(" SKYSKRAPER", Role.SKYSKRAPER),), wide.left, ctx.glyphs.ellipsis)
    return (*left, *_spine("  time  ", ctx, ctx.glyphs.spine), Span(" RUSTBELT", Role.RUSTBELT))


def silence(ctx: Context) -> Line:
    """The spine of a moment in which nobody has spoken yet."""
    return (Span(" " * lanes(ctx).left), *_spine(" " * 8, ctx, ctx.glyphs.spine))


def row(event: Event, ctx: Context, *, split: bool, selected: bool) -> Line:
    """One event; the selected one has the cursor sign in its margin, which lights the whole width."""
    margin = Span(ctx.glyphs.cursor, Role.CURSOR) if selected else Span(" ")
    line = _split(event, ctx, margin) if split else _single(event, ctx, margin)
    return fit_line(line, ctx.width, ctx.glyphs.ellipsis) if selected else line


def _split(event: Event, ctx: Context, margin: Span) -> Line:
    wide = lanes(ctx)
    time = spine(event.time, ctx.now, ctx.zone)
    if event.voice is Voice.HAND:
        return _across(event, ctx, wide, margin)
    middle = _spine(time, ctx, ctx.glyphs.spine)
    left = event.voice is Voice.SKYSKRAPER
    said = _said(event, ctx, (wide.left if left else wide.right) - 2)
    if left:
        return (*fit_line((margin, *said), wide.left, ctx.glyphs.ellipsis), *middle)
    return (margin, Span(" " * (wide.left - 1)), *middle, Span(" "), *said)


def _across(event: Event, ctx: Context, wide: Lanes, margin: Span) -> Line:
    """The finding on the left, its evidence or range on the right, leaders through the spine."""
    finding, evidence = _finding(event)
    middle = _spine(spine(event.time, ctx.now, ctx.zone), ctx, ctx.glyphs.spine_cross)
    head = _said(event, ctx, wide.left - 3, words=finding)
    left = (margin, *head, Span(" "))
    after = clip_line(marked(evidence, ctx.find, Role.HAND), wide.right - 3, ctx.glyphs.ellipsis)
    right = (Span(" "), *after, Span(" ")) if after else (Span(" "),)
    return (
        *left,
        _leader(wide.left - room(left), ctx),
        *middle,
        *right,
        _leader(wide.right - room(right) - 1, ctx),
    )


def _finding(event: Event) -> tuple[str, str]:
    evidence = event.attrs.get("evidence")
    if isinstance(evidence, str) and evidence:
        return event.text, evidence
    finding, _, rest = event.text.partition("; ")
    return finding, rest


def _leader(width: int, ctx: Context) -> Span:
    return Span((f"{ctx.glyphs.leader} " * (width // 2 + 1))[: max(0, width)], Role.MUTED)


def _spine(words: str, ctx: Context, sign: str) -> Line:
    return (Span(sign, Role.ACCENT), Span(f" {words} ", Role.MUTED), Span(sign, Role.ACCENT))


def _single(event: Event, ctx: Context, margin: Span) -> Line:
    time = Span(spine(event.time, ctx.now, ctx.zone) if ctx.width >= 40 else "", Role.MUTED)
    mark = Span(
        f" {VOICE_MARKS[event.voice]} " if time.text else f"{VOICE_MARKS[event.voice]} ", VOICE_ROLES[event.voice]
    )
    head = (margin, time, mark)
    words = None
    if event.voice is Voice.HAND and isinstance(event.attrs.get("evidence"), str):
        words = f"{event.text}; {event.attrs['evidence']}"
    return (*head, *_said(event, ctx, ctx.width - room(head), words=words))


def _said(event: Event, ctx: Context, width: int, words: str | None = None) -> Line:
    """Sign, source and text of an event in at most `width` cells, with what lies behind it at the end."""
    roomy = width >= (_WIDE_LINE if width > ctx.width // 2 else _WIDE_LANE)
    spans: list[Span] = []
    if roomy:
        spans += severity_mark(event.severity, ctx.glyphs, word=True) if _tells(event) else _bare(event, ctx)
    else:
        spans.append(Span(severity_glyph(event.severity, ctx.glyphs), SEVERITY_ROLES[event.severity]))
    spans.append(Span(" "))
    if width >= 34:
        named = text(label(event), Role.MUTED)
        spans += [*fit_line(named, _WIDE_LABEL if roomy else _LABEL, ctx.glyphs.ellipsis), Span(" ")]
    more = _more(event)
    rest = width - room(tuple(spans)) - cells(more)
    role = _text_role(event)
    said = clip_line(
        marked(headline(event.text) if words is None else words, ctx.find, role), rest, ctx.glyphs.ellipsis
    )
    return clip_line((*spans, *said, Span(more, Role.MUTED)), width, ctx.glyphs.ellipsis)


def _tells(event: Event) -> bool:
    return event.severity >= Severity.NOTICE


def _bare(event: Event, ctx: Context) -> Line:
    """A quiet event: the sign, and blanks where louder ones have their word."""
    return (Span(f"{severity_glyph(event.severity, ctx.glyphs)}      ", SEVERITY_ROLES[event.severity]),)


def _text_role(event: Event) -> Role:
    if event.voice is Voice.HAND:
        return Role.HAND
    return SEVERITY_ROLES[event.severity] if event.severity >= Severity.ERROR else Role.TEXT


def label(event: Event) -> str:
    """Who says it: for a log line the name of its file, else the source."""
    file = event.attrs.get("file")
    return file.rstrip("/").rsplit("/", 1)[-1] if isinstance(file, str) and file else event.source


def _more(event: Event) -> str:
    """How many further lines a record of several lines has."""
    body = event.attrs.get("body")
    n = body.count("\n") if isinstance(body, str) else 0
    return f"  +{n} line{'s' * (n != 1)}" if n > 0 else ""

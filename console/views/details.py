"""Laying out a detail: named values, then sections of lines, scrolled line by line."""

from collections.abc import Sequence

from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import bounded, clip_line, indented, window, wrapped

Pair = tuple[str, str]
LONGEST_BODY = 400
"""Lines of a body that are laid out; the rest is told as a number."""


def sheet(title: str, status: Line, lines: Sequence[Line], ctx: Context) -> PaneView:
    """A scrollable sheet; `rows` is the number of its lines, `ctx.scroll` the first one shown."""
    picked = [lines[i] for i in window(len(lines), ctx.height, ctx)]
    name = clip_line((Span(title, Role.TITLE),), ctx.width, ctx.glyphs.ellipsis)
    return PaneView(title=name, status=status, lines=bounded(picked, ctx), rows=len(lines))


def pairs(values: Sequence[Pair], ctx: Context) -> list[Line]:
    """Names on the left in one column, their values wrapped beside them."""
    wide = min(max((len(name) for name, _ in values), default=0), 12)
    lines: list[Line] = []
    for name, value in values:
        for index, piece in enumerate(wrapped(value.replace("\t", "    "), max(8, ctx.width - wide - 5))):
            head = f"{name[:wide]:<{wide}}" if index == 0 else " " * wide
            lines.append(indented((Span(f"{head}  ", Role.MUTED), Span(piece)), ctx))
    return lines


def heading(words: str, ctx: Context) -> list[Line]:
    """A blank line and the name of a section."""
    return [(), indented((Span(words, Role.STRONG),), ctx)]


def body(words: str, ctx: Context, role: Role = Role.TEXT) -> list[Line]:
    """Several lines of text, wrapped; more than 400 of them are counted."""
    given = words.split("\n")
    lines = [
        indented((Span(piece, role),), ctx)
        for line in given[:LONGEST_BODY]
        for piece in wrapped(line.replace("\t", "    "), max(8, ctx.width - 2))
    ]
    if len(given) > LONGEST_BODY:
        lines.append(indented((Span(f"+{len(given) - LONGEST_BODY} lines", Role.MUTED),), ctx))
    return lines

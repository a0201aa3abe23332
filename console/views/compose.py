"""Putting spans together into lines that never leave their room."""

from collections.abc import Sequence

from console.model.lines import UNICODE, Line, Role, Span, plain
from console.text import width as measure
from console.text.width import clip
from console.views.base import Context

LONGEST = 4096
MARKS = 10
"""Characters looked at for each cell there is: cleaned text has at most eight marks on one base."""
_OWN = dict.fromkeys(
    map(ord, "".join(v for v in (getattr(UNICODE, f) for f in UNICODE.__struct_fields__) if isinstance(v, str)))
)


def cells(words: str) -> int:
    """The cells a text takes. The console's own signs take one each, which spares `show` the import of a measure."""
    return len(words) if _narrow(words) else measure.cells(words)


def _narrow(words: str) -> bool:
    """Whether every character is known to take one cell."""
    return "\t" not in words and (words.isascii() or words.translate(_OWN).isascii())


def text(words: str, role: Role = Role.TEXT) -> Line:
    """One span as a line; a line of foreign text is cut at 4 KiB, tabs become spaces."""
    return (Span(words[:LONGEST].replace("\t", "    "), role),) if words else ()


def room(line: Line) -> int:
    """How many cells a line takes."""
    words = plain(line)
    return len(words) if _narrow(words) else sum(cells(span.text) for span in line)


def clip_line(line: Line, width: int, ellipsis: str) -> Line:
    """The line cut to at most `width` cells, the cut marked. Costs by the width, not by the length of the text."""
    if _fits(line, width):
        return line
    left, kept = max(0, width), list[Span]()
    for index, span in enumerate(line):
        longest = left * MARKS + MARKS
        words = span.text if len(span.text) <= longest else span.text[:longest] + ellipsis
        taken = cells(words)
        full = taken == left and any(s.text.strip() for s in line[index + 1 :])
        if taken > left or words is not span.text or full:
            cut = _clipped(f"{words}{ellipsis}" if full else words, left, ellipsis)
            return (*kept, Span(cut, span.role)) if cut else tuple(kept)
        kept.append(span)
        left -= taken
    return tuple(kept)


def _fits(line: Line, width: int) -> bool:
    """Whether a line is narrow and short: nearly all are, and one look at the whole costs less than one a span."""
    words = plain(line)
    return len(words) <= width and _narrow(words)


def _clipped(words: str, width: int, ellipsis: str) -> str:
    if width > 0 and _narrow(words):
        return words if len(words) <= width else words[: width - len(ellipsis)] + ellipsis
    return clip(words, width, ellipsis)


def fit_line(line: Line, width: int, ellipsis: str, *, right: bool = False) -> Line:
    """The line in exactly `width` cells: cut with a mark, or padded at its end (at its start when `right`)."""
    cut = clip_line(line, width, ellipsis)
    pad = width - room(cut)
    if pad <= 0:
        return cut
    return (Span(" " * pad), *cut) if right else (*cut, Span(" " * pad))


def joined(parts: Sequence[Line], gap: str = "  ") -> Line:
    """The parts that are not empty, with `gap` between them."""
    spans: list[Span] = []
    for part in parts:
        if part:
            spans.extend((Span(gap), *part) if spans else part)
    return tuple(spans)


def greedy(parts: Sequence[Line], width: int, gap: str = " ") -> Line:
    """The parts in their order; each that no longer fits into `width` cells is left out, the first is cut instead."""
    kept: list[Line] = []
    for part in parts:
        if part and (not kept or room(joined([*kept, part], gap)) <= width):
            kept.append(part)
    return joined(kept, gap)


def ends(left: Line, right: Line, ctx: Context) -> Line:
    """`left` at the left end and `right` at the right; where both do not fit, the right one goes first."""
    gap = ctx.width - room(left) - room(right)
    if gap < 1 or not right:
        return clip_line(left, ctx.width, ctx.glyphs.ellipsis)
    return (*left, Span(" " * gap), *right)


def indented(line: Line, ctx: Context) -> Line:
    """The line behind the margin of one cell that every pane keeps, cut to the pane's width."""
    return clip_line((Span(" "), *line), ctx.width, ctx.glyphs.ellipsis)


def selectable(line: Line, ctx: Context, *, selected: bool) -> Line:
    """A row in its own colours; the selected one has the cursor sign in its margin, which lights the whole width."""
    if not selected:
        return indented(line, ctx)
    return fit_line((Span(ctx.glyphs.cursor, Role.CURSOR), *line), ctx.width, ctx.glyphs.ellipsis)


def window(total: int, height: int, ctx: Context) -> range:
    """Which rows are shown: from `ctx.scroll` on, moved as little as needed to keep the cursor in sight."""
    height = max(0, height)
    start = min(max(0, ctx.scroll), max(0, total - height))
    if ctx.cursor is not None and height:
        cursor = min(max(0, ctx.cursor), max(0, total - 1))
        start = min(max(start, cursor - height + 1), cursor)
    return range(start, min(total, start + height))


def bounded(lines: Sequence[Line], ctx: Context) -> tuple[Line, ...]:
    """No more lines than the pane is high, none wider than it."""
    if ctx.width <= 0:
        return ()
    return tuple(clip_line(line, ctx.width, ctx.glyphs.ellipsis) for line in lines[: max(0, ctx.height)])


def wrapped(words: str, width: int) -> list[str]:
    """Text broken at spaces into pieces of at most `width` cells; a longer word is cut where it must be.

    Spaces at the beginning stay, so that what is indented remains so.
    """
    if width <= 0:
        return []
    pieces: list[str] = []
    start = len(words) - len(words.lstrip(" "))
    line = words[: min(start, width // 2)]
    fresh = True
    for word in words[start:].split(" "):
        longer = line + word if fresh else f"{line} {word}"
        if cells(longer) > width and not fresh:
            pieces.append(line)
            longer = word
        *full, line = _cut(longer, width)
        pieces += full
        fresh = False
    return [*pieces, line]


def _cut(words: str, width: int) -> list[str]:
    """Pieces of at most `width` cells; a character wider than that becomes a blank."""
    pieces: list[str] = []
    while cells(words) > width:
        head = clip(words, width, "")
        pieces.append(head or " ")
        words = words[len(head) or 1 :]
    return [*pieces, words]


def paragraph(words: str, ctx: Context, role: Role = Role.MUTED) -> list[Line]:
    """Words for a person, wrapped inside the margins."""
    return [indented(text(piece, role), ctx) for piece in wrapped(words, ctx.width - 2)]

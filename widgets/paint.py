"""From roles to styles: turns lines of spans into strips of exactly the width asked for."""

from collections.abc import Iterable
from itertools import takewhile

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.model.lines import Glyphs, Line, Role, Span
from themes.look import Look
from themes.palette import Border, Skin
from themes.rich_style import style


class Painter:
    """The styles of one skin, made once; `glyphs` are the signs that go with it."""

    def __init__(self, skin: Skin, glyphs: Glyphs) -> None:
        self.skin = skin
        self.glyphs = glyphs
        text = skin.looks[Role.TEXT]
        self._plain = {role: self._style(skin.look(role)) for role in Role}
        self._cursor = {role: self._style(skin.look(role, cursor=True)) for role in Role}
        self._cursor[Role.CURSOR] = self._style(skin.look(Role.STRONG, cursor=True))
        self.blank = self._style(Look(fg=text.fg))
        self.caret = self.blank + Style(reverse=True)
        self.frame = self._style(skin.frame)
        self.focus = self._style(skin.focus)

    def _style(self, look: Look) -> Style:
        return style(look, self.skin.background)

    def border(self, *, active: bool) -> tuple[Border, Style]:
        """The lines of a frame and their style."""
        return (self.skin.focus_border, self.focus) if active else (self.skin.border, self.frame)

    def style(self, role: Role) -> Style:
        """The style of a role."""
        return self._plain[role]

    def segments(self, line: Line) -> list[Segment]:
        """A line's spans in their styles; a line that begins with the cursor sign is the selected row."""
        selected = bool(line) and line[0].role is Role.CURSOR
        styles = self._cursor if selected else self._plain
        return [Segment(_safe(span.text), styles[span.role]) for span in line if span.text]

    def strip(self, line: Line, width: int) -> Strip:
        """A line in exactly `width` cells, whatever the view has said."""
        return self.pad(self.segments(line), width)

    def pad(self, segments: Iterable[Segment], width: int) -> Strip:
        """Segments in exactly `width` cells."""
        strip = Strip(Segment.simplify(segment for segment in segments if segment.text))
        if strip.cell_length == width:
            return strip
        return strip.adjust_cell_length(width, self.blank)

    def row(self, line: Line, width: int, *, left: str = "", right: str = "", edge: Style | None = None) -> Strip:
        """A line between two signs, such as a frame's sides, in exactly `width` cells."""
        inner = self.strip(line, max(0, width - cell_len(left) - cell_len(right)))
        edge = edge or self.blank
        segments = ([Segment(left, edge)] if left else []) + list(inner) + ([Segment(right, edge)] if right else [])
        return self.pad(segments, width)


def _safe(text: str) -> str:
    """The text as it is when all of it is printable; the last door before the terminal is shut for everything else."""
    if text.isprintable():
        return text
    from console.text.clean import clean

    return clean(text).replace("\t", "    ")


def changed_cells(old: Strip, new: Strip) -> tuple[int, int] | None:
    """The first and the end cell between which two strips of equal width differ; None when they are the same."""
    before, after = list(old), list(new)
    if before == after:
        return None
    start = _same_cells(before, after, step=1)
    end = new.cell_length - _same_cells(before, after, step=-1)
    return (start, end) if start < end else (0, new.cell_length)


def _same_cells(one: list[Segment], other: list[Segment], *, step: int) -> int:
    """How many cells are the same from the left (`step` 1) or from the right (-1)."""
    cells = 0
    for a, b in zip(one[::step], other[::step], strict=False):
        if a == b:
            cells += a.cell_length
            continue
        narrow = len(a.text) == a.cell_length and len(b.text) == b.cell_length
        if not narrow or a.style != b.style:
            return cells
        alike = zip(a.text[::step], b.text[::step], strict=False)
        return cells + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], alike))
    return cells


def words(text: str, role: Role = Role.TEXT) -> Line:
    """One span as a line."""
    return (Span(text, role),)

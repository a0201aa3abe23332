"""Columns: which of them fit a width, and one line of cells."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from console.model.lines import Line, Role, Span
from console.views.base import Context
from console.views.compose import fit_line, text

GAP = 2


class Column(Struct, frozen=True):
    """A column: its heading, its cells, whether it is aligned right and takes what is left (`grow`).

    Columns of the highest `rank` leave first when there is no room; rank 0 stays.
    """

    name: str
    width: int
    right: bool = False
    grow: bool = False
    rank: int = 0


class Table:
    """Columns chosen for a width; gives a heading and rows that are exactly aligned."""

    def __init__(self, columns: Sequence[Column], ctx: Context, *, gap: int | None = None) -> None:
        self._ellipsis = ctx.glyphs.ellipsis
        room = max(0, ctx.width - 2)
        self._gap = gap if gap is not None else (GAP if room >= 50 else 1)
        self._columns = _chosen(columns, room, self._gap)
        taken = sum(c.width for c in self._columns) + self._gap * max(0, len(self._columns) - 1)
        self._spare = max(0, room - taken)

    @property
    def names(self) -> tuple[str, ...]:
        """The headings of the columns that fit."""
        return tuple(column.name for column in self._columns)

    def width(self, name: str) -> int:
        """How many cells a column has, 0 when it did not fit."""
        return next((self._room(c) for c in self._columns if c.name == name), 0)

    def head(self) -> Line:
        """The headings."""
        return self.row({c.name: text(c.name, Role.MUTED) for c in self._columns})

    def row(self, cells: Mapping[str, Line]) -> Line:
        """One line; a cell of a column that did not fit is left out, a missing one is blank."""
        spans: list[Span] = []
        for column in self._columns:
            if spans:
                spans.append(Span(" " * self._gap))
            cell = cells.get(column.name, ())
            spans.extend(fit_line(cell, self._room(column), self._ellipsis, right=column.right))
        return tuple(spans)

    def _room(self, column: Column) -> int:
        return column.width + (self._spare if column.grow else 0)


def _chosen(columns: Sequence[Column], room: int, gap: int) -> tuple[Column, ...]:
    kept = list(columns)
    while sum(c.width for c in kept) + gap * (len(kept) - 1) > room:
        droppable = max(kept, key=lambda c: c.rank)
        if droppable.rank == 0:
            break
        kept.remove(droppable)
    return tuple(kept)

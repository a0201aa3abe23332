"""What every view receives and returns."""

from datetime import tzinfo

from msgspec import Struct

from console.model.lines import UNICODE, Glyphs, Line


class Context(Struct, frozen=True, kw_only=True):
    """How much room a view has and how it is looked at.

    `width` and `height` are the cells inside the frame of the pane. `now` (seconds since the epoch) judges ages;
    in time travel it is the frame's own moment. `zone` is the local time zone of the screen, None for the system's.
    `zoomed` asks for everything there is. `cursor` is the index of the selected row, None without focus; `scroll` the
    index of the first row shown. `find` is the search pattern whose matches are marked.
    """

    width: int
    height: int
    now: float
    glyphs: Glyphs = UNICODE
    zone: tzinfo | None = None
    zoomed: bool = False
    cursor: int | None = None
    scroll: int = 0
    find: str = ""


class PaneView(Struct, frozen=True, kw_only=True):
    """A painted pane: `title` goes into the top border on the left, `status` (count, age) on the right.

    `lines` has at most `height` lines of at most `width` cells; each keeps a margin of one cell on the left, in which
    the cursor sign stands, so a widget adds no padding. `rows` is how many selectable rows there are in
    all, `keys` names those shown in order (row identity for the cursor, enter and copy), `first` is the line on
    which the first of them stands.
    """

    title: Line
    status: Line
    lines: tuple[Line, ...]
    rows: int = 0
    keys: tuple[str, ...] = ()
    first: int = 0

"""What a theme is made of: colours and lines by depth, and the skin that gives every role its look."""

from collections.abc import Mapping
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from console.model.lines import Role
from themes.look import Look


class Depth(IntEnum):
    """How many colours a terminal can show."""

    MONO = 0
    C16 = 1
    C256 = 2
    TRUECOLOR = 3


class Border(Struct, frozen=True):
    """The lines around a pane, one cell each.

    `title_left` and `title_right` are two cells each, in every theme; they stand around the title in the top line.
    """

    tl: str
    tr: str
    bl: str
    br: str
    h: str
    v: str
    title_left: str
    title_right: str


class Colours(Struct, frozen=True):
    """What one theme looks like at one depth, in the notation of `themes.look`.

    `frame` is the line of a pane, `focus` that of the pane with the keys. `ramp` runs from low to high. An empty
    background is the terminal's own.
    """

    background: str
    frame: str
    focus: str
    ramp: tuple[str, ...]
    looks: Mapping[Role, str]


class Lines(Struct, frozen=True):
    """What one theme draws with: pane borders without and with focus, and the hatch over stale data."""

    border: Border
    focus_border: Border
    hatch: str


class Family(Struct, frozen=True, kw_only=True):
    """A theme in all its hand-picked variants. `mono_lines` must show the focus without any colour."""

    name: str
    colours: Mapping[Depth, Colours]
    cvd: Mapping[Depth, Colours]
    lines: Lines
    mono_lines: Lines
    ascii_lines: Lines


class Skin(Struct, frozen=True, kw_only=True):
    """A theme at the depth of this terminal.

    `background` None is the terminal's own. `frame` and `focus` are the looks of a pane's border without and with
    focus. `ramp` colours the steps of a sparkline or bar from low to high. `hatch` fills the space of stale data.
    """

    name: str
    depth: Depth
    background: str | None
    looks: Mapping[Role, Look]
    frame: Look
    focus: Look
    ramp: tuple[Look, ...]
    border: Border
    focus_border: Border
    hatch: str

    def look(self, role: Role, *, cursor: bool = False) -> Look:
        """The look of a role; `cursor` on the selected row.

        Where the selected row is marked by reversing, a colour of the role would become its background, so only the
        attributes stay.
        """
        own = self.looks[role]
        mark = self.looks[Role.CURSOR]
        if not cursor or own.bg is not None:
            return own
        if mark.reverse:
            return replace(own, fg=mark.fg, bg=mark.bg, dim=False, reverse=True)
        return replace(own, bg=mark.bg, reverse=False) if own.reverse else replace(own, bg=mark.bg)

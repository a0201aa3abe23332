"""Themes for who paints: a skin gives every role a look, and the frame of a pane its lines."""

from collections.abc import Mapping
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from console.model.lines import Role
from themes.look import Look, parse

VARIANTS = ("", "-cvd", "-ansi")


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


class UnknownThemeError(ValueError):
    """No theme has this name; the message lists those there are."""


def names(user: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """The names of all themes: both built-in ones with their variants, then the user's own."""
    built_in = tuple(base + variant for base in ("skyskraper", "rustbelt") for variant in VARIANTS)
    return built_in + tuple(name for name in user or {} if name not in built_in)


def skin(
    name: str,
    depth: Depth,
    *,
    cvd: bool = False,
    ascii: bool = False,  # noqa: A002 - the option's name everywhere
    user: Mapping[str, Mapping[str, str]] | None = None,
) -> Skin:
    """The skin for a theme's name at a depth.

    `cvd` asks for the colour-vision variant, as a name ending in `-cvd` does; `-ansi` keeps to the terminal's own
    sixteen colours. `user` are the themes of the settings. Raises UnknownThemeError, and LookError for a user theme
    that was never checked.
    """
    if user and name in user and name not in names():
        from themes.user import user_skin

        return user_skin(name, user[name], depth, ascii=ascii)
    if name not in names():
        raise UnknownThemeError(f"no theme is called `{name}`; there are: {', '.join(names(user))}")
    base, _, variant = name.partition("-")
    if variant == "ansi":
        depth = min(depth, Depth.C16)
    return build(name, _family(base), depth, cvd=cvd or variant == "cvd", ascii=ascii)


def build(name: str, family: Family, depth: Depth, *, cvd: bool, ascii: bool) -> Skin:  # noqa: A002
    """Read a family's notation into a skin."""
    colours = (family.cvd if cvd else family.colours)[depth]
    lines = family.ascii_lines if ascii else family.mono_lines if depth is Depth.MONO else family.lines
    return Skin(
        name=name,
        depth=depth,
        background=colours.background or None,
        looks={role: parse(notation) for role, notation in colours.looks.items()},
        frame=parse(colours.frame),
        focus=parse(colours.focus),
        ramp=tuple(parse(step) for step in colours.ramp),
        border=lines.border,
        focus_border=lines.focus_border,
        hatch=lines.hatch,
    )


def _family(base: str) -> Family:
    if base == "rustbelt":
        from themes.rustbelt import RUSTBELT

        return RUSTBELT
    from themes.skyskraper import SKYSKRAPER

    return SKYSKRAPER


def depth_from_env(env: Mapping[str, str]) -> Depth:
    """How many colours the terminal of these variables shows.

    NO_COLOR counts when it is not empty (no-color.org). ssh does not forward COLORTERM and tmux sets none, so
    256 colours is the usual answer.
    """
    term = env.get("TERM", "").lower()
    if env.get("NO_COLOR") or term in ("", "dumb", "unknown"):
        return Depth.MONO
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return Depth.TRUECOLOR
    if "256color" in term or term in ("alacritty", "xterm-kitty", "xterm-ghostty", "foot", "wezterm"):
        return Depth.C256
    return Depth.C16

"""A skin as a Textual theme; the only module here that knows Textual."""

from textual.theme import Theme

from console.model.lines import Role
from themes.colour import hexadecimal, rgb
from themes.look import Look
from themes.palette import Depth, Skin

DEFAULT = "ansi_default"

_ON_GROUND = (
    "ansi-background", "block-cursor-blurred-background", "block-hover-background", "scrollbar-background",
    "scrollbar-background-hover", "scrollbar-background-active", "scrollbar-corner-color", "link-background",
    "link-background-hover", "footer-background", "footer-key-background", "footer-item-background",
    "footer-description-background",
)  # fmt: skip
_TEXT = (
    "ansi-foreground", "block-cursor-foreground", "block-cursor-blurred-foreground", "footer-foreground",
    "link-color-hover",
)  # fmt: skip


def textual_theme(skin: Skin) -> Theme:
    """The Textual theme of a skin, under the skin's own name.

    With sixteen colours or none it is an ANSI theme: the terminal's own colours and background.
    """
    background = _background(skin)
    return Theme(
        name=skin.name,
        primary=_colour(skin.focus, skin),
        secondary=_colour(skin.looks[Role.TITLE], skin),
        accent=_colour(skin.looks[Role.ACCENT], skin),
        warning=_colour(skin.looks[Role.WARN], skin),
        error=_colour(skin.looks[Role.FAIL], skin),
        success=_colour(skin.looks[Role.OK], skin),
        foreground=_colour(skin.looks[Role.TEXT], skin),
        background=background,
        surface=background,
        panel=background,
        boost=background,
        dark=True,
        ansi=skin.depth <= Depth.C16,
        variables=variables(skin),
    )


def variables(skin: Skin) -> dict[str, str]:
    """The CSS variables of a skin: the console's own, and those with which Textual paints its widgets.

    The console's own are `role-<name>` for every role, `frame`, `focus` and `cursor-background`. An application returns
    those of its first skin from `get_theme_variable_defaults()`, so that a foreign theme cannot break the CSS.
    """
    cursor = skin.looks[Role.CURSOR].bg
    return {
        **{f"role-{role.value}": _colour(look, skin) for role, look in skin.looks.items()},
        "frame": _colour(skin.frame, skin),
        "focus": _colour(skin.focus, skin),
        "cursor-background": _name(cursor, skin) if cursor else _background(skin),
        **_widgets(skin),
    }


def _widgets(skin: Skin) -> dict[str, str]:
    """Textual's own variables; without these an ANSI theme paints borders, bars and links in colours of its own."""
    ground = _background(skin)
    frame, focus = _colour(skin.frame, skin), _colour(skin.focus, skin)
    text, muted, key = (_colour(skin.looks[role], skin) for role in (Role.TEXT, Role.MUTED, Role.KEY))
    cursor, match = skin.looks[Role.CURSOR], skin.looks[Role.MATCH]
    groups = (
        (ground, _ON_GROUND),
        (text, _TEXT),
        (muted, ("footer-description-foreground",)),
        (frame, ("border-blurred", "scrollbar")),
        (focus, ("border", "scrollbar-hover", "scrollbar-active", "link-color")),
        (key, ("footer-key-foreground",)),
    )
    return {
        **{name: colour for colour, group in groups for name in group},
        "block-cursor-background": _name(cursor.bg, skin) if cursor.bg else ground,
        "block-cursor-text-style": "reverse" if cursor.reverse else "bold",
        "input-selection-background": _name(match.bg, skin) if match.bg else ground,
        "input-selection-foreground": _colour(match, skin),
        "screen-selection-background": _name(match.bg, skin) if match.bg else ground,
        "screen-selection-foreground": _colour(match, skin),
    }


def _background(skin: Skin) -> str:
    return _name(skin.background, skin) if skin.background else DEFAULT


def _colour(look: Look, skin: Skin) -> str:
    return _name(look.fg, skin) if look.fg else DEFAULT


def _name(colour: str, skin: Skin) -> str:
    return f"ansi_{colour}" if skin.depth <= Depth.C16 else hexadecimal(rgb(colour))

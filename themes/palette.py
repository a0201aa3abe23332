"""Themes for who paints: a name and a depth become a skin."""

from collections.abc import Mapping

from themes.builtin import NAMES, build, builtin
from themes.skin import Border, Colours, Depth, Family, Lines, Skin
from themes.user import user_skin

__all__ = [
    "Border",
    "Colours",
    "Depth",
    "Family",
    "Lines",
    "Skin",
    "UnknownThemeError",
    "build",
    "depth_from_env",
    "names",
    "skin",
]


class UnknownThemeError(ValueError):
    """No theme has this name; the message lists those there are."""


def names(user: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """The names of all themes: both built-in ones with their variants, then the user's own."""
    return NAMES + tuple(name for name in user or {} if name not in NAMES)


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
    if user and name in user and name not in NAMES:
        return user_skin(name, user[name], depth, ascii=ascii)
    if name not in NAMES:
        raise UnknownThemeError(f"no theme is called `{name}`; there are: {', '.join(names(user))}")
    return builtin(name, depth, cvd=cvd, ascii=ascii)


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

"""Looks as Rich styles, for the line API."""

from rich.color import Color
from rich.style import Style

from themes.look import Look


def style(look: Look, background: str | None = None) -> Style:
    """The Rich style of a look; `background` fills in where the look has none of its own."""
    bg = look.bg or background
    return Style(
        color=_color(look.fg),
        bgcolor=_color(bg),
        bold=look.bold or None,
        dim=look.dim or None,
        italic=look.italic or None,
        underline=look.underline or None,
        reverse=look.reverse or None,
    )


def _color(name: str | None) -> Color | None:
    return None if name is None else Color.parse(name)

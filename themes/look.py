"""The look of one piece of text, and the short notation in which looks are written."""

import re

from msgspec import Struct

ANSI_NAMES = (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    "bright_black", "bright_red", "bright_green", "bright_yellow",
    "bright_blue", "bright_magenta", "bright_cyan", "bright_white",
)  # fmt: skip
ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse")

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
_INDEX = re.compile(r"color\((\d{1,3})\)\Z", re.ASCII)


class Look(Struct, frozen=True, kw_only=True):
    """Colours and attributes; None is the terminal's own colour.

    A colour is `#rrggbb`, `color(0)` to `color(255)`, or one of the sixteen names in `ANSI_NAMES`.
    """

    fg: str | None = None
    bg: str | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


class LookError(ValueError):
    """A look that cannot be read; `word` is the part that was not understood."""

    def __init__(self, message: str, word: str) -> None:
        super().__init__(message)
        self.word = word


def is_colour(word: str) -> bool:
    """Whether a word names a colour."""
    index = _INDEX.match(word)
    return word in ANSI_NAMES or _HEX.match(word) is not None or (index is not None and int(index[1]) < 256)


def parse(notation: str) -> Look:
    """Read a look such as `bold #f2f8fc on #101820`, `color(153)` or `reverse`; the empty text is the plain look.

    Raises LookError at the first word that is neither an attribute nor a colour, or is one too many.
    """
    fg: str | None = None
    bg: str | None = None
    attributes: set[str] = set()
    words = iter(notation.split())
    for word in words:
        if word in ATTRIBUTES:
            attributes.add(word)
        elif word == "on" and bg is None:
            bg = _colour(next(words, ""))
        elif fg is None and word != "on":
            fg = _colour(word)
        else:
            raise LookError(f"`{word}` is one too many", word)
    return Look(
        fg=fg,
        bg=bg,
        bold="bold" in attributes,
        dim="dim" in attributes,
        italic="italic" in attributes,
        underline="underline" in attributes,
        reverse="reverse" in attributes,
    )


def _colour(word: str) -> str:
    if not word:
        raise LookError("a colour is missing after `on`", "on")
    if not is_colour(word):
        raise LookError(f"`{word}` is neither a colour nor an attribute", word)
    return word.lower() if word.startswith("#") else word

"""Themes of the user's own: a table of roles and looks over a built-in theme."""

from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from console.model.lines import Role
from themes.builtin import NAMES, builtin
from themes.colour import nearest_16, nearest_256, rgb
from themes.look import ANSI_NAMES, ATTRIBUTES, LookError, parse
from themes.skin import Depth, Skin

PARTS = ("base", "background", "frame", "focus")
KEYS = PARTS + tuple(role.value for role in Role)


class Flaw(Struct, frozen=True):
    """What is wrong with one key of a user theme; `nearest` is the closest valid word, empty when none is close."""

    key: str
    message: str
    nearest: str = ""


def flaws(name: str, table: Mapping[str, str]) -> tuple[Flaw, ...]:
    """Everything that is wrong with a user theme; empty when it can be used."""
    found: list[Flaw] = []
    if name in NAMES:
        found.append(Flaw("", f"`{name}` is a built-in theme; give yours another name"))
    for key, value in table.items():
        if key not in KEYS:
            found.append(Flaw(key, f"`{key}` is not a role", _near(key, KEYS)))
        elif key == "base":
            if value not in NAMES:
                found.append(Flaw(key, f"`{value}` is not a built-in theme", _near(value, NAMES)))
        else:
            found.extend(_value_flaws(key, value))
    return tuple(found)


def _value_flaws(key: str, value: str) -> list[Flaw]:
    try:
        look = parse(value)
    except LookError as error:
        return [Flaw(key, str(error), _near(error.word, (*ANSI_NAMES, *ATTRIBUTES)))]
    if key == "background" and (look.fg is None or value.split() != [value.strip()]):
        return [Flaw(key, "the background is one colour, such as `#101820`")]
    return []


def _near(word: str, words: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(word, words, 1)), "")


def user_skin(name: str, table: Mapping[str, str], depth: Depth, *, ascii: bool = False) -> Skin:  # noqa: A002
    """A user theme at a depth: its looks over those of its base, fitted to the colours there are.

    Without colours it is the base alone. Raises LookError where `flaws` would have named one.
    """
    base = builtin(table.get("base", NAMES[0]), depth, ascii=ascii)
    if depth is Depth.MONO:
        return _renamed(base, name)
    looks = {Role(key): parse(_fit(value, depth)) for key, value in table.items() if key not in PARTS}
    return Skin(
        name=name,
        depth=base.depth,
        background=_fit(table["background"], depth).strip() if "background" in table else base.background,
        looks={**base.looks, **looks},
        frame=parse(_fit(table["frame"], depth)) if "frame" in table else base.frame,
        focus=parse(_fit(table["focus"], depth)) if "focus" in table else base.focus,
        ramp=base.ramp,
        border=base.border,
        focus_border=base.focus_border,
        hatch=base.hatch,
    )


def _renamed(base: Skin, name: str) -> Skin:
    return replace(base, name=name)


def _fit(notation: str, depth: Depth) -> str:
    return " ".join(_fit_word(word, depth) for word in notation.split())


def _fit_word(word: str, depth: Depth) -> str:
    if not word.startswith(("#", "color(")) or depth is Depth.TRUECOLOR:
        return word
    if depth is Depth.C16:
        return ANSI_NAMES[nearest_16(rgb(word))]
    return word if word.startswith("color(") else f"color({nearest_256(rgb(word))})"

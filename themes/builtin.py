"""The two built-in themes with their variants, read from their notation into skins."""

from themes.look import parse
from themes.skin import Depth, Family, Skin

VARIANTS = ("", "-cvd", "-ansi")
NAMES = tuple(base + variant for base in ("skyskraper", "rustbelt") for variant in VARIANTS)


def builtin(name: str, depth: Depth, *, cvd: bool = False, ascii: bool = False) -> Skin:  # noqa: A002 - the option's name
    """The skin of a built-in theme; `name` must be one of NAMES."""
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

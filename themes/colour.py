"""Colour arithmetic for the palettes' proofs and for fitting a user's colours to fewer ones."""

from functools import lru_cache

from themes.look import ANSI_NAMES

Rgb = tuple[int, int, int]

# xterm's defaults for the sixteen colours that a terminal may redefine.
XTERM_16: tuple[Rgb, ...] = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip
# The colours of the Linux console.
VGA_16: tuple[Rgb, ...] = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
)  # fmt: skip
_STEPS = (0, 95, 135, 175, 215, 255)


def indexed(index: int, sixteen: tuple[Rgb, ...] = XTERM_16) -> Rgb:
    """The colour behind an index of the 256-colour palette: sixteen, a cube of 6x6x6, then 24 greys."""
    if index < 16:
        return sixteen[index]
    if index < 232:
        index -= 16
        return _STEPS[index // 36], _STEPS[index // 6 % 6], _STEPS[index % 6]
    grey = 8 + 10 * (index - 232)
    return grey, grey, grey


def rgb(colour: str, sixteen: tuple[Rgb, ...] = XTERM_16) -> Rgb:
    """The red, green and blue (0 to 255) of a colour in the notation of `themes.look`."""
    if colour.startswith("#"):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    if colour.startswith("color("):
        return indexed(int(colour[6:-1]), sixteen)
    return sixteen[ANSI_NAMES.index(colour)]


def hexadecimal(colour: Rgb) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _linear(channel: float) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def contrast(a: Rgb, b: Rgb) -> float:
    """The contrast ratio, 1 to 21 (WCAG 2.2, section 1.4.3)."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def oklab(colour: Rgb) -> tuple[float, float, float]:
    """Lightness and the two opponent axes of the OKLab space (Ottosson, 2020)."""
    red, green, blue = map(_linear, colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def difference(a: Rgb, b: Rgb) -> float:
    """How different two colours look: the distance in OKLab times 100; about 2 is just noticeable."""
    return 100 * float(sum((x - y) ** 2 for x, y in zip(oklab(a), oklab(b), strict=True)) ** 0.5)


@lru_cache(maxsize=512)
def nearest_256(colour: Rgb) -> int:
    """The index of the most similar colour among the 240 that terminals do not redefine."""
    return min(range(16, 256), key=lambda index: difference(colour, indexed(index)))


@lru_cache(maxsize=512)
def nearest_16(colour: Rgb) -> int:
    """The index of the most similar of xterm's sixteen colours."""
    return min(range(16), key=lambda index: difference(colour, XTERM_16[index]))

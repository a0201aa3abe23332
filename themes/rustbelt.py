"""RUSTBELT: oxide, lamp light and copper. Heavy lines, riveted titles, hatch over what is stale."""

from console.model.lines import Role
from themes.mono import MONO
from themes.palette import Border, Colours, Depth, Family, Lines

_TRUECOLOR = Colours(
    background="#150e0a",
    frame="#5e4433",
    focus="#ff9e5e",
    ramp=("#5c3a26", "#76462a", "#93542e", "#b06433", "#c9773f", "#dd8f57", "#eead7b", "#f8cfa8"),
    looks={
        Role.TEXT: "#e6d6c3",
        Role.STRONG: "bold #fdf4e7",
        Role.MUTED: "#a8917d",
        Role.TITLE: "#d8bd9f",
        Role.ACCENT: "#dcc48f",
        Role.OK: "#74c69d",
        Role.NOTICE: "#82abd9",
        Role.WARN: "#f7c531",
        Role.FAIL: "#ff6557",
        Role.CRITICAL: "bold #150e0a on #ff6557",
        Role.UNKNOWN: "#c78bc9",
        Role.SKYSKRAPER: "#9dc3d1",
        Role.RUSTBELT: "#cf7540",
        Role.HAND: "italic #bba9b6",
        Role.MATCH: "#150e0a on #f7c531",
        Role.CURSOR: "on #382317",
        Role.BAR: "#c9773f",
        Role.TRACK: "#3b291e",
        Role.KEY: "bold #f2b98a",
        Role.DISABLED: "#796656",
    },
)

_C256 = Colours(
    background="color(233)",
    frame="color(94)",
    focus="color(215)",
    ramp=("color(94)", "color(94)", "color(130)", "color(130)", "color(136)", "color(172)", "color(179)", "color(223)"),
    looks={
        Role.TEXT: "color(223)",
        Role.STRONG: "bold color(230)",
        Role.MUTED: "color(138)",
        Role.TITLE: "color(180)",
        Role.ACCENT: "color(186)",
        Role.OK: "color(72)",
        Role.NOTICE: "color(110)",
        Role.WARN: "color(220)",
        Role.FAIL: "color(203)",
        Role.CRITICAL: "bold color(233) on color(203)",
        Role.UNKNOWN: "color(176)",
        Role.SKYSKRAPER: "color(152)",
        Role.RUSTBELT: "color(166)",
        Role.HAND: "italic color(181)",
        Role.MATCH: "color(233) on color(220)",
        Role.CURSOR: "on color(237)",
        Role.BAR: "color(172)",
        Role.TRACK: "color(238)",
        Role.KEY: "bold color(216)",
        Role.DISABLED: "color(242)",
    },
)

_C16 = Colours(
    background="",
    frame="dim",
    focus="yellow",
    ramp=("yellow", "yellow", "yellow", "yellow", "yellow", "yellow", "bright_yellow", "bright_yellow"),
    looks={
        Role.TEXT: "",
        Role.STRONG: "bold",
        Role.MUTED: "dim",
        Role.TITLE: "yellow",
        Role.ACCENT: "underline yellow",
        Role.OK: "green",
        Role.NOTICE: "bold",
        Role.WARN: "bright_yellow",
        Role.FAIL: "bright_red",
        Role.CRITICAL: "bold black on bright_red",
        Role.UNKNOWN: "bright_magenta",
        Role.SKYSKRAPER: "cyan",
        Role.RUSTBELT: "reverse yellow",
        Role.HAND: "italic",
        Role.MATCH: "black on bright_yellow",
        Role.CURSOR: "reverse",
        Role.BAR: "yellow",
        Role.TRACK: "dim",
        Role.KEY: "bold yellow",
        Role.DISABLED: "dim",
    },
)

_CVD_TRUECOLOR = Colours(
    background=_TRUECOLOR.background,
    frame=_TRUECOLOR.frame,
    focus=_TRUECOLOR.focus,
    ramp=_TRUECOLOR.ramp,
    looks={
        **_TRUECOLOR.looks,
        Role.OK: "#5aa2f0",
        Role.NOTICE: "#b7c4f5",
        Role.WARN: "#ffe27a",
        Role.FAIL: "#ff7f2a",
        Role.CRITICAL: "bold #150e0a on #ff7f2a",
        Role.MATCH: "#150e0a on #ffe27a",
    },
)
_CVD_C256 = Colours(
    background=_C256.background,
    frame=_C256.frame,
    focus=_C256.focus,
    ramp=_C256.ramp,
    looks={
        **_C256.looks,
        Role.OK: "color(75)",
        Role.NOTICE: "color(147)",
        Role.WARN: "color(228)",
        Role.FAIL: "color(208)",
        Role.CRITICAL: "bold color(233) on color(208)",
        Role.MATCH: "color(233) on color(228)",
    },
)
_CVD_C16 = Colours(
    background=_C16.background,
    frame=_C16.frame,
    focus=_C16.focus,
    ramp=_C16.ramp,
    looks={**_C16.looks, Role.OK: "bright_cyan"},
)

_HEAVY = Border("┏", "┓", "┗", "┛", "━", "┃", "= ", " =")
_DOUBLE = Border("╔", "╗", "╚", "╝", "═", "║", "= ", " =")
_PLAIN = Border("+", "+", "+", "+", "-", "|", "= ", " =")
_PLAIN_FOCUS = Border("#", "#", "#", "#", "=", "|", "= ", " =")

RUSTBELT = Family(
    name="rustbelt",
    colours={Depth.TRUECOLOR: _TRUECOLOR, Depth.C256: _C256, Depth.C16: _C16, Depth.MONO: MONO},
    cvd={Depth.TRUECOLOR: _CVD_TRUECOLOR, Depth.C256: _CVD_C256, Depth.C16: _CVD_C16, Depth.MONO: MONO},
    lines=Lines(_HEAVY, _HEAVY, "╱"),
    mono_lines=Lines(_HEAVY, _DOUBLE, "╱"),
    ascii_lines=Lines(_PLAIN, _PLAIN_FOCUS, "/"),
)

"""RUSTBELT: oxide, lamp light and copper. Heavy lines, riveted titles, hatch over what is stale."""

from console.model.lines import Role
from themes.mono import MONO
from themes.skin import Border, Colours, Depth, Family, Lines

_TRUECOLOR = Colours(
    background="#150e0a",
    frame="#5e4433",
    focus="#ff9838",
    ramp=("#5c3a26", "#76462a", "#93542e", "#b06433", "#c9773f", "#dd8f57", "#eead7b", "#f8cfa8"),
    looks={
        Role.TEXT: "#e6d6c3",
        Role.STRONG: "bold #fdf4e7",
        Role.MUTED: "#a4917f",
        Role.TITLE: "#d8bd9f",
        Role.ACCENT: "#cdb57a",
        Role.OK: "#6ac79d",
        Role.NOTICE: "#78a4e0",
        Role.WARN: "#f9cb38",
        Role.FAIL: "#ff5f5f",
        Role.CRITICAL: "bold #150e0a on #ff5f5f",
        Role.UNKNOWN: "#c789cb",
        Role.SKYSKRAPER: "#9fc8dc",
        Role.RUSTBELT: "#d0783f",
        Role.HAND: "italic #d3a9bb",
        Role.MATCH: "#150e0a on #f9cb38",
        Role.CURSOR: "on #35210f",
        Role.BAR: "#c9773f",
        Role.TRACK: "#3b291e",
        Role.KEY: "bold #f2b98a",
        Role.DISABLED: "#796656",
    },
)

_C256 = Colours(
    background="color(232)",
    frame="color(95)",
    focus="color(208)",
    ramp=("color(94)", "color(94)", "color(130)", "color(130)", "color(166)", "color(173)", "color(216)", "color(223)"),
    looks={
        Role.TEXT: "color(223)",
        Role.STRONG: "bold color(230)",
        Role.MUTED: "color(138)",
        Role.TITLE: "color(180)",
        Role.ACCENT: "color(179)",
        Role.OK: "color(72)",
        Role.NOTICE: "color(110)",
        Role.WARN: "color(220)",
        Role.FAIL: "color(203)",
        Role.CRITICAL: "bold color(232) on color(203)",
        Role.UNKNOWN: "color(176)",
        Role.SKYSKRAPER: "color(116)",
        Role.RUSTBELT: "color(173)",
        Role.HAND: "italic color(182)",
        Role.MATCH: "color(232) on color(220)",
        Role.CURSOR: "on color(235)",
        Role.BAR: "color(130)",
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
    focus="#ffb08f",
    ramp=_TRUECOLOR.ramp,
    looks={
        **_TRUECOLOR.looks,
        Role.OK: "#4f9dff",
        Role.NOTICE: "#9ad8ff",
        Role.WARN: "#fff07a",
        Role.FAIL: "#ff7a24",
        Role.CRITICAL: "bold #150e0a on #ff7a24",
        Role.MATCH: "#150e0a on #fff07a",
        Role.MUTED: "#9a917f",
        Role.ACCENT: "#d8c25a",
        Role.UNKNOWN: "#cd70c6",
        Role.SKYSKRAPER: "#93c0a8",
        Role.RUSTBELT: "#cf8a1c",
    },
)
_CVD_C256 = Colours(
    background=_C256.background,
    frame=_C256.frame,
    focus="color(217)",
    ramp=_C256.ramp,
    looks={
        **_C256.looks,
        Role.OK: "color(69)",
        Role.NOTICE: "color(153)",
        Role.WARN: "color(227)",
        Role.FAIL: "color(208)",
        Role.CRITICAL: "bold color(232) on color(208)",
        Role.MATCH: "color(232) on color(227)",
        Role.MUTED: "color(246)",
        Role.ACCENT: "color(185)",
        Role.UNKNOWN: "color(170)",
        Role.SKYSKRAPER: "color(73)",
        Role.RUSTBELT: "color(136)",
        Role.HAND: "italic color(146)",
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

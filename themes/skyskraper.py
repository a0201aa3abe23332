"""SKYSKRAPER: cold glass at night. Thin round lines, much space, cyan only where the keys go."""

from console.model.lines import Role
from themes.mono import MONO
from themes.skin import Border, Colours, Depth, Family, Lines

_TRUECOLOR = Colours(
    background="#0a0f17",
    frame="#33475a",
    focus="#33e0fa",
    ramp=("#35506b", "#3f6788", "#4a7fa6", "#5797c2", "#69aed9", "#82c4ea", "#a2d9f6", "#c9eefd"),
    looks={
        Role.TEXT: "#cfdde9",
        Role.STRONG: "bold #f3f9fd",
        Role.MUTED: "#8497aa",
        Role.TITLE: "#b5cbdd",
        Role.ACCENT: "#a9c0ff",
        Role.OK: "#74d49c",
        Role.NOTICE: "#5f9dff",
        Role.WARN: "#f4c553",
        Role.FAIL: "#ff766e",
        Role.CRITICAL: "bold #0a0f17 on #ff766e",
        Role.UNKNOWN: "#d58be0",
        Role.SKYSKRAPER: "#4fb3c6",
        Role.RUSTBELT: "#cf8f4f",
        Role.HAND: "italic #c9b5bd",
        Role.MATCH: "#0a0f17 on #f4c553",
        Role.CURSOR: "on #14263a",
        Role.BAR: "#5797c2",
        Role.TRACK: "#26384a",
        Role.KEY: "bold #a9dcf2",
        Role.DISABLED: "#5d6e7f",
    },
)

_C256 = Colours(
    background="color(233)",
    frame="color(240)",
    focus="color(51)",
    ramp=("color(24)", "color(31)", "color(67)", "color(67)", "color(74)", "color(110)", "color(153)", "color(195)"),
    looks={
        Role.TEXT: "color(252)",
        Role.STRONG: "bold color(231)",
        Role.MUTED: "color(103)",
        Role.TITLE: "color(152)",
        Role.ACCENT: "color(147)",
        Role.OK: "color(78)",
        Role.NOTICE: "color(69)",
        Role.WARN: "color(221)",
        Role.FAIL: "color(203)",
        Role.CRITICAL: "bold color(233) on color(203)",
        Role.UNKNOWN: "color(176)",
        Role.SKYSKRAPER: "color(73)",
        Role.RUSTBELT: "color(172)",
        Role.HAND: "italic color(181)",
        Role.MATCH: "color(233) on color(221)",
        Role.CURSOR: "on color(17)",
        Role.BAR: "color(67)",
        Role.TRACK: "color(237)",
        Role.KEY: "bold color(153)",
        Role.DISABLED: "color(242)",
    },
)

_C16 = Colours(
    background="",
    frame="dim",
    focus="bright_cyan",
    ramp=("cyan", "cyan", "cyan", "cyan", "cyan", "bright_cyan", "bright_cyan", "bright_cyan"),
    looks={
        Role.TEXT: "",
        Role.STRONG: "bold",
        Role.MUTED: "dim",
        Role.TITLE: "cyan",
        Role.ACCENT: "underline bright_cyan",
        Role.OK: "green",
        Role.NOTICE: "bold",
        Role.WARN: "bright_yellow",
        Role.FAIL: "bright_red",
        Role.CRITICAL: "bold black on bright_red",
        Role.UNKNOWN: "bright_magenta",
        Role.SKYSKRAPER: "cyan",
        Role.RUSTBELT: "yellow",
        Role.HAND: "italic",
        Role.MATCH: "black on bright_yellow",
        Role.CURSOR: "reverse",
        Role.BAR: "cyan",
        Role.TRACK: "dim",
        Role.KEY: "bold cyan",
        Role.DISABLED: "dim",
    },
)

_CVD_TRUECOLOR = Colours(
    background=_TRUECOLOR.background,
    frame=_TRUECOLOR.frame,
    focus="#2ed2f2",
    ramp=_TRUECOLOR.ramp,
    looks={
        **_TRUECOLOR.looks,
        Role.OK: "#3f9dff",
        Role.NOTICE: "#86f0ff",
        Role.WARN: "#ffe58a",
        Role.FAIL: "#ff9220",
        Role.CRITICAL: "bold #0a0f17 on #ff9220",
        Role.MATCH: "#0a0f17 on #ffe58a",
        Role.RUSTBELT: "#bd835e",
        Role.MUTED: "#8f9c97",
        Role.ACCENT: "#b4bdff",
        Role.UNKNOWN: "#c374c4",
        Role.SKYSKRAPER: "#4eb1bd",
    },
)
_CVD_C256 = Colours(
    background=_C256.background,
    frame=_C256.frame,
    focus="color(45)",
    ramp=_C256.ramp,
    looks={
        **_C256.looks,
        Role.OK: "color(69)",
        Role.NOTICE: "color(159)",
        Role.WARN: "color(228)",
        Role.FAIL: "color(208)",
        Role.CRITICAL: "bold color(233) on color(208)",
        Role.MATCH: "color(233) on color(228)",
        Role.RUSTBELT: "color(136)",
        Role.MUTED: "color(246)",
        Role.UNKNOWN: "color(170)",
    },
)
_CVD_C16 = Colours(
    background=_C16.background,
    frame=_C16.frame,
    focus="bright_blue",
    ramp=_C16.ramp,
    looks={
        **_C16.looks,
        Role.ACCENT: "underline cyan",
        Role.OK: "bright_cyan",
    },
)

_THIN = Border("╭", "╮", "╰", "╯", "─", "│", "─ ", " ─")
_HEAVY = Border("┏", "┓", "┗", "┛", "━", "┃", "━ ", " ━")
_PLAIN = Border("+", "+", "+", "+", "-", "|", "- ", " -")
_PLAIN_FOCUS = Border("+", "+", "+", "+", "=", "|", "= ", " =")

SKYSKRAPER = Family(
    name="skyskraper",
    colours={Depth.TRUECOLOR: _TRUECOLOR, Depth.C256: _C256, Depth.C16: _C16, Depth.MONO: MONO},
    cvd={Depth.TRUECOLOR: _CVD_TRUECOLOR, Depth.C256: _CVD_C256, Depth.C16: _CVD_C16, Depth.MONO: MONO},
    lines=Lines(_THIN, _THIN, "·"),
    mono_lines=Lines(_THIN, _HEAVY, "·"),
    ascii_lines=Lines(_PLAIN, _PLAIN_FOCUS, "."),
)

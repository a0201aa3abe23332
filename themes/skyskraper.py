"""SKYSKRAPER: cold glass at night. Thin round lines, much space, cyan only where the keys go."""

from console.model.lines import Role
from themes.mono import MONO
from themes.palette import Border, Colours, Depth, Family, Lines

_TRUECOLOR = Colours(
    background="#0a0f17",
    frame="#33475a",
    focus="#45dcf5",
    ramp=("#35506b", "#3f6788", "#4a7fa6", "#5797c2", "#69aed9", "#82c4ea", "#a2d9f6", "#c9eefd"),
    looks={
        Role.TEXT: "#cfdde9",
        Role.STRONG: "bold #f3f9fd",
        Role.MUTED: "#8699ab",
        Role.TITLE: "#b5cbdd",
        Role.ACCENT: "#8fd8ff",
        Role.OK: "#6ed3a0",
        Role.NOTICE: "#86a8ff",
        Role.WARN: "#f4c553",
        Role.FAIL: "#ff7a70",
        Role.CRITICAL: "bold #0a0f17 on #ff6b62",
        Role.UNKNOWN: "#cf94e8",
        Role.SKYSKRAPER: "#7fb6c9",
        Role.RUSTBELT: "#d98d57",
        Role.HAND: "italic #b8b0c8",
        Role.MATCH: "#0a0f17 on #f4c553",
        Role.CURSOR: "on #16283a",
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
    ramp=("color(24)", "color(25)", "color(31)", "color(67)", "color(74)", "color(110)", "color(117)", "color(153)"),
    looks={
        Role.TEXT: "color(252)",
        Role.STRONG: "bold color(231)",
        Role.MUTED: "color(245)",
        Role.TITLE: "color(152)",
        Role.ACCENT: "color(117)",
        Role.OK: "color(79)",
        Role.NOTICE: "color(111)",
        Role.WARN: "color(221)",
        Role.FAIL: "color(209)",
        Role.CRITICAL: "bold color(233) on color(203)",
        Role.UNKNOWN: "color(176)",
        Role.SKYSKRAPER: "color(73)",
        Role.RUSTBELT: "color(173)",
        Role.HAND: "italic color(146)",
        Role.MATCH: "color(233) on color(221)",
        Role.CURSOR: "on color(236)",
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
    focus=_TRUECOLOR.focus,
    ramp=_TRUECOLOR.ramp,
    looks={
        **_TRUECOLOR.looks,
        Role.OK: "#58a6ff",
        Role.NOTICE: "#b9c6ff",
        Role.WARN: "#ffe08a",
        Role.FAIL: "#ff9233",
        Role.CRITICAL: "bold #0a0f17 on #ff9233",
        Role.MATCH: "#0a0f17 on #ffe08a",
        Role.RUSTBELT: "#b98a5e",
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
        Role.WARN: "color(229)",
        Role.FAIL: "color(208)",
        Role.CRITICAL: "bold color(233) on color(208)",
        Role.MATCH: "color(233) on color(229)",
        Role.RUSTBELT: "color(137)",
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

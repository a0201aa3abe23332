"""The looks without any colour, shared by all themes; the glyph and the word tell states apart as well."""

from console.model.lines import Role
from themes.skin import Colours

MONO = Colours(
    background="",
    frame="dim",
    focus="bold",
    ramp=("",) * 8,
    looks={
        Role.TEXT: "",
        Role.STRONG: "bold",
        Role.MUTED: "dim",
        Role.TITLE: "",
        Role.ACCENT: "underline",
        Role.OK: "",
        Role.NOTICE: "",
        Role.WARN: "bold",
        Role.FAIL: "bold underline",
        Role.CRITICAL: "bold reverse",
        Role.UNKNOWN: "italic",
        Role.SKYSKRAPER: "",
        Role.RUSTBELT: "bold",
        Role.HAND: "italic",
        Role.MATCH: "underline reverse",
        Role.CURSOR: "reverse",
        Role.BAR: "",
        Role.TRACK: "dim",
        Role.KEY: "bold",
        Role.DISABLED: "dim",
    },
)

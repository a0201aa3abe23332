"""What a view hands to whoever paints: lines of spans with a meaning, never with a colour."""

from enum import Enum

from msgspec import Struct


class Role(Enum):
    """The meaning of a piece of text; a theme gives each role its look."""

    TEXT = "text"
    STRONG = "strong"
    MUTED = "muted"
    TITLE = "title"
    ACCENT = "accent"
    OK = "ok"
    NOTICE = "notice"
    WARN = "warn"
    FAIL = "fail"
    CRITICAL = "critical"
    UNKNOWN = "unknown"
    SKYSKRAPER = "skyskraper"
    RUSTBELT = "rustbelt"
    HAND = "hand"
    MATCH = "match"
    CURSOR = "cursor"
    BAR = "bar"
    TRACK = "track"
    KEY = "key"
    DISABLED = "disabled"

    __hash__ = object.__hash__  # every line is looked up by its roles at every paint; Enum's own is written in Python


class Span(Struct, frozen=True):
    """A piece of clean text in one role."""

    text: str
    role: Role = Role.TEXT


Line = tuple[Span, ...]


class Glyphs(Struct, frozen=True):
    """The signs a view may draw with; one set for UTF-8, one for ASCII. Columns are the same in both."""

    ascii: bool
    info: str
    notice: str
    warn: str
    fail: str
    ok: str
    unknown: str
    bar: str
    track: str
    ramp: str
    ellipsis: str
    spine: str
    spine_cross: str
    leader: str
    hand: str
    up: str
    down: str
    cursor: str


UNICODE = Glyphs(
    False, "·", "i", "▲", "✖", "✔", "?", "█", "░", " ▁▂▃▄▅▆▇█", "…", "│", "┊", "╌",
    "DEN USYNLIGE HÅND", "↑", "↓", "▸",
)  # fmt: skip
ASCII = Glyphs(
    True, ".", "i", "!", "x", "v", "?", "#", ".", " .:-=+*#%@", "~", "|", ":", "-",
    "DEN USYNLIGE HAND", "^", "v", ">",
)  # fmt: skip


def plain(line: Line) -> str:
    """The text of a line without its roles."""
    return "".join([span.text for span in line])

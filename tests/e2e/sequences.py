"""What a terminal would make of a stream of bytes: text, control characters, and control sequences by kind."""

import re
from collections.abc import Iterator

from msgspec import Struct

_TOKEN = re.compile(
    r"(?P<csi>\x1b\[(?P<parameters>[0-?]*[ -/]*)(?P<final>[@-~]))"
    r"|(?P<osc>\x1b\](?P<osc_body>[^\x07\x1b]*)(?:\x07|\x1b\\))"
    r"|(?P<string>\x1b[PX^_](?P<string_body>[^\x1b]*)\x1b\\)"
    r"|(?P<escape>\x1b[ -/]*[0-Z\\-~])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)",
    re.DOTALL,
)


class Token(Struct, frozen=True):
    """One piece: its kind (csi, osc, string, escape, control, text) and its body."""

    kind: str
    body: str


def tokens(printed: bytes) -> Iterator[Token]:
    """The pieces of what was printed; an ESC that begins nothing known is a control character."""
    for match in _TOKEN.finditer(printed.decode("utf-8", "surrogateescape")):
        kind = match.lastgroup or ""
        kind = next(name for name in ("csi", "osc", "string", "escape", "control", "text") if match.group(name))
        yield Token(kind, _body(kind, match))


def _body(kind: str, match: re.Match[str]) -> str:
    if kind == "csi":
        return match["parameters"] + match["final"]
    if kind == "osc":
        return match["osc_body"]
    if kind == "string":
        return match["string_body"]
    return match[kind]


# What Textual 8 sends to set up, to paint and to leave: nothing of it erases or moves text.
ALLOWED_CSI = re.compile(
    r"[0-9;:]*m"  # colours
    r"|[0-9;]*H"  # cursor
    r"|\?(?:25|1000|1003|1004|1006|1015|1049|2004|2048|7)[hl]"  # cursor, mouse, focus, screen, paste, wrapping
    r"|\?(?:2026|2048)\$p"  # asks for synchronised output and resize reports
    r"|>25u|<u"  # keyboard
)
ALLOWED_OSC = re.compile(r"0;.*|22;[a-z-]*", re.DOTALL)  # title, pointer
ALLOWED_CONTROLS = frozenset("\r\n")
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u061c\u2060\ufeff\U000e0000-\U000e007f\ud800-\udfff]")


def foreign(printed: bytes) -> list[str]:
    """Every piece that the console itself never sends: what is wrong with it."""
    found = []
    for token in tokens(printed):
        if token.kind == "csi" and not ALLOWED_CSI.fullmatch(token.body):
            found.append(f"CSI {token.body!r}")
        elif token.kind == "osc" and not (ALLOWED_OSC.fullmatch(token.body) and token.body.isprintable()):
            found.append(f"OSC {token.body!r}")
        elif token.kind in ("string", "escape"):
            found.append(f"{token.kind} {token.body!r}")
        elif token.kind == "control" and token.body not in ALLOWED_CONTROLS:
            found.append(f"control {token.body!r}")
        elif token.kind == "text":
            found += [f"{sign!r} in {token.body!r}" for sign in HIDDEN.findall(token.body)]
    return found

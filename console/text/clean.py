"""Foreign text made safe to display: every foreign byte passes here once.

Terminal sequences are removed, control and invisible characters become visible, so that what is left can neither
steer the terminal nor deceive the eye. Cleaning is idempotent and takes time linear in the length of the text.
Sequences follow ECMA-48, section 5.4 (control sequences), section 5.6 (control strings) and ECMA-35 (escapes).
"""

import re
import unicodedata

from console.text.redraw import last_state

LINE_LIMIT = 64 * 1024
BODY_LIMIT = 16 * 1024
MARKS_LIMIT = 8

_SEQUENCE = re.compile(
    r"\x1b(?:"
    r"\[[0-?]*+[ -/]*+[@-~]"
    r"|\][^\x07\x18\x1a\x1b\x9c]*+(?:\x07|\x1b\\|\x9c)"
    r"|[PX^_][^\x18\x1a\x1b\x9c]*+(?:\x1b\\|\x9c)"
    r"|[ -/]++[0-~]"
    r"|[0-OQ-WYZ\\`-~]"
    r")"
)
_INVISIBLE = (
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters without a shape
    "\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_UNSAFE = re.compile(rf"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_MANY_MARKS = re.compile("[^\x00-\u02ff]{9}")
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n"})
_UTF8_BOM = b"\xef\xbb\xbf"
_CONTINUATION = range(0x80, 0xC0)


def clean(text: str) -> str:
    """One line that is safe to show; tabs stay, a newline inside becomes a control picture."""
    if text.isascii():
        if text.isprintable() or text.replace("\t", " ").isprintable():
            return text
    elif _UNSAFE.search(text) is None:
        return _cut_marks(text)
    if "\x1b" in text:
        text = _SEQUENCE.sub("", text)
    return _cut_marks(_UNSAFE.sub(_visible, text))


def clean_bytes(raw: bytes, encoding: str = "utf-8", limit: int = LINE_LIMIT) -> str:
    r"""One line of a file as safe text.

    `raw` is the line without its newline; one `\r` at its end is dropped, and of a line redrawn with lone `\r` (a
    progress bar) the last state counts. Undecodable bytes become U+FFFD. What exceeds `limit` bytes is cut and told
    as ` +N bytes`. Raises LookupError for an unknown encoding.
    """
    text, missing = clean_cut(raw, encoding, limit)
    return f"{text} +{missing} bytes" if missing else text


def clean_lines(block: bytes) -> list[str]:
    r"""The lines of a block, between its `\n`, each as `clean_bytes` makes it; most blocks are clean and only split."""
    plain = block.replace(b"\r\n", b"\n").removesuffix(b"\r")
    if plain.isascii() and len(plain.translate(None, _CONTROLS)) == len(plain):
        lines = plain.decode("ascii").split("\n")
        if max(map(len, lines)) <= LINE_LIMIT:
            return lines
    return [_line(raw) for raw in block.split(b"\n")]


def _line(raw: bytes) -> str:
    """One line; most are clean even among others that are not."""
    if raw.isascii() and len(raw) <= LINE_LIMIT and (text := raw.decode("ascii")).isprintable():
        return text
    return clean_bytes(raw)


def clean_cut(raw: bytes, encoding: str = "utf-8", limit: int = LINE_LIMIT) -> tuple[str, int]:
    """As `clean_bytes`: the text that is kept, and how many bytes are missing behind it."""
    if encoding == "utf-8":
        raw = last_state(raw.removeprefix(_UTF8_BOM))
        kept = raw if len(raw) <= limit else raw[: _boundary(raw, limit)]
        text = clean(kept.decode("utf-8", "replace"))
    else:
        kept = raw[:limit]
        text = clean(last_state(kept.decode(encoding, "replace").removeprefix("\ufeff").encode()).decode())
    return text, len(raw) - len(kept)


def clean_body(raw: bytes, encoding: str = "utf-8", limit: int = BODY_LIMIT) -> str:
    r"""Several lines as safe text joined with `\n`; lines beyond `limit` characters are told as `... +N lines`."""
    if encoding != "utf-8":
        raw = raw.decode(encoding, "replace").encode()
    lines = raw.removesuffix(b"\n").split(b"\n")
    kept: list[str] = []
    room = limit
    for line in lines:
        text = clean_bytes(line, limit=limit)
        if kept and len(text) >= room:
            break
        kept.append(text[:room])
        room -= len(kept[-1]) + 1
    missing = len(lines) - len(kept)
    if missing:
        kept.append(f"... +{missing} lines")
    return "\n".join(kept)


def _boundary(raw: bytes, limit: int) -> int:
    """The last place at or before `limit` that does not split a UTF-8 character."""
    for place in range(limit, max(limit - 4, 0), -1):
        if raw[place] not in _CONTINUATION:
            return place
    return limit


def _visible(match: re.Match[str]) -> str:
    """The visible stand-in of one unsafe character."""
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0xA0:
        return f"\\x{code:02x}"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cut_marks(text: str) -> str:
    """Drop the combining marks beyond the eighth on one base."""
    if text.isascii() or _MANY_MARKS.search(text) is None:
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= MARKS_LIMIT:
            kept.append(char)
    return "".join(kept)

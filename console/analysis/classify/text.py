"""The text as the rules see it: one clean line each, without what a CI writes in front, none longer than counts."""

import re
from collections.abc import Sequence

from console.text.clean import clean

LONGEST = 2000
MOST = 400_000
_KEPT = LONGEST // 2
_PREFIX = re.compile(
    r"(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]*+Z?\s|\[task \d[^\]]{0,40}+\]\s|#\d{1,3} \d{1,5}\.\d{1,4} "
    r"|\[\d\d:\d\d:\d\d\]\s|[a-z][a-z0-9.]{1,30}+[_-]\d{1,3} +\| )+"
)


def lines_of(text: str | Sequence[str]) -> list[str]:
    """The lines of a text; of more than can be looked at, those in the middle are empty, so that numbers stay true."""
    lines = text.split("\n") if isinstance(text, str) else list(text)
    if len(lines) > MOST:
        half = MOST // 2
        lines[half:-half] = [""] * (len(lines) - MOST)
    return [_line(line) for line in lines]


def _line(line: str) -> str:
    """One line, clean; of a long one its beginning and its end."""
    if len(line) > LONGEST:
        line = f"{line[:_KEPT]} ... {line[-_KEPT:]}"
    line = clean(line.rstrip("\r"))
    prefix = _PREFIX.match(line)
    return line[prefix.end() :] if prefix else line

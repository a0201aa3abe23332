"""The kind of a line: its text with the variable parts masked.

Equal templates are counted as one kind of line. The rules are those commonly given to log parsers as masks (see He,
Zhu, Zheng, Lyu, "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017, section III-B).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

WILDCARD = "<*>"
LIMIT = 1024

_DIGITS = str.maketrans("123456789", "000000000")
_PARTS = (
    r"^[\[(]?(?:[A-Z][a-z]{2},?\s+)?(?:\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[ /][A-Z][a-z]{2}[ /]\d{4}"
    r"|[A-Z][a-z]{2}\s{1,2}\d{1,2})[T :_-]+\d{1,2}:\d{2}(?::\d{2})?(?:[.,:]\d+)?\s?(?:Z|[+-]\d{2}:?\d{2})?[\])]?",
    r'"(?:[^"\\]|\\.)*+"',
    r"(?<![A-Za-z0-9])'(?:[^'\\]|\\.)*+'(?![A-Za-z0-9])",
    r"\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b",
    r"\b[a-z][a-z0-9+.-]{1,15}://[^\s\"'<>,;)\]}]++",
    r"(?<![\w.:])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\w.])",
    r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|:)(?:\]:\d{1,5})?(?![\w:])",
    r"(?<![\w.])(?:~|\.{1,2}|[A-Za-z]:)?(?:[/\\][\w.@%+~#-]++)+[/\\]?(?::\d+){0,2}",
    r"\b0[xX][0-9A-Fa-f]++\b",
    r"\b(?=[A-Fa-f]*\d)[0-9A-Fa-f]{6,}\b",
    r"[+-]?(?<![A-Za-z0-9_.])\d++(?:[.,:]\d++)*+(?:\s?(?:[kKMGT]i?B|[mun\u00b5]?s|%|ms|min|h|bytes)\b)?",
    r"\d++",
)
_VARIABLE = re.compile("|".join(_PARTS))
_REPEATED = re.compile(r"<\*>(?:[\s,:;|/x.-]*<\*>)+")


def template(text: str) -> str:
    """The kind of a clean line: numbers, addresses, paths, quoted text and the like become `<*>`."""
    return _masked(text[:LIMIT].translate(_DIGITS))


def templates(texts: Sequence[str]) -> list[str]:
    """The kind of each line, in order."""
    return [_masked(text[:LIMIT].translate(_DIGITS)) for text in texts]


@lru_cache(maxsize=8192)
def _masked(text: str) -> str:
    """Mask a text whose digits are all 0; lines that differ in digits only are computed once."""
    return _REPEATED.sub(WILDCARD, _VARIABLE.sub(WILDCARD, text)).strip()

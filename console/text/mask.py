"""The kind of a line: its text with the variable parts masked.

Equal templates are counted as one kind of line. Masking by common rules and splitting at spaces follow He, Zhu,
Zheng, Lyu, "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017, section III. Nothing is learned:
two lines get the same template only if all their other words are the same, so `Started` and `Paused` stay apart.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

WILDCARD = "<*>"
LIMIT = 1024

_WORD_LIMIT = 128
_WORDS_KEPT = 8192
_DIGITS = str.maketrans("123456789", "000000000")
_TIME_AHEAD = re.compile(
    r"[\[(]?(?:[A-Z][a-z]{2},?\s+)?(?:0{2,4}[-/.]0{1,2}[-/.]0{1,4}|0{1,2}[ /-][A-Z][a-z]{2}[ /-]0{2,4}"
    r"|[A-Z][a-z]{2}\s{1,2}0{1,2}(?:\s0{4})?|0{1,2}-0{1,2})[T :_-]{1,2}0{1,2}:00(?::00)?(?:[.,:]0+)?"
    r"(?:\s0{4})?\s?(?:Z|[+-]00:?00)?[\])]?(?=\s|$)"
)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|(?<![A-Za-z0-9])'(?:[^'\\]|\\.)*+'(?![A-Za-z0-9])|`[^`]*+`")
_VARIABLE = re.compile(
    "|".join(
        (
            r"\b[0A-Fa-f]{8}-(?:[0A-Fa-f]{4}-){3}[0A-Fa-f]{12}\b",
            r"\b0{4}-00-00T00:00(?::00(?:[.,]0+)?)?(?:Z|[+-]00:?00)?",
            r"\b[a-z][a-z0+.-]{1,15}://[^\s,;)\]}>]++",
            r"(?<![\w.:])(?:0{1,3}\.){3}0{1,3}(?::0{1,5})?(?![\w.])",
            r"(?<![\w:])(?:[0A-Fa-f]{1,4}:){2,7}(?:[0A-Fa-f]{1,4}|:)(?:\]:0{1,5})?(?![\w:])",
            r"(?<![\w.])(?:~|\.{1,2}|[A-Za-z]:)?(?:[/\\][\w.@%+~#-]++)+[/\\]?(?::0+){0,2}",
            r"(?<![\w./\\])(?:[\w.@%+~#-]++/){2,}[\w.@%+~#-]*(?::0+){0,2}",
            r"\b0[xX][0A-Fa-f]++\b",
            r"\b(?=[A-Fa-f]*0)[0A-Fa-f]{6,}\b",
            r"(?<![A-Za-z0_.])[+-]?0++(?:[.,:]0++)*+(?:[kKMGT]i?[Bb]?|[mun\u00b5]?s|%|min|h|d|bytes)?(?![A-Za-z0])",
            r"0++",
        )
    )
)
_REPEATED = re.compile(r"<\*>(?:[,:;|/x._-]?<\*>)+")
_MARKERS = ("0", "/", "\\")


def template(text: str) -> str:
    """The kind of a clean line: numbers, addresses, paths, quoted text and the like become `<*>`."""
    text = text[:LIMIT].translate(_DIGITS)
    if match := _TIME_AHEAD.match(text):
        text = WILDCARD + text[match.end() :]
    if '"' in text or "'" in text or "`" in text:
        text = _QUOTED.sub(WILDCARD, text)
    return " ".join(map(_word, text.split())) if len(text) <= _WORD_LIMIT else " ".join(map(_any_word, text.split()))


def templates(texts: Sequence[str]) -> list[str]:
    """The kind of each line, in order."""
    return list(map(template, texts))


def _any_word(word: str) -> str:
    """Mask a word of any length; long ones would fill the memory of words for nothing."""
    return _word(word) if len(word) <= _WORD_LIMIT else _masked(word)


@lru_cache(maxsize=_WORDS_KEPT)
def _word(word: str) -> str:
    """Mask a word, remembering it: a log is made of few different words once its digits are alike."""
    return _masked(word)


def _masked(word: str) -> str:
    """Mask the variable parts of a word whose digits are all 0."""
    if not any(marker in word for marker in _MARKERS):
        return word
    return _REPEATED.sub(WILDCARD, _VARIABLE.sub(WILDCARD, word))

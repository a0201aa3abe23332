"""The kind of a line: its text with the variable parts masked.

Equal templates are counted as one kind of line. Masking by common rules and splitting at spaces follow He, Zhu,
Zheng, Lyu, "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017, section III. Nothing is learned:
two lines get the same template only if all their other words are the same, so `Started` and `Paused` stay apart.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from console.text.figures import restored, telling, with_codes
from console.text.mask_kinds import (
    DATE_FIRST,
    DAY_FIRST,
    DIGITS,
    MONTH_FIRST,
    QUOTED,
    REQUEST,
    SHORT_SPAN,
    Kind,
    compile_words,
)

__all__ = [
    "LIMIT",
    "MASKS",
    "WILDCARD",
    "Kind",
    "Part",
    "failure_template",
    "masked_words",
    "parts",
    "template",
    "templates",
]
MASKS = 3
WILDCARD = "<*>"
LIMIT = 1024

_WORD_LIMIT = 128
_WORDS_KEPT = 8192
_AHEAD = re.compile(rf"[\[(]?(?:{MONTH_FIRST}|{DAY_FIRST}|{DATE_FIRST})[\])]?(?=\s|$)")
_MONTH_FIRST, _DAY_FIRST, _QUOTED, _SHORT_SPAN = map(re.compile, (MONTH_FIRST, DAY_FIRST, QUOTED, SHORT_SPAN))
_CLOCKS = tuple((Kind.TIME, pattern) for pattern in (_MONTH_FIRST, _DAY_FIRST, re.compile(rf"(?<![\w.]){DATE_FIRST}")))
_SPACED = (
    (re.compile(":00"), _CLOCKS),
    (re.compile("[\"'`]"), ((Kind.QUOTED, _QUOTED),)),
    (re.compile("<"), ((Kind.DURATION, _SHORT_SPAN),)),
)
_WORD, _WORD_KINDS = compile_words()
_REQUEST = re.compile(REQUEST)
_CHUNK = re.compile(r"\S+")
_REPEATED = re.compile(r"<\*>(?:[,:;|/x._-]?<\*>)+")
_MARKED = re.compile(r"[0/\\@]")


class Part(Struct, frozen=True):
    """A variable part of a line, from `start` up to `end`, in characters."""

    kind: Kind
    start: int
    end: int


def template(text: str) -> str:
    """The kind of a clean line: numbers, addresses, paths, quoted text and the like become `<*>`.

    The code of an error (`error[E0308]`, `error TS2322`) is no variable: it names the error.
    """
    return restored(" ".join(masked_words(text)))


def failure_template(text: str) -> str:
    """As `template` for the line of a failure: every figure stays that tells failures apart (`exit code 137`)."""
    return template(telling(text))


def templates(texts: Sequence[str]) -> list[str]:
    """The kind of each line, in order."""
    return list(map(template, texts))


def masked_words(text: str) -> Iterator[str]:
    """The words of a line, each with its variable parts masked; digits that name an error lie in a private range."""
    line = _spaced(_plain(text))
    return map(_word if len(line) <= _WORD_LIMIT else _any_word, line.split())


def parts(text: str, *, quoted: bool = True) -> tuple[Part, ...]:
    """The variable parts of a clean line by kind, in order; they do not overlap. Only the first LIMIT characters.

    Without `quoted` a quoted text is no part, but what is variable inside it; a web request always is.
    """
    line = _plain(text)
    found: list[Part] = []
    for signs, patterns in _SPACED:
        if signs.search(line) is None:
            continue
        for kind, pattern in patterns:
            line = _take(kind, pattern, line, found, quoted=quoted)
    for match in _CHUNK.finditer(line):
        word, at = match[0], match.start()
        hits = _hits(word) if len(word) <= _WORD_LIMIT else _found(word)
        if hits:
            found += [Part(kind, at + start, at + end) for kind, start, end in hits]
    return tuple(sorted(found, key=_start))


def _take(kind: Kind, pattern: re.Pattern[str], line: str, found: list[Part], *, quoted: bool) -> str:
    """The line with blanks where a pattern was found; the places are added to `found`."""
    for match in pattern.finditer(line):
        verb = _verb(match[0])
        if kind is Kind.QUOTED and not (quoted or verb):
            continue
        start, end = match.start() + verb, match.end() - bool(verb)
        found.append(Part(kind, start, end))
        line = line[:start] + " " * (end - start) + line[end:]
    return line


def _start(part: Part) -> int:
    return part.start


def _found(word: str) -> list[tuple[Kind, int, int]]:
    """Kind, start and end of each variable part of a word whose digits are all 0."""
    if _MARKED.search(word) is None:
        return []
    return [(_WORD_KINDS[(hit.lastindex or 1) - 1], *hit.span()) for hit in _WORD.finditer(word)]


_hits = lru_cache(maxsize=_WORDS_KEPT)(_found)
"""The same, remembered: a log is made of few different words once its digits are alike."""


def _plain(text: str) -> str:
    """The part of a line that is looked at, with all digits alike but those of an error's code."""
    if len(text) > LIMIT:
        text = text[:LIMIT].rpartition(" ")[0] or text[:LIMIT]
    return with_codes(text).translate(DIGITS)


def _spaced(line: str) -> str:
    """Mask what may hold spaces: times with names of months, quoted text, `<1 sec`."""
    if match := _AHEAD.match(line):
        line = WILDCARD + line[match.end() :]
    if ":00" in line:
        line = _MONTH_FIRST.sub(WILDCARD, line)
        if "/0000" in line or " 0000" in line:
            line = _DAY_FIRST.sub(WILDCARD, line)
    if '"' in line or "'" in line or "`" in line:
        line = _QUOTED.sub(_quoted, line)
    return _SHORT_SPAN.sub(WILDCARD, line) if "<0" in line else line


def _quoted(match: re.Match[str]) -> str:
    """The mask of a quoted text; the verb of a web request says what was done and stays."""
    verb = _verb(match[0])
    return match[0][:verb] + WILDCARD + '"' if verb else WILDCARD


def _verb(quoted: str) -> int:
    """How many characters of a quoted text, quotes included, are the verb of a web request and the space after it."""
    match = _REQUEST.match(quoted)
    return match.end() if match else 0


def _any_word(word: str) -> str:
    """Mask a word of any length; long ones would fill the memory of words for nothing."""
    return _word(word) if len(word) <= _WORD_LIMIT else _masked(word)


@lru_cache(maxsize=_WORDS_KEPT)
def _word(word: str) -> str:
    """Mask a word, remembering it: a log is made of few different words once its digits are alike."""
    return _masked(word)


def _masked(word: str) -> str:
    """Mask the variable parts of a word whose digits are all 0."""
    if _MARKED.search(word) is None:
        return word
    return _REPEATED.sub(WILDCARD, _WORD.sub(WILDCARD, word))

"""Reads command lines without running them; substitutions stay part of a word, open quotes make a `broken` line."""

import shlex

from console.analysis.fixes.shell import ASSIGNMENT, Line, Segment, Word
from console.text.clean import clean

LIMIT = 8192
_OPERATORS = ("&&", "||", ";", "|&", "|", "&")


def parse(text: str) -> Line:
    """Take a command line apart. A line over `LIMIT` characters or with control characters has no segments."""
    text = text.strip()
    if len(text) > LIMIT or clean(text) != text:
        return Line(text, (), broken=True)
    segments: list[Segment] = []
    words: list[Word] = []
    start = place = 0
    while place < len(text):
        operator = next((sign for sign in _OPERATORS if text.startswith(sign, place)), "")
        if text[place].isspace():
            place += 1
        elif operator:
            _close(segments, words, text, start, place)
            place += len(operator)
            start = place
        else:
            end = _word_end(text, place)
            if end < 0:
                return _plain(text)
            words.append(Word(text[place:end], _value(text[place:end])))
            place = end
    _close(segments, words, text, start, place)
    return Line(text, tuple(segments))


def split(command: str) -> tuple[str, ...]:
    """The argument vector that runs a command: its words, or a shell when it is more than one command."""
    line = parse(command)
    plain = line.simple and not any(sign in command for sign in "$`<>*?~(){}")
    if plain and not (line.segments and ASSIGNMENT.match(line.segments[0].words[0].value)):
        return tuple(word.value for word in line.segments[0].words)
    return ("sh", "-c", command)


def _close(segments: list[Segment], words: list[Word], text: str, start: int, end: int) -> None:
    """Put the words read so far into a segment."""
    if words:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        segments.append(Segment(tuple(words), start + left, start + len(piece.rstrip())))
        words.clear()


def _plain(text: str) -> Line:
    """A line whose quotes do not close, as plain words."""
    words = tuple(Word(word, word) for word in text.split())
    return Line(text, (Segment(words, 0, len(text)),) if words else (), broken=True)


def _word_end(text: str, place: int) -> int:
    """Where the word that starts at `place` ends; -1 when a quote in it does not."""
    depth = 0
    while place < len(text):
        char = text[place]
        if char == "\\":
            place += 1
        elif char in "'\"":
            place = _quote_end(text, place)
            if place < 0:
                return -1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif depth <= 0 and (char.isspace() or _ends(text, place)):
            return place
        place += 1
    return min(place, len(text))


def _ends(text: str, place: int) -> bool:
    """Whether an operator ends the word here; the `&` of a redirection (`2>&1`, `&>log`) does not."""
    if text[place] == "&":
        return text[place - 1] not in "<>" and text[place + 1 : place + 2] != ">"
    return text[place] in ";|"


def _quote_end(text: str, place: int) -> int:
    """Where the quote that opens at `place` closes, -1 if nowhere."""
    sign = text[place]
    place += 1
    while place < len(text) and text[place] != sign:
        place += 2 if sign == '"' and text[place] == "\\" else 1
    return place if place < len(text) else -1


def _value(raw: str) -> str:
    """What a word means; a substitution means itself."""
    if not any(sign in raw for sign in "'\"\\"):
        return raw
    try:
        return "".join(shlex.split(raw)) if raw.count("'") + raw.count('"') or "\\" in raw else raw
    except ValueError:
        return raw

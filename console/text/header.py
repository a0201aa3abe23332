"""What stands before the message of a log line: time, level, host, process, thread, component.

Files differ in their headers, the lines of one file hardly do. A layout is therefore learned from a sample of a file's
lines, column by column: a field belongs to the header when nearly all lines have it in the same place and a time or a
level is among the fields. A file without such columns has no header. Rules read lines that fit no learned layout.
"""

import json
import re
from collections.abc import Callable, Sequence

from console.text.header_fields import DATED, PATTERNS, SHAPES, Field

Match = Callable[[str, int], re.Match[str] | None]
SAMPLE = 200
_NEARLY_ALL = 0.95
_MOST = 0.6
_PROBE = 12
_DEEPEST = 20
_WORDS_BEFORE = {Field.TIME: 5, Field.LEVEL: 4, Field.ORIGIN: 1, Field.BRACKET: 1, Field.DASHED: 1}
_ANCHORS = frozenset((Field.TIME, Field.LEVEL))
_CLOSED = frozenset((Field.ORIGIN, Field.DASHED))
_LIMIT = 2048
_MESSAGE = re.compile(r"\"(?:message|msg|MESSAGE|event|log|text)\" ?: ?(\"(?:[^\"\\]|\\.){0,2048}+\")")
_LOGFMT = re.compile(r"(?:^|\s)(?:msg|message)=\"((?:[^\"\\]|\\.){0,2048}+)\"")


class Layout:
    """How the lines of one file begin; `fields` are the columns of the header, none for a file without one."""

    def __init__(self, fields: Sequence[Field] = ()) -> None:
        self.fields = tuple(fields)
        self._columns = _columns(self.fields)

    def body(self, line: str) -> str:
        """The message of a line without its header; the whole line where there is nothing else."""
        head = line[:_LIMIT]
        if line[:1] == "{" and (match := _MESSAGE.search(head)):
            return _unquoted(match[1]) or line
        end = self._end(head)
        if not end and (match := _RULES.match(head)):
            end = match.end()
        body = line[end:]
        if 'msg="' in head and (quoted := _LOGFMT.search(head)):
            body = quoted[1] + line[quoted.end() :]
        return body if body.strip() else line

    def _end(self, head: str) -> int:
        """Where the header of a line ends; 0 for a line that does not have the columns up to the first time or level.

        Of the columns behind it a line has as many as it has.
        """
        end = 0
        for match, needed in self._columns:
            hit = match(head, end)
            if hit is None:
                return 0 if needed else end
            end = hit.end()
        return end


def learn(lines: Sequence[str]) -> Layout:
    """The layout that these lines of one file share; only an even sample of them is looked at."""
    filled = [line[:_LIMIT] for line in lines if line.strip()]
    sample = filled[:: max(1, len(filled) // SAMPLE)][:SAMPLE]
    return Layout(_Columns(sample).read()) if sample else Layout()


class _Columns:
    """Reads the columns of a sample from left to right."""

    def __init__(self, lines: list[str]) -> None:
        self._all = len(lines)
        self._places = [(line, 0) for line in lines]
        self._fields: list[Field] = []
        self._sure = 0

    def read(self) -> list[Field]:
        """The fields up to the last one that proves a header."""
        while len(self._fields) < _DEEPEST and (field := self._next()):
            self._fields.append(field)
            if self._proves(field):
                self._sure = len(self._fields)
        return self._fields[: self._sure]

    def _next(self) -> Field | None:
        """The field that nearly all lines have at their place; the lines that lack it drop out."""
        probe = self._places[:: len(self._places) // _PROBE + 1]
        for shape in SHAPES:
            if not self._possible(shape.field):
                continue
            match = PATTERNS[shape.field].match
            if sum(match(line, at) is None for line, at in probe) > _PROBE // 2:
                continue
            found = [(line, hit.end()) for line, at in self._places if (hit := match(line, at))]
            if len(found) >= self._least(shape.field):
                if shape.field is Field.ORIGIN and self._more_behind_a_word(len(found)):
                    continue
                self._places = found
                return shape.field
        return None

    def _more_behind_a_word(self, count: int) -> bool:
        """Whether more lines name their origin after one word, which is then the host's name."""
        word, origin = PATTERNS[Field.WORD].match, PATTERNS[Field.ORIGIN].match
        behind = [hit.end() if (hit := word(line, at)) else None for line, at in self._places]
        found = [at for (line, _), at in zip(self._places, behind, strict=True) if at and origin(line, at)]
        return len(found) > count

    def _least(self, field: Field) -> float:
        """How many lines must have a field: nearly all; a first time at the very start most, for lines run on."""
        if field is Field.TIME and not self._fields:
            return self._all * _MOST
        return max(len(self._places) * _NEARLY_ALL, self._all * _MOST)

    def _possible(self, field: Field) -> bool:
        """Whether a field may follow those before it. What names the origin ends a header but for a time or level."""
        if field in _ANCHORS or (field is Field.SIGN and self._fields):
            return True
        if any(closed in self._fields for closed in _CLOSED):
            return False
        anchored = not _ANCHORS.isdisjoint(self._fields)
        if field is Field.WORD or field in (Field.NUMBER, Field.SIGN, Field.BRACKET, Field.PIPED):
            return self._loose() < _WORDS_BEFORE[Field.TIME]
        return anchored

    def _proves(self, field: Field) -> bool:
        """Whether a field shows that the header reaches so far."""
        if field in _ANCHORS:
            return self._loose(before_last=True) <= _WORDS_BEFORE[field] and self._first_level(field)
        if _ANCHORS.isdisjoint(self._fields) or field is Field.WORD:
            return False
        return self._loose(before_last=True) <= _WORDS_BEFORE.get(field, 0)

    def _first_level(self, field: Field) -> bool:
        """A level proves a header without a time only at the very start."""
        return field is Field.TIME or Field.TIME in self._fields or len(self._fields) == 1

    def _loose(self, *, before_last: bool = False) -> int:
        """How many fields that prove nothing stand since the last that does."""
        return len(self._fields) - self._sure - before_last


def _columns(fields: Sequence[Field]) -> tuple[tuple[Match, bool], ...]:
    """How each column is matched, and whether a line must have it: those up to the first time or level.

    Before that any word may stand where the sample had a sign or a number: an alert's name in place of `-`.
    """
    needed = min([at for at, field in enumerate(fields) if field in _ANCHORS], default=0) + 1
    lead = [Field.WORD if field in (Field.SIGN, Field.NUMBER) else field for field in fields[:needed]]
    return tuple((PATTERNS[field].match, at < needed) for at, field in enumerate((*lead, *fields[needed:])))


def _rules() -> re.Pattern[str]:
    """What is taken for a header in a line of no known file: a time, and what commonly follows it."""
    level, bracket, number = (PATTERNS[field].pattern for field in (Field.LEVEL, Field.BRACKET, Field.NUMBER))
    process = r"(?:[\w.-]{1,64} )?[\w./-]{1,64}(?:\([^\s()]{1,40}\))?(?:\[\d{1,10}\]:|:)(?:\s+|$)"
    logger = r"[\w.$/-]{1,120}(?::\d{1,6}[\]:]?|\s+-|\s{2,24}:)\s+"
    return re.compile(
        rf"(?:{DATED}){{1,3}}(?:{number}){{0,2}}(?:{level})?(?:{number}|--- ){{0,2}}(?:{bracket}){{0,2}}(?:{level})?"
        rf"(?:{logger}|{process})?(?:{level})?"
    )


def _unquoted(text: str) -> str:
    """The value of a JSON string, empty where it is none."""
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return ""


_RULES = _rules()
PLAIN = Layout()

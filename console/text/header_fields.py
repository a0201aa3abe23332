"""The fields of which the headers of log lines are made, as patterns that begin where the field before them ended.

Each takes the blanks and signs that part it from the next. No pattern can look twice at what it has passed.
"""

import re
from enum import Enum

from msgspec import Struct

_CLOCK = r"\d{1,2}[:.]\d{1,2}(?:[:.]\d{1,2})?(?:[.,:]\d{1,9})?"
_DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d\d[-/.]\d\d[-/.]\d{2,4})"
_SHORT_DATE = r"\d{1,2}[-/.]\d{1,2}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_ZONE = r"(?:\s?(?:Z\b|[+-]\d\d:?\d\d\b|(?:UTC|GMT|[A-Z]{1,2}[SD]T|CES?T)\b))?"
LEVELS = (
    "TRACE|DEBUG|INFO|INFORMATION|INFORMATIONAL|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|FATAL|ALERT|EMERG"
    "|PANIC|FAILURE|FINE|FINER|FINEST|CONFIG|VERBOSE|LOG|HINT|DETAIL|STATEMENT"
)
_WORDS = "|".join((LEVELS, LEVELS.title(), LEVELS.lower()))
_PART = r"(?:\s*(?:\||::?(?=\s)|,(?=\s)|-(?=\s))\s*|\s+|(?<=\])(?=\[)|$)"
_BALANCED = r"(?:[^\[\]]|\[[^\[\]]{0,80}\]){0,480}"


class Field(Enum):
    """What a field tells. `LEVEL`, `TIME`, `ORIGIN` and `PIPED` show that a header goes on so far; the rest may not."""

    TIME = "time"
    LEVEL = "level"
    BRACKET = "bracket"
    ORIGIN = "origin"
    DASHED = "dashed"
    PIPED = "piped"
    NUMBER = "number"
    SIGN = "sign"
    PADDED = "padded"
    WORD = "word"


class Shape(Struct, frozen=True):
    """A field and how it is written."""

    field: Field
    pattern: str


_DATED = (
    rf"(?:{_DATE}[T _:-]{{1,2}}{_CLOCK}|{_SHORT_DATE} {_CLOCK}){_ZONE}",
    rf"(?:{_DAY},?\s+)?{_MONTH}\s+\d{{1,2}}(?:\s\d{{4}})?,?\s+{_CLOCK}{_ZONE}(?:\s\d{{4}}\b)?",
    rf"(?:{_DAY},?\s+)?\d{{1,2}}[ /-]{_MONTH}[ /-]\d{{2,4}}[: ]{_CLOCK}{_ZONE}",
    rf"[IWEFD]\d{{4}}(?:\d{{4}})? {_CLOCK}",
    rf"\d{{8}}[-T ]?(?:\d{{1,2}}:\d{{1,2}}:\d{{1,2}}(?:[:.,]\d{{1,9}})?|\d{{6}}){_ZONE}",
)
_UNDATED = (
    _DATE,
    r"\d{6} \d{6}",
    r"\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?",
    r"1\d{9}(?:\.\d{1,9}|\d{3}(?:\d{3}){0,2})?",
    r"(?<=\[)\s{0,6}\d{1,8}\.\d{6}",
)


def _stamp(ways: tuple[str, ...]) -> str:
    """A time written in one of these ways, with its brackets."""
    lead = r"[\[(<]{0,2}(?:task |time=\"?|ts=\"?)?"
    return rf"{lead}(?:{'|'.join(ways)})(?!\w|[.:/-]\w)\"?[\])>]{{0,2}}{_PART}"


DATED = _stamp(_DATED)
SHAPES = (
    Shape(Field.TIME, _stamp(_DATED + _UNDATED)),
    Shape(Field.LEVEL, rf"(?:level=|severity=)?[\[(<]?(?:{_WORDS}|[VDIWEFC](?=[\s/\]|]))\s?[\])>]?(?:{_PART}|/)"),
    Shape(Field.BRACKET, rf"(?:\[{_BALANCED}\]|\([^()]{{0,160}}\)|<[\w.]{{1,40}}>)(?:{_PART})"),
    Shape(
        Field.ORIGIN,
        r"(?:-- |- )?[A-Za-z_/.(*][^\s\[\]():=,;\"']{0,120}(?: [\d.]{1,12})?(?:\([^\s()]{1,60}\))?"
        r"(?:\[[^\[\]\s]{0,24}\])?(?: ?\([^()]{0,120}\))?\s{0,24}:(?:\s+|$)"
        r"|[^\s\[\]:][^\[\]:]{0,40}\[\d{1,10}\](?: \([^()]{0,120}\))?:(?:\s+|$)"
        r"|[\w$./#:-]{1,120}[\]#:](?::)?(?:\s+|$)",
    ),
    Shape(Field.PIPED, r"[^|\s][^|]{0,40}\|\s*|(?<=\|)\|\s*"),
    Shape(Field.NUMBER, rf"[#*]?-?(?:0x[0-9a-fA-F]{{1,16}}|\d{{1,20}})(?:{_PART})"),
    Shape(Field.SIGN, r"(?:[-*|>:.]{1,3}(?: :)?|\*\d{1,10})\s+"),
    Shape(Field.DASHED, r"[^\s\"'=\[\]]{1,80}(?: [^\s\"'=\[\]]{1,20}){0,2}\s{1,24}-{1,3}\s+"),
    Shape(Field.PADDED, r"[\w.@/$:-]{1,40}(?:\t\s*|\s{2,40})"),
    Shape(Field.WORD, r"[^\s\"'={}]{1,160}(?:\s+|$)"),
)
PATTERNS = {shape.field: re.compile(shape.pattern) for shape in SHAPES}

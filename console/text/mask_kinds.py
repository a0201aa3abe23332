"""The variable parts of a line by kind, as patterns over text whose digits are all `0`.

Order matters: where two kinds could begin at the same place the earlier one wins. No pattern can look twice at what it
has passed: runs are possessive and begin only where a run begins, so that a line is read in time linear in its length.
"""

import re
from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What a variable part is."""

    TIME = "time"
    QUOTED = "quoted"
    URL = "url"
    EMAIL = "email"
    UUID = "uuid"
    MAC = "mac"
    IP = "ip"
    HOST = "host"
    PATH = "path"
    HEX = "hex"
    DURATION = "duration"
    SIZE = "size"
    NUMBER = "number"
    IDENTIFIER = "identifier"


class Mask(Struct, frozen=True):
    """One way in which a variable part of a word is written.

    `first` says whether it begins with a letter `a`, a digit `0` or a sign `-`, which spares most places the trial.
    """

    kind: Kind
    first: str
    pattern: str


DIGITS = str.maketrans("123456789", "000000000")
_CLOCK = r"0{1,2}:00(?::00)?(?:[.,:]0++)?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ZONE = r"(?:\s?(?:Z\b|[+-]00:?00|(?:UTC|GMT|[A-Z]{1,2}[SD]T|CES?T)\b))?"
_UNIT = r"(?:ns|us|\u00b5s|ms|s|sec|secs|second|seconds|min|mins|minutes?|h|hrs?|hours?)\b"
_SOURCES = (
    "py|go|js|jsx|ts|tsx|mjs|vue|c|cc|cpp|cxx|h|hh|hpp|m|mm|java|kt|scala|groovy|gradle|rs|rb|php|pl|pm|sh|cs|fs|vb|swift"
    "|dart|lua|ex|exs|erl|hs|ml|jl|zig|sql|txt|log|md|rst|json|toml|yml|yaml|xml|html|css|cfg|conf|ini|mk|cmake|proto"
)
_VERBS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE"

MONTH_FIRST = (  # `Sat Jul  9 12:16:49 2005`; that it begins with a set of signs keeps the search fast
    rf"[MTWFSJAOND][a-z]{{2}},?\s{{1,2}}(?:{_MONTH}\s{{1,2}})?"
    rf"0{{1,2}}(?:\s0{{4}})?,?\s{{1,2}}{_CLOCK}{_ZONE}(?:\s0{{4}}\b)?"
)
DAY_FIRST = rf"00?[ /-]{_MONTH}[ /-]00(?:00)?[: ]{_CLOCK}{_ZONE}"
DATE_FIRST = rf"0{{1,4}}[-/.]0{{1,2}}(?:[-/.]0{{1,4}})?[ T_-]{{1,2}}{_CLOCK}{_ZONE}"
QUOTED = (
    rf"\"(?:(?:{_VERBS}) )?+(?:[^\"\\]|\\.){{0,512}}+\""
    r"|'(?<![A-Za-z0-9].)(?:[^'\\]|\\.){0,512}+'(?![A-Za-z0-9])|`[^`]{0,512}+`"
)
REQUEST = rf"\"(?:{_VERBS}) "
SHORT_SPAN = rf"<\s?0++(?:\.0++)?\s?{_UNIT}"
WORDS = (
    Mask(Kind.UUID, "a0", r"(?<!\w)[0A-Fa-f]{8}-(?:[0A-Fa-f]{4}-){3}[0A-Fa-f]{12}(?!\w)"),
    Mask(Kind.TIME, "0", rf"(?<![\w.])0{{4}}-00-00T{_CLOCK}{_ZONE}"),
    Mask(Kind.URL, "a", r"(?<![\w+.-])[a-zA-Z][a-zA-Z0+.-]{1,15}://[^\s,;)\]}>\"']++"),
    Mask(Kind.EMAIL, "a0", r"(?<![\w.+-])[\w.+-]++(?<!\.)@(?:[A-Za-z0-]++\.)++[A-Za-z]{2,}"),
    Mask(Kind.IP, "0-", r"(?<![\w.:])/?(?:0{1,3}\.){3}0{1,3}(?:[:/]0{1,5}\b)?(?!\w|\.\w)"),
    Mask(Kind.MAC, "a0", r"(?<![\w:-])(?:[0A-Fa-f]{2}[:-]){5,31}+[0A-Fa-f]{2}(?![\w:-])"),
    Mask(Kind.TIME, "0", r"(?<![\w:.])0{1,2}:00(?::00)?(?:[.,]0++)?(?![\w:])"),
    Mask(
        Kind.IP, "a0-",
        r"(?<![\w:])/?(?:\[(?=[0A-Fa-f:]{2,45}\]:0))?(?=[A-Fa-f:]{0,8}0)"
        r"(?:(?:[0A-Fa-f]{0,4}:){3,8}|(?=[0A-Fa-f]{0,4}::)(?:[0A-Fa-f]{0,4}:){2})[0A-Fa-f]{0,4}(?:\]:0{1,5}|(?![\w:]))",
    ),
    Mask(
        Kind.HOST, "a0",
        rf"(?<![\w.-])(?:(?:[A-Za-z0-]++\.){{1,16}}(?!(?:{_SOURCES})\b)[A-Za-z]{{2,}}|[A-Za-z][A-Za-z0]*+(?:-[A-Za-z0]++)++"
        r"|localhost):0{1,5}(?![\w.])"
        r"|(?<![\w.-])[A-Za-z][\w.-]*+(?:/(?:0{1,3}\.){3}0{1,3}(?::0{1,5})?(?![\w.])|[\[(](?:0{1,3}\.){3}0{1,3}(?::0{1,5})?[\])])",
    ),
    Mask(Kind.PATH, "a-", r"(?<![\w.])(?:~|\.{1,2}|[A-Za-z]:)?(?:[/\\][\w.@%+~#$*-]++)++[/\\]?(?::0++){0,2}"),
    Mask(Kind.PATH, "a0-", r"(?<![\w.@%+~#/\\-])(?:[\w.@%+~#-]++/){2,}+[\w.@%+~#-]*+(?::0++){0,2}"),
    Mask(Kind.HEX, "a0", r"(?<!\w)0[xX][0A-Fa-f]++\b|(?<!\w)(?=[A-Fa-f]*+0)[0A-Fa-f]{6,}+(?!\w)"),
    Mask(Kind.DURATION, "0-", r"(?<![\w.])[+-]?0++(?:\.0++)?(?:[mun\u00b5]?s|sec|min|h|d)(?!\w)"),
    Mask(Kind.SIZE, "0", r"(?<![\w.])0++(?:\.0++)?(?:[kKMGTP]i?[Bb]?|B|bytes)(?!\w)"),
    Mask(Kind.NUMBER, "0-", r"(?<![\w.])[+-]?0++(?:[.,:]0++){0,8}+(?:e[+-]?0++)?%?(?!\w)"),
    Mask(Kind.IDENTIFIER, "a0", r"(?<!\w)(?![^\W0]*+0++(?!\w))(?=[^\W0]*+0)\w++"),
)  # fmt: skip


_FIRST = {"0": "0", "a": r"[^\W0]", "-": r"[^\w\s]"}


def compile_words() -> tuple[re.Pattern[str], tuple[Kind, ...]]:
    """One pattern that tries the masks in order where a word begins; group n is of the kind n - 1 of those returned."""
    kinds: list[Kind] = []
    branches: list[str] = []
    for name, start in _FIRST.items():
        masks = [mask for mask in WORDS if name in mask.first]
        kinds += [mask.kind for mask in masks]
        branches.append(f"(?={start})(?:{'|'.join(f'({mask.pattern})' for mask in masks)})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(branches)})|(0++)"), (*kinds, Kind.NUMBER)

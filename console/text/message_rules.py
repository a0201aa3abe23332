"""The fields of a log line's header as rules for one line: how each is written, where it may stand, what it proves."""

import re
from enum import Enum

from msgspec import Struct

from console.text.header_fields import LEVELS, PATTERNS, Field


class Sort(Enum):
    """What a field proves: that a header goes on to here; that it does after such a field; nothing by itself."""

    ANCHOR = 1
    NAME = 2
    LOOSE = 3


class When(Enum):
    """Where a field may stand; `ONCE` and `BETWEEN` are plain words, of which a header has one that is no prose."""

    START = 1
    ANYWHERE = 2
    BEHIND = 3
    BEFORE_LEVEL = 4
    ONCE = 5
    BETWEEN = 6


class Rule(Struct, frozen=True):
    """How a field is written."""

    sort: Sort
    when: When
    pattern: re.Pattern[str]
    level: bool = False


_LOUD = LEVELS
_SOFT = "|".join((LEVELS, LEVELS.title(), LEVELS.lower()))
_PART = r"(?:\s*(?:\||:(?=\s|$)|,(?=\s)|-{1,3}(?=\s))\s*|\s+|(?<=\])(?=\[)|$)"
_KEYS = (
    "pid|tid|thread|thread_id|worker|process|proc|host|node|logger|component|module|service|request_id|trace_id|span_id"
)
_PID = r"\[\d{1,10}\]"


def _rule(sort: Sort, when: When, *ways: str, level: bool = False) -> Rule:
    return Rule(sort, when, re.compile("|".join(ways)), level)


RULES = (
    _rule(
        Sort.ANCHOR,
        When.START,
        r"<\d{1,3}>1 (?:\S{1,255} ){5}(?:-|\[[^\]]{0,500}\])(?:\s+|$)",
        r"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d [\d:.]{7,15}|\d{4}-\d\d-\d\dT[\d:.]{8,18}[+-]\d\d:\d\d)"
        rf" (?:[\w.-]{{1,64}} )?[\w./()-]{{1,64}}(?:{_PID})?:(?:\s+|$)",
        r"[a-z][\w.-]{0,60}[-_]\d{1,4}\s{1,24}\| ",
        r"::(?:error|warning|notice)[^:]{0,300}::",
        rf"(?:{_LOUD}):[A-Za-z_][\w.]{{0,80}}:(?=\S)",
    ),
    Rule(Sort.ANCHOR, When.ANYWHERE, PATTERNS[Field.TIME]),
    _rule(
        Sort.ANCHOR,
        When.ANYWHERE,
        rf"(?:level=|severity=)?[\[(<]\s?(?:\w{{1,20}}[:.])?(?:{_SOFT})\s?[\])>]{_PART}",
        rf"(?:[a-z]{{1,20}}\.)?(?:{_LOUD})(?:\]?{_PART}|/)",
        rf"(?:{_SOFT})(?:\t|(?<!\s)\s{{2,}}|\s?\|\s|\s-\s)",
        r"[VDIWEF](?:/|,\s)",
        r"##\[\w{1,20}\]",
        level=True,
    ),
    _rule(
        Sort.ANCHOR,
        When.BEHIND,
        rf"(?:{_SOFT}):\s+",
        r"[VDIWEF]\s+(?:[\w.$/-]{1,60}\s{0,24}:\s+|[A-Z]{3,10}\s+)",
        level=True,
    ),
    Rule(Sort.NAME, When.BEHIND, PATTERNS[Field.BRACKET]),
    _rule(
        Sort.NAME,
        When.BEHIND,
        rf"\{{[^\s{{}}]{{1,60}}\}}{_PART}",
        rf"(?:[\w.-]{{1,64}} )?[^\s\[\]:]{{1,64}}{_PID}(?: \([^()]{{0,60}}\))?:(?:\s+|$)",
        r"[\w.$]{1,60}\(\s*\d{1,10}\):(?:\s+|$)",
        r"\d{1,10}#\d{1,10}: (?:\*\d{1,12} )?",
        r"(?=[\w$@*-]{0,80}(?:[./#\d]|[_$]\w|::))[A-Za-z_*][\w.$/#@*-]{0,120}(?:::\w{1,60}){0,8}(?::\d{1,6})?(?:[\]:](?:\s+|$)|\t)",
        r"#?\w{1,40}\](?:\s+|$)",
        r"[\w.$@:-]{1,80}(?:\(\d{1,6}\))?(?:\s-{1,3}|\s{1,24}:)\s+",
        r"(?=[a-z_.]{0,80}[A-Z])(?:[a-z_]\w{0,40}\.){2}[\w.$]{1,120}\s+|[A-Za-z_]\w{0,40}\.[\w.$]{1,120}\s+(?=\[)",
        rf"(?:{_KEYS})=\S{{1,80}}\s+",
        r"[-*|>:.#]{1,3}(?: :)?\s+",
    ),
    _rule(Sort.NAME, When.ONCE, r"[a-z][a-z_-]{1,30}:\s+"),
    Rule(Sort.LOOSE, When.ANYWHERE, PATTERNS[Field.BRACKET]),
    _rule(Sort.LOOSE, When.ANYWHERE, r"#?\d{1,12}(?::[A-Z])?,?\s+", r"-{1,3}\s+"),
    _rule(
        Sort.LOOSE,
        When.BEFORE_LEVEL,
        r"[\w.-]{1,30}=[^\s\"]{0,80}\s+",
        r"(?=[^\s\"'=]{0,120}[\d_./:@\[\]-])[^\s\"'=]{1,120}\s+",
        r"[A-Z]{2,20}\s+",
    ),
    _rule(Sort.LOOSE, When.BETWEEN, r"[a-z]{2,30}\s+"),
)

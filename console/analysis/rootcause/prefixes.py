"""What CI systems write ahead of every line, and where one step of a run ends and the next begins.

Two runs of one job can only be compared by what the tools said, so stamps, job columns and layer numbers go. Every
part is optional and found at most once, in the order in which the systems nest; only of stamps there may be a second
one, for some tools stamp their own lines. All patterns are linear.
"""

import re
from collections.abc import Sequence

REACH = 2000

_COLUMNS = re.compile(r"[^\t]{1,120}\t[^\t]{1,120}\t")
_STAMP = re.compile(
    r"(?:\\ufeff)?(?:"
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: \d\d[OE][ +])? ?"
    r"|\[task \d{4}-\d\d-\d\dT[\d:.]+Z?\] ?"
    r"|\[\d\d:\d\d:\d\d(?:\.\d{1,6})?\](?:[WEF]?:)? ?"
    r"|\d\d:\d\d:\d\d(?:[.,]\d{1,6})? (?=[ \[<]|[A-Z]{4,8}\b)"
    r")"
)
_INNER = re.compile(
    r"#\d{1,4} \d{1,6}\.\d{1,3} "
    r"|[a-z][\w.-]{0,60}[-_]\d{1,3} {1,40}\| "
    r"|\d\d:\d\d:\d\d {1,8}(?:INFO|WARNING|ERROR|CRITICAL|DEBUG|FATAL) -  ?"
)


def bodies(lines: Sequence[str]) -> list[str]:
    """The lines without what a CI system writes ahead of them; each is cut to `REACH` characters."""
    columns = _has_columns(lines)
    return [_body(line[:REACH], columns) for line in lines]


def _has_columns(lines: Sequence[str]) -> bool:
    """Whether most lines begin with the columns job and step, as in a log that was fetched by `gh run view`."""
    probe = [line[:300] for line in lines[:200] if line]
    return sum(1 for line in probe if _COLUMNS.match(line)) * 2 > len(probe)


def _body(line: str, columns: bool) -> str:
    """One line without its prefixes, its own indentation kept."""
    at = 0
    if columns and (found := _COLUMNS.match(line)):
        at = found.end()
    at = stamped = _after_stamp(line, at)
    first = line[at : at + 1]
    if first == "#" or first.isdigit() or first.islower():
        at = _skip(_INNER, line, at)
    if stamped and at == stamped:
        at = _after_stamp(line, at)
    return line[at:].rstrip() if at else line.rstrip()


def _after_stamp(line: str, at: int) -> int:
    """Where the line goes on after a stamp at a place, if there is one."""
    first = line[at : at + 1]
    return _skip(_STAMP, line, at) if first in "[\\" or first.isdigit() else at


def _skip(pattern: re.Pattern[str], line: str, at: int) -> int:
    """Where the line goes on after what the pattern finds at a place."""
    found = pattern.match(line, at)
    return found.end() if found else at

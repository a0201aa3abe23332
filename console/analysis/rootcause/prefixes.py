"""What CI systems write ahead of every line, and where one step of a run ends and the next begins.

Two runs of one job can only be compared by what the tools said, so stamps, job columns and layer numbers go. Every
part is optional and found at most once, in the order in which the systems nest; only of stamps there may be a second
one, for some tools stamp their own lines. All patterns are linear.
"""

import re
from collections.abc import Sequence

from console.text.late import Late

REACH = 2000

_COLUMNS = r"[^\t]{1,120}\t[^\t]{1,120}\t"
_STAMP = (
    r"(?>(?:\\ufeff)?(?:"
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: \d\d[OE][ +])? ?"
    r"|\[task \d{4}-\d\d-\d\dT[\d:.]+Z?\] ?"
    r"|\[\d\d:\d\d:\d\d(?:\.\d{1,6})?\](?:[WEF]?:)? ?"
    r"|\d\d:\d\d:\d\d(?:[.,]\d{1,6})? (?=[ \[<]|[A-Z]{4,8}\b)"
    r"))"
)
_INNER = (
    r"(?>#\d{1,4} \d{1,6}\.\d{1,3} "
    r"|[a-z][\w.-]{0,60}[-_]\d{1,3} {1,40}\| "
    r"|\d\d:\d\d:\d\d {1,8}(?:INFO|WARNING|ERROR|CRITICAL|DEBUG|FATAL) -  ?)"
)
_AHEAD = rf"(?:{_STAMP}(?:{_INNER}|{_STAMP})?|{_INNER})?"
_HAS_COLUMNS = re.compile(_COLUMNS)
_PLAIN = re.compile(_AHEAD)
_COLUMNED = Late(rf"(?:{_COLUMNS})?+{_AHEAD}")


def bodies(lines: Sequence[str]) -> list[str]:
    """The lines without what a CI system writes ahead of them; each is cut to `REACH` characters."""
    ahead = (_COLUMNED if _has_columns(lines) else _PLAIN).match
    cut = [line[:REACH] for line in lines]
    return [line[found.end() :].rstrip() if (found := ahead(line)) else line.rstrip() for line in cut]


def _has_columns(lines: Sequence[str]) -> bool:
    """Whether most lines begin with the columns job and step, as in a log that was fetched by `gh run view`."""
    probe = [line[:300] for line in lines[:200] if line]
    return sum(1 for line in probe if _HAS_COLUMNS.match(line)) * 2 > len(probe)

"""Reading the kinds of notable lines."""

import sqlite3
from collections import defaultdict

from console.model.event import Severity
from console.model.frame import TemplateCount
from console.store import codec

MINUTES = 60
STEPS = 12

_HOUR = """SELECT h.template, h.n, t.text, t.severity, t.first, t.last, t.n, t.sample, t.origin
    FROM (SELECT template, sum(n) AS n, max(minute) AS newest FROM template_minutes WHERE minute>? AND minute<=?
          GROUP BY template ORDER BY n DESC, newest DESC, template LIMIT ?) h JOIN templates t ON t.id=h.template
    ORDER BY h.n DESC, h.newest DESC, h.template"""
_STEPS = f"""SELECT (minute-?)*{STEPS}/{MINUTES} AS step, sum(n) FROM template_minutes
    WHERE template=? AND minute>=? AND minute<=? GROUP BY step"""  # noqa: S608 - fixed numbers
_LATER = "SELECT coalesce(sum(n), 0) FROM template_minutes WHERE template=? AND minute>?"
_LAST = "SELECT max(minute) FROM template_minutes WHERE template=? AND minute<=?"


def templates(conn: sqlite3.Connection, at: float, limit: int) -> tuple[TemplateCount, ...]:
    """The templates of the sixty minutes that end with the one of `at` (seconds), most frequent first."""
    last = int(at // 60)
    rows = conn.execute(_HOUR, (last - MINUTES, last, limit)).fetchall()
    trends = _trends(conn, [row[0] for row in rows], last)
    return tuple(_count(conn, row, trends[row[0]], at) for row in rows)


def _count(conn: sqlite3.Connection, row: tuple[int | str, ...], trend: tuple[int, ...], at: float) -> TemplateCount:
    number, hour, text, severity, first, last, total, sample, origin = row
    end = codec.to_seconds(int(last))
    if end > at:
        place = (number, int(at // 60))
        total = int(total) - conn.execute(_LATER, place).fetchone()[0]
        end = min(at, conn.execute(_LAST, place).fetchone()[0] * 60 + 59.999)
    return TemplateCount(
        template=str(text),
        severity=Severity(int(severity)),
        hour=int(hour),
        total=int(total),
        first=codec.to_seconds(int(first)),
        last=end,
        trend=trend,
        sample=str(sample),
        origin=str(origin),
    )


def _trends(conn: sqlite3.Connection, ids: list[int], last: int) -> dict[int, tuple[int, ...]]:
    """The hour of each template in twelve steps of five minutes, oldest first."""
    begin = last - MINUTES + 1
    steps: dict[int, list[int]] = defaultdict(lambda: [0] * STEPS)
    for number in ids:
        for step, n in conn.execute(_STEPS, (begin, number, begin, last)):
            steps[number][step] = n
    return {number: tuple(steps[number]) for number in ids}

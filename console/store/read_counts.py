"""Reading counts per minute and over the hour."""

import sqlite3

from console.model.event import Severity
from console.model.frame import MinuteCounts

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
_NONE = (0, 0, 0, 0, 0, 0)

_COUNTED = tuple(map(int, (Severity.DEBUG, Severity.WARNING, Severity.ERROR, Severity.CRITICAL)))
_WHOLE = """SELECT severity, sum(n) FROM event_minutes
    WHERE minute>? AND minute<? AND severity IN (0, 3, 4, 5) GROUP BY severity"""
_EDGE = "SELECT count(*) FROM events INDEXED BY events_severity WHERE severity=? AND time>? AND time<=?"


def minutes(conn: sqlite3.Connection, first: int, last: int) -> tuple[MinuteCounts, ...]:
    """Lines by severity for each minute from `first` to `last` (both in), zeros where there were none."""
    found: dict[int, list[int]] = {}
    rows = conn.execute("SELECT minute, severity, n FROM minute_totals WHERE minute BETWEEN ? AND ?", (first, last))
    for minute, severity, n in rows:
        found.setdefault(minute, [0] * len(_NONE))[severity] = n
    return tuple(MinuteCounts(minute, _six(found.get(minute))) for minute in range(first, last + 1))


def _six(counts: list[int] | None) -> tuple[int, int, int, int, int, int]:
    if counts is None:
        return _NONE
    debug, info, notice, warning, error, critical = counts
    return debug, info, notice, warning, error, critical


def hour(conn: sqlite3.Connection, at: int) -> dict[int, int]:
    """Events of DEBUG, WARNING, ERROR and CRITICAL in the hour before `at` (milliseconds), by severity.

    Whole minutes come from the roll-up, only the two at the edges are counted one by one.
    """
    since = at - HOUR_MS
    first, last = since // MINUTE_MS, at // MINUTE_MS
    found = dict.fromkeys(_COUNTED, 0)
    found.update(conn.execute(_WHOLE, (first, last)).fetchall())
    for severity in _COUNTED:
        for begin, end in ((since, (first + 1) * MINUTE_MS - 1), (last * MINUTE_MS - 1, at)):
            found[severity] += conn.execute(_EDGE, (severity, begin, end)).fetchone()[0]
    return found


def total(conn: sqlite3.Connection, at: int) -> int:
    """How many events with a time up to the minute of `at` (milliseconds) were ever stored."""
    row = conn.execute("SELECT value FROM meta WHERE key='last_seq'").fetchone()
    later = conn.execute("SELECT coalesce(sum(n), 0) FROM event_minutes WHERE minute>?", (at // MINUTE_MS,)).fetchone()
    return max((int(row[0]) if row else 0) - int(later[0]), 0)

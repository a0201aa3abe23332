"""Reading measured series: raw while they are kept, per minute beyond."""

import sqlite3
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from console.model.frame import Series
from console.store import codec

MINUTE_MS = 60_000
MINUTES = 60
YOUNG_MINUTES = 10

Points = tuple[tuple[float, float], ...]

_HOUR = """SELECT s.id, s.name, s.unit, s.lim, m.minute, m.sum / m.n, m.last, m.last_time
    FROM series s JOIN sample_minutes m ON m.series=s.id AND m.minute>? AND m.minute<=? ORDER BY s.id, m.minute"""
_RAW = "SELECT time, value FROM samples WHERE series=? AND time>=? AND time<=? ORDER BY time"
_RAW_STEPS = """SELECT max(time), avg(value) FROM samples WHERE series=? AND time>=? AND time<=?
    GROUP BY (time-?)/? ORDER BY 1"""
_MINUTE_STEPS = """SELECT max(last_time), sum(sum)/sum(n) FROM sample_minutes
    WHERE series=? AND minute>=? AND minute<=? GROUP BY (minute*60000-?)/? ORDER BY 1"""


def hour(conn: sqlite3.Connection, at: float) -> dict[str, Series]:
    """All series over the hour before `at` (seconds): a mean a minute, and the newest reading as it was.

    A series that is younger than ten minutes comes as it was read, so that its line is not a dot.
    """
    moment = codec.to_ms(at)
    last = moment // MINUTE_MS
    rows = conn.execute(_HOUR, (last - MINUTES, last)).fetchall()
    found = {}
    for number, group in groupby(rows, key=itemgetter(0)):
        series = list(group)
        _, name, unit, limit = series[0][:4]
        young = series[0][4] > last - YOUNG_MINUTES
        points = _raw(conn, number, moment - YOUNG_MINUTES * MINUTE_MS, moment) if young else ()
        points = points or _minutes(conn, number, series, moment)
        if points:
            found[name] = Series(name, unit, limit, points)
    return found


def _raw(conn: sqlite3.Connection, number: int, since: int, until: int) -> Points:
    return tuple((codec.to_seconds(time), value) for time, value in conn.execute(_RAW, (number, since, until)))


def _minutes(conn: sqlite3.Connection, number: int, rows: Sequence[tuple[float, ...]], moment: int) -> Points:
    """Means in the middle of their minutes; the newest point is a reading at or before `moment`."""
    newest = (rows[-1][7], rows[-1][6])
    if newest[0] > moment:
        # the minute of a past moment goes on after it
        begin = int(rows[-1][4]) * MINUTE_MS
        rows = rows[:-1]
        raw = _raw(conn, number, begin, moment)
        newest = (codec.to_ms(raw[-1][0]), raw[-1][1]) if raw else (rows[-1][7], rows[-1][6]) if rows else (0, 0)
    means = [((row[4] + 0.5) * 60, row[5]) for row in rows if (row[4] + 0.5) * MINUTE_MS < newest[0]]
    return (*means, (newest[0] / 1000, newest[1])) if newest[0] else ()


def series(conn: sqlite3.Connection, name: str, since: float, until: float, points: int) -> Series | None:
    """One series between two moments (seconds) in at most `points` means; None when there is none of that name."""
    row = conn.execute("SELECT id, unit, lim FROM series WHERE name=?", (name,)).fetchone()
    if row is None:
        return None
    number, unit, limit = row
    begin, end = codec.to_ms(since), codec.to_ms(until)
    step = max(-(-(end - begin + 1) // max(points, 1)), 1)
    if _raw_covers(conn, number, begin):
        rows = conn.execute(_RAW_STEPS, (number, begin, end, begin, step))
    else:
        span = (begin // MINUTE_MS, end // MINUTE_MS)
        rows = conn.execute(_MINUTE_STEPS, (number, *span, begin, max(step, MINUTE_MS)))
    return Series(name, unit, limit, tuple((codec.to_seconds(time), value) for time, value in rows))


def _raw_covers(conn: sqlite3.Connection, number: int, begin: int) -> bool:
    """Whether raw samples reach back to `begin`, or as far back as anything does."""
    raw = conn.execute("SELECT min(time) FROM samples WHERE series=?", (number,)).fetchone()[0]
    if raw is None:
        return False
    minute = conn.execute("SELECT min(minute) FROM sample_minutes WHERE series=?", (number,)).fetchone()[0]
    return bool(raw <= begin or raw // MINUTE_MS <= minute)

"""Thinning of states that change all the time, such as the process table: one interval a minute, later ten."""

import sqlite3

from console.model import hlc
from console.store.transaction import transaction

KINDS = ("processes",)
SPAN_MS = 600_000

_MARK = "INSERT INTO meta(key, value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value"


def mark(conn: sqlite3.Connection, name: str) -> int:
    """How far a rule came, in milliseconds since the epoch."""
    row = conn.execute("SELECT value FROM meta WHERE key=?", (f"retention.{name}",)).fetchone()
    return int(row[0]) if row else 0


def set_mark(conn: sqlite3.Connection, name: str, done: int) -> None:
    """Remember how far a rule came."""
    with transaction(conn):
        conn.execute(_MARK, (f"retention.{name}", done))


def thin(conn: sqlite3.Connection, name: str, step: int, until: int) -> bool:
    """Leave one interval in `step` milliseconds up to `until`, a span at a time; returns whether more is left.

    The first interval of a step takes over the time of those that go.
    """
    begin = _next(conn, mark(conn, name), until)
    end = min(begin - begin % SPAN_MS + SPAN_MS, until - until % step)
    if begin >= end:
        return False
    with transaction(conn):
        for kind in KINDS:
            _thin_span(conn, kind, step, begin, end)
        conn.execute(_MARK, (f"retention.{name}", end))
    return end < until - until % step


def _next(conn: sqlite3.Connection, since: int, default: int) -> int:
    """When the first interval at or after `since` begins, in milliseconds."""
    statement = "SELECT min(from_hlc) FROM states WHERE kind=? AND from_hlc>=?"
    rows = [conn.execute(statement, (kind, hlc.pack(since))).fetchone()[0] for kind in KINDS]
    found = [row for row in rows if row is not None]
    return min(found) >> hlc.COUNTER_BITS if found else default


def _thin_span(conn: sqlite3.Connection, kind: str, step: int, begin: int, end: int) -> None:
    rows = conn.execute(
        """SELECT id, key, from_hlc, to_hlc FROM states WHERE kind=? AND from_hlc>=? AND from_hlc<?
           AND to_hlc IS NOT NULL ORDER BY key, from_hlc""",
        (kind, hlc.pack(begin), hlc.pack(end)),
    ).fetchall()
    kept: dict[tuple[object, int], tuple[int, int]] = {}
    gone = []
    for number, key, start, stop in rows:
        place = (key, (start >> hlc.COUNTER_BITS) // step)
        first = kept.get(place)
        kept[place] = (number, stop) if first is None else (first[0], stop)
        if first is not None:
            gone.append((number,))
    conn.executemany("DELETE FROM states WHERE id=?", gone)
    conn.executemany("UPDATE states SET to_hlc=? WHERE id=?", [(stop, number) for number, stop in kept.values()])

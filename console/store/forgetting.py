"""Retention of clusters: minutes go with time; a cluster goes when it was never an error and nobody judged it.

What failed stays, and so does what people decided about.
"""

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial

from console.model.event import Severity
from console.store import thinning
from console.store.transaction import transaction

ROWS = 250
HOUR_MS = 3_600_000

Rule = Callable[[sqlite3.Connection], bool]

_FORGOTTEN = """SELECT id FROM clusters INDEXED BY clusters_last WHERE joined IS NULL AND last<? AND severity<?
    AND standing='' AND name='' AND muted=0 AND cause=0
    AND id NOT IN (SELECT joined FROM clusters WHERE joined IS NOT NULL)
    AND id NOT IN (SELECT cluster FROM decision_clusters) LIMIT ?"""
_OF_KEYS = ("key_facts", "key_minutes")
_OF_CLUSTERS = ("examples", "studies", "opinions", "vectors")


def rules(minutes: int, now: int) -> Iterator[Rule]:
    """What leaves at `now` (milliseconds since the epoch); `minutes` (since the epoch) is from when minutes stay."""
    yield partial(_key_minutes, until=minutes)
    yield partial(_clusters, until=minutes * 60_000, now=now)


def _key_minutes(conn: sqlite3.Connection, until: int) -> bool:
    rows = conn.execute(
        """SELECT key, minute FROM key_minutes INDEXED BY key_minutes_minute WHERE minute<? ORDER BY minute LIMIT ?""",
        (until, ROWS),
    ).fetchall()
    if rows:
        with transaction(conn):
            conn.executemany("DELETE FROM key_minutes WHERE key=? AND minute=?", rows)
    return len(rows) == ROWS


def _clusters(conn: sqlite3.Connection, until: int, now: int) -> bool:
    """Looked for once an hour, for those that stay are looked at too."""
    if now - thinning.mark(conn, "clusters") < HOUR_MS:
        return False
    gone = conn.execute(_FORGOTTEN, (until, int(Severity.ERROR), ROWS)).fetchall()
    with transaction(conn):
        for (cluster,) in gone:
            _forget(conn, cluster)
    if len(gone) < ROWS:
        thinning.set_mark(conn, "clusters", now)
    return len(gone) == ROWS


def _forget(conn: sqlite3.Connection, cluster: int) -> None:
    for table in _OF_KEYS:
        conn.execute(f"DELETE FROM {table} WHERE key IN (SELECT id FROM keys WHERE cluster=?)", (cluster,))  # noqa: S608
    conn.execute("DELETE FROM keys WHERE cluster=?", (cluster,))
    for table in _OF_CLUSTERS:
        conn.execute(f"DELETE FROM {table} WHERE cluster=?", (cluster,))  # noqa: S608 - fixed names
    conn.execute("DELETE FROM clusters WHERE id=?", (cluster,))

"""Keys that move from cluster to cluster: totals follow, and a cluster that is left empty points to where they went."""

import sqlite3
from collections.abc import Iterable

from console.model.cluster import Join
from console.store import standings
from console.store.write_states import StateTable

_TOTALS = """UPDATE clusters SET (n, first, last, severity) =
    (SELECT sum(n), min(first), max(last), max(severity) FROM keys WHERE cluster=?1), joined=NULL, studied=0
    WHERE id=?1 AND EXISTS(SELECT 1 FROM keys WHERE cluster=?1)"""
_EMPTY = "UPDATE clusters SET joined=coalesce(joined, ?), n=0 WHERE id=?"
_KEY = """SELECT k.id, k.cluster, k.placed, c.muted, c.standing<>'' OR c.name<>'' OR c.note<>'' FROM keys k
    JOIN clusters c ON c.id=k.cluster WHERE k.fingerprint=?"""


def join(conn: sqlite3.Connection, states: StateTable, wanted: Iterable[Join], stamp: int) -> bool:
    """Let keys join the clusters of others; returns whether any did.

    What people decided stands: a key they placed stays, and so does one whose cluster they named, judged or muted. The
    same key of a newer version goes where they put the older.
    """
    joined = [_join(conn, states, one, stamp) for one in wanted]
    return any(joined)


def _join(conn: sqlite3.Connection, states: StateTable, one: Join, stamp: int) -> bool:
    moving = conn.execute(_KEY, (one.fingerprint,)).fetchone()
    target = conn.execute(_KEY, (one.into,)).fetchone()
    if moving is None or target is None or moving[1] == target[1]:
        return False
    key, left, placed, muted, judged = moving
    if placed or judged or muted or (not one.same and (target[2] or target[3])):
        return False
    conn.execute("UPDATE keys SET why=?, placed=? WHERE id=?", (one.why, target[2], key))
    move(conn, [key], target[1])
    settle(conn, [left], target[1])
    reopen(conn, states, target[1], stamp)
    return True


def move(conn: sqlite3.Connection, keys: Iterable[int], cluster: int) -> None:
    """Put keys into a cluster; `settle` the clusters afterwards."""
    conn.executemany("UPDATE keys SET cluster=? WHERE id=?", [(cluster, key) for key in keys])


def settle(conn: sqlite3.Connection, left: Iterable[int], target: int) -> None:
    """Bring totals up to date after keys moved to `target`; clusters without keys point there."""
    for cluster in (*left, target):
        refresh(conn, cluster, target)


def refresh(conn: sqlite3.Connection, cluster: int, home: int) -> None:
    """Sum a cluster up from its keys, to be studied again; without any it is a pointer, to `home` if to none yet."""
    if conn.execute(_TOTALS, (cluster,)).rowcount == 0:
        conn.execute(_EMPTY, (home, cluster))


def reopen(conn: sqlite3.Connection, states: StateTable, cluster: int, stamp: int) -> None:
    """A resolved cluster that received something younger than its resolution has come back."""
    row = conn.execute("SELECT standing, resolved, last FROM clusters WHERE id=?", (cluster,)).fetchone()
    if row[0] == "resolved" and row[2] > row[1]:
        standings.regress(conn, states, cluster, stamp)


def living(conn: sqlite3.Connection, cluster: int) -> int | None:
    """The cluster that an id means now, following where it went; None when there never was one."""
    seen: set[int] = set()
    while cluster not in seen:
        seen.add(cluster)
        row = conn.execute("SELECT joined FROM clusters WHERE id=?", (cluster,)).fetchone()
        if row is None:
            return None
        if row[0] is None:
            return cluster
        cluster = row[0]
    return None

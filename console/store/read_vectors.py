"""Reading the stored vectors, by which past failures are found again."""

import sqlite3

_VECTORS = """SELECT v.cluster, v.data FROM vectors v JOIN clusters c ON c.id=v.cluster
    WHERE v.version=? AND c.joined IS NULL"""


def vectors(conn: sqlite3.Connection, version: int) -> tuple[tuple[int, bytes], ...]:
    """The vectors of one version by cluster, of clusters that have not joined another."""
    return tuple(conn.execute(_VECTORS, (version,)))

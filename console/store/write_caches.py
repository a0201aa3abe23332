"""Writing what caches told: inside the transaction of the batch that brought it."""

import sqlite3
from collections.abc import Iterable

import msgspec

from console.model.caches import CacheLook
from console.store import codec

KEPT_DAYS = 90
DAY_MS = 86_400_000

_PUT = """INSERT OR REPLACE INTO cache_looks(tool, source, time, hits, misses, saved, missed) VALUES(?,?,?,?,?,?,?)"""
_OLD = "DELETE FROM cache_looks WHERE time<?"


def write(conn: sqlite3.Connection, looks: Iterable[CacheLook]) -> None:
    """Store looks; one that was told before is replaced. What is older than 90 days goes."""
    rows = [_row(look) for look in looks]
    conn.executemany(_PUT, rows)
    if rows:
        conn.execute(_OLD, (max(row[2] for row in rows) - KEPT_DAYS * DAY_MS,))


def _row(look: CacheLook) -> tuple[str, str, int, int, int, float | None, bytes]:
    missed = msgspec.msgpack.encode(look.missed)
    return look.tool, look.source, codec.to_ms(look.time), look.hits, look.misses, look.saved, missed

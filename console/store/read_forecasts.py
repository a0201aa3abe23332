"""Reading which forecast ends came true: a warning is right when its series met its limit in the time it named."""

import sqlite3
from collections.abc import Iterator

import msgspec

from console.model import hlc
from console.model.forecast import Forecast
from console.store import codec

MET = 0.95
"""The part of its limit from which a series counts as full."""
LEAST = 1800.0
"""Seconds that every warning is given to come true."""
_STATES = "SELECT from_hlc, value FROM states WHERE kind='forecast' AND from_hlc BETWEEN ? AND ? ORDER BY from_hlc"
_MET = """SELECT max(m.max)>=? * s.lim FROM sample_minutes m JOIN series s ON s.id=m.series
    WHERE s.name=? AND s.lim IS NOT NULL AND m.minute BETWEEN ? AND ?"""


def record(conn: sqlite3.Connection, since: float, until: float) -> tuple[int, int]:
    """How many warnings that began in the span have been decided, and how many of those came true."""
    newest = conn.execute("SELECT max(minute) FROM sample_minutes").fetchone()[0] or 0
    decided = came = 0
    for name, begun, ends in _warnings(conn, since, until):
        limits = (MET, name, int(begun // 60), int(ends // 60))
        met = bool(conn.execute(_MET, limits).fetchone()[0])
        if met or newest >= int(ends // 60):
            decided, came = decided + 1, came + met
    return decided, came


def _warnings(conn: sqlite3.Connection, since: float, until: float) -> Iterator[tuple[str, float, float]]:
    """Series, beginning and last moment of every warning that began."""
    on: frozenset[str] = frozenset()
    for stamp, value in conn.execute(_STATES, (codec.to_ms(since) << 16, codec.to_ms(until) << 16)):
        found = msgspec.json.decode(codec.unpack_json(value), type=dict[str, Forecast])
        warned = {name: one for name, one in found.items() if one.warning}
        for name in sorted(warned.keys() - on):
            begun = hlc.seconds(stamp)
            yield name, begun, begun + max(LEAST, warned[name].high or 0.0)
        on = frozenset(warned)

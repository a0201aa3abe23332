"""States on their way into the tables: intervals of the logical clock, sources, resume points."""

import sqlite3
from collections.abc import Iterable

from msgspec import Struct

from console.model import hlc
from console.model.batch import Progress, State
from console.model.source import Freshness, SourceState
from console.store import codec
from console.store.transaction import transaction

SOURCE_KIND = "source"

_OPEN = "INSERT INTO states(kind, key, from_hlc, to_hlc, value) VALUES(?,?,?,NULL,?)"
_CLOSE = "UPDATE states SET to_hlc=? WHERE kind=? AND key=? AND to_hlc IS NULL"
_SOURCE = """INSERT INTO sources(name, freshness, last_seen, interval, detail, restarts) VALUES(?,?,?,?,?,?)
    ON CONFLICT(name) DO UPDATE SET freshness=excluded.freshness, last_seen=excluded.last_seen,
    interval=excluded.interval, detail=excluded.detail, restarts=excluded.restarts"""
_PROGRESS = """INSERT INTO progress(source, key, value) VALUES(?,?,?)
    ON CONFLICT(source, key) DO UPDATE SET value=excluded.value"""


class SourceValue(Struct, frozen=True):
    """How a source was over an interval; `last_seen` (seconds) only where it had gone silent."""

    freshness: str
    last_seen: float | None
    interval: float
    detail: str
    restarts: int


class StateTable:
    """Keeps one open interval a state; a value that did not change opens no new one. `forget` after a rollback."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], bytes | None] = {}

    def forget(self) -> None:
        """Drop what is remembered of the tables."""
        self._open.clear()

    def write(self, conn: sqlite3.Connection, states: Iterable[State], stamp: int) -> bool:
        """Store the states valid from `stamp` on; returns whether any of them changed."""
        changed = False
        for state in states:
            changed |= self._write_one(conn, state, stamp)
        return changed

    def _write_one(self, conn: sqlite3.Connection, state: State, stamp: int) -> bool:
        place = (state.kind, state.key)
        value = None if state.value is None else codec.pack(state.value)
        if place not in self._open:
            self._open[place] = _current(conn, state.kind, state.key)
        if self._open[place] == value:
            return False
        conn.execute(_CLOSE, (stamp, state.kind, codec.name_in(state.key)))
        if value is not None:
            conn.execute(_OPEN, (state.kind, codec.name_in(state.key), stamp, value))
        self._open[place] = value
        return True


def _current(conn: sqlite3.Connection, kind: str, key: str) -> bytes | None:
    row = conn.execute(
        "SELECT value FROM states WHERE kind=? AND key=? AND to_hlc IS NULL", (kind, codec.name_in(key))
    ).fetchone()
    return bytes(row[0]) if row else None


def write_source(conn: sqlite3.Connection, table: StateTable, source: SourceState, stamp: int) -> bool:
    """Store how a source is; a change of freshness, detail or restarts opens a new interval (returns True)."""
    seen = None if source.last_seen is None else codec.to_ms(source.last_seen)
    values = (source.name, source.freshness.value, seen, source.interval, source.detail, source.restarts)
    conn.execute(_SOURCE, values)
    value = SourceValue(source.freshness.value, _seen_for(source), source.interval, source.detail, source.restarts)
    return table.write(conn, [State(SOURCE_KIND, source.name, value)], stamp)


def _seen_for(source: SourceState) -> float | None:
    """A living source is seen all the time, which is no change of its state."""
    return None if source.freshness is Freshness.LIVE else source.last_seen


def touch_sources(conn: sqlite3.Connection, names: Iterable[str], now: float) -> None:
    """A batch is a sign of life: remember when its source gave one."""
    seen = codec.to_ms(now)
    conn.executemany("UPDATE sources SET last_seen=? WHERE name=?", [(seen, name) for name in names])


def close_sources(conn: sqlite3.Connection, stamp: int) -> None:
    """Nobody watched since the last engine left: end the intervals that it left open, in a transaction."""
    rows = conn.execute(
        """SELECT s.id, s.from_hlc, o.last_seen FROM states s LEFT JOIN sources o ON o.name=s.key
           WHERE s.kind=? AND s.to_hlc IS NULL""",
        (SOURCE_KIND,),
    ).fetchall()
    ends = [(_end(begun, seen, stamp), row) for row, begun, seen in rows]
    with transaction(conn):
        conn.executemany("UPDATE states SET to_hlc=? WHERE id=?", ends)
        conn.execute("UPDATE sources SET freshness=? WHERE freshness=?", (Freshness.STALE.value, Freshness.LIVE.value))


def _end(begun: int, seen: int | None, stamp: int) -> int:
    """When an interval ended that nobody closed: with the last sign of life."""
    return begun + 1 if seen is None else max(begun + 1, min(hlc.pack(seen) + 1, stamp))


def write_progress(conn: sqlite3.Connection, source: str, progress: Iterable[Progress]) -> None:
    """Store where a source resumes; None forgets a key."""
    for row in progress:
        key = codec.name_in(row.key)
        if row.value is None:
            conn.execute("DELETE FROM progress WHERE source=? AND key=?", (source, key))
        else:
            conn.execute(_PROGRESS, (source, key, row.value))


def read_progress(conn: sqlite3.Connection, source: str) -> dict[str, bytes]:
    """Where a source resumes: its keys and values."""
    rows = conn.execute("SELECT key, value FROM progress WHERE source=?", (source,))
    return {codec.name_out(key): bytes(value) for key, value in rows}

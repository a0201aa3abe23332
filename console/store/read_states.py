"""Reading states: what held at a moment, how the sources were, what the engine says of itself."""

import sqlite3
from typing import Any

import msgspec

from console.model import hlc
from console.model.forecast import Forecast
from console.model.machine import GitState, ProcessRow
from console.model.source import Freshness, Health, SourceState
from console.store import codec, write_states

_AT = "SELECT value, to_hlc FROM states WHERE kind=? AND key=? AND from_hlc<=? ORDER BY from_hlc DESC LIMIT 1"
_OPEN = "SELECT value FROM states WHERE kind=? AND key=? AND to_hlc IS NULL"
_NOTES = (
    ("git", "note"), ("machine", "notes"), ("logs", "note"), ("budget", "errors"), ("objectives", "all"),
    ("pain", "scopes"), ("strategy", "now"), ("vsm", "systems"), ("foresight", "record"),
)  # fmt: skip


def value(conn: sqlite3.Connection, kind: str, key: str, at: float | None) -> bytes | None:
    """The JSON of a state at `at` (seconds), None for now; None when it had no value then.

    Now means the open interval, whatever the clock says: it may have been set back since.
    """
    if at is None:
        row = conn.execute(_OPEN, (kind, key)).fetchone()
        return codec.unpack_json(row[0]) if row else None
    stamp = hlc.at(at)
    row = conn.execute(_AT, (kind, key, stamp)).fetchone()
    if row is None or (row[1] is not None and row[1] <= stamp):
        return None
    return codec.unpack_json(row[0])


def processes(conn: sqlite3.Connection, at: float | None) -> tuple[ProcessRow, ...]:
    """The process table."""
    found = value(conn, "processes", "table", at)
    return () if found is None else msgspec.json.decode(found, type=tuple[ProcessRow, ...])


def git(conn: sqlite3.Connection, at: float | None) -> GitState | None:
    """The checkout."""
    found = value(conn, "git", "head", at)
    return None if found is None else msgspec.json.decode(found, type=GitState)


def forecasts(conn: sqlite3.Connection, at: float | None) -> dict[str, Forecast]:
    """When which series was forecast to meet its limit."""
    found = value(conn, "forecast", "series", at)
    return {} if found is None else msgspec.json.decode(found, type=dict[str, Forecast])


def notes(conn: sqlite3.Connection, at: float | None) -> dict[str, Any]:
    """What the sources say they cannot see, by source."""
    found = {source: value(conn, source, key, at) for source, key in _NOTES}
    return {source: msgspec.json.decode(words) for source, words in found.items() if words is not None}


def sources(conn: sqlite3.Connection, now: float) -> tuple[SourceState, ...]:
    """Every source as it is, judged at `now`."""
    rows = conn.execute("SELECT name, freshness, last_seen, interval, detail, restarts FROM sources ORDER BY name")
    return tuple(
        SourceState(
            name, Freshness(freshness), None if seen is None else codec.to_seconds(seen), interval, detail, restarts
        ).at(now)
        for name, freshness, seen, interval, detail, restarts in rows
    )


def sources_at(conn: sqlite3.Connection, at: float) -> tuple[SourceState, ...]:
    """Every source as it was at `at`; UNKNOWN where nobody watched."""
    rows = conn.execute("SELECT name, interval FROM sources ORDER BY name").fetchall()
    return tuple(_source_at(conn, name, interval, at) for name, interval in rows)


def _source_at(conn: sqlite3.Connection, name: str, interval: float, at: float) -> SourceState:
    stored = value(conn, write_states.SOURCE_KIND, name, at)
    if stored is None:
        return SourceState(name, Freshness.UNKNOWN, None, interval, "not watched at that time")
    was = msgspec.json.decode(stored, type=write_states.SourceValue)
    freshness = Freshness(was.freshness)
    seen = at if freshness is Freshness.LIVE else was.last_seen
    return SourceState(name, freshness, seen, was.interval, was.detail, was.restarts)


def health(conn: sqlite3.Connection) -> Health | None:
    """What the engine said of itself last."""
    row = conn.execute("SELECT value FROM health").fetchone()
    return msgspec.json.decode(codec.unpack_json(row[0]), type=Health) if row else None


def progress(conn: sqlite3.Connection, source: str) -> dict[str, bytes]:
    """Where a source would resume."""
    return write_states.read_progress(conn, source)


def meta(conn: sqlite3.Connection) -> dict[str, str]:
    """What the store says of itself."""
    return {key: str(stored) for key, stored in conn.execute("SELECT key, value FROM meta")}

"""Breakers and retry budgets in the store: read, changed and written back in one transaction, nobody comes between."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

import msgspec

from console.model.breaker import Breaker, Budget, Moment
from console.store.transaction import transaction

T = TypeVar("T")

_PUT = """INSERT INTO breakers(key, state, probe, value) VALUES(?,?,?,?)
    ON CONFLICT(key) DO UPDATE SET state=excluded.state, probe=excluded.probe, value=excluded.value"""
_SAVE = """INSERT INTO budgets(key, tokens, wall, ticks, boot) VALUES(?,?,?,?,?) ON CONFLICT(key) DO UPDATE
    SET tokens=excluded.tokens, wall=excluded.wall, ticks=excluded.ticks, boot=excluded.boot"""

_decode = msgspec.json.Decoder(Breaker).decode


def every(conn: sqlite3.Connection) -> tuple[Breaker, ...]:
    """All breakers, by key."""
    return tuple(_decode(value) for (value,) in conn.execute("SELECT value FROM breakers ORDER BY key"))


def change(conn: sqlite3.Connection, key: str, step: Callable[[Breaker], tuple[Breaker, T]]) -> T:
    """Let a breaker take a step; what the step says is returned once the breaker that follows is stored."""
    with transaction(conn):
        before = _one(conn, key)
        after, said = step(before)
        if after != before:
            row = (key, after.state.value, after.probe or None, msgspec.json.encode(after).decode())
            conn.execute(_PUT, row)
    return said


def change_budget(conn: sqlite3.Connection, key: str, step: Callable[[Budget | None], tuple[Budget, T]]) -> T:
    """Let a budget take a step, as a breaker does."""
    with transaction(conn):
        row = conn.execute("SELECT tokens, wall, ticks, boot FROM budgets WHERE key=?", (key,)).fetchone()
        after, said = step(Budget(row[0], Moment(*row[1:])) if row else None)
        conn.execute(_SAVE, (key, after.tokens, after.at.wall, after.at.ticks, after.at.boot))
    return said


def _one(conn: sqlite3.Connection, key: str) -> Breaker:
    row = conn.execute("SELECT value FROM breakers WHERE key=?", (key,)).fetchone()
    return _decode(row[0]) if row else Breaker(key=key)

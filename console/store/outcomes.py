"""The outcomes that objectives count, in the database: added up by minute, read back when an engine starts."""

import sqlite3
from collections.abc import Iterable

from msgspec import Struct

from console.store.transaction import transaction

KEPT_DAYS = 40
"""The longest window an objective may have, and a little more."""
_ADD = """INSERT INTO outcomes(minute, objective, subject, good, bad) VALUES(?,?,?,?,?)
    ON CONFLICT(minute, objective, subject) DO UPDATE SET good=good+excluded.good, bad=bad+excluded.bad"""
_SINCE = "SELECT minute, objective, subject, good, bad FROM outcomes WHERE minute>=? ORDER BY minute"


class Tallied(Struct, frozen=True):
    """So many things of one objective went well and so many did not in one minute (minutes since the epoch)."""

    minute: int
    objective: str
    subject: str
    good: int
    bad: int


def add(conn: sqlite3.Connection, rows: Iterable[Tallied]) -> None:
    """Add to what is counted, and forget what is older than any window."""
    listed = [(row.minute, row.objective, row.subject, row.good, row.bad) for row in rows]
    newest = max((row[0] for row in listed), default=0)
    with transaction(conn):
        conn.executemany(_ADD, listed)
        conn.execute("DELETE FROM outcomes WHERE minute<?", (newest - KEPT_DAYS * 1440,))


def since(conn: sqlite3.Connection, minute: int) -> list[Tallied]:
    """All from a minute on, oldest first."""
    return [Tallied(*row) for row in conn.execute(_SINCE, (minute,))]

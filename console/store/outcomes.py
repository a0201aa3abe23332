"""The outcomes that objectives count, in the database: added up by minute, read back when an engine starts.

Up to which event they are counted is kept in the transaction that adds them up, so that whatever an engine committed
and was killed before it counted is counted by the next one, once.
"""

import sqlite3
from collections.abc import Iterable

from msgspec import Struct

from console.model.event import Event
from console.store import read_events
from console.store.transaction import transaction

KEPT_DAYS = 40
"""The longest window an objective may have, and a little more."""
PAGE = 5000
"""Events that are read at a time."""
_ADD = """INSERT INTO outcomes(minute, objective, subject, good, bad) VALUES(?,?,?,?,?)
    ON CONFLICT(minute, objective, subject) DO UPDATE SET good=good+excluded.good, bad=bad+excluded.bad"""
_COUNTED = """INSERT INTO meta(key, value) VALUES('outcomes_seq', ?)
    ON CONFLICT(key) DO UPDATE SET value=excluded.value"""
_REACHED = "SELECT value FROM meta WHERE key='outcomes_seq'"
_SINCE = "SELECT minute, objective, subject, good, bad FROM outcomes WHERE minute>=? ORDER BY minute"


class Tallied(Struct, frozen=True):
    """So many things of one objective went well and so many did not in one minute (minutes since the epoch)."""

    minute: int
    objective: str
    subject: str
    good: int
    bad: int


def add(conn: sqlite3.Connection, rows: Iterable[Tallied], counted: int) -> None:
    """Add to what is counted, now up to the event `counted` (its `seq`), and forget what is older than any window."""
    listed = [(row.minute, row.objective, row.subject, row.good, row.bad) for row in rows]
    newest = max((row[0] for row in listed), default=0)
    with transaction(conn):
        conn.executemany(_ADD, listed)
        conn.execute("DELETE FROM outcomes WHERE minute<?", (newest - KEPT_DAYS * 1440,))
        conn.execute(_COUNTED, (counted,))


def reached(conn: sqlite3.Connection) -> int | None:
    """Up to which event all is counted; None where outcomes were counted before this was kept."""
    row = conn.execute(_REACHED).fetchone()
    if row is not None:
        return int(row[0])
    return None if conn.execute("SELECT 1 FROM outcomes LIMIT 1").fetchone() else 0


def uncounted(conn: sqlite3.Connection, counted: int | None) -> tuple[Event, ...]:
    """The next events after `counted`, oldest first; none for None, and not too many at a time."""
    return () if counted is None else read_events.after(conn, counted, PAGE)


def since(conn: sqlite3.Connection, minute: int) -> list[Tallied]:
    """All from a minute on, oldest first."""
    return [Tallied(*row) for row in conn.execute(_SINCE, (minute,))]

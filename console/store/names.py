"""Ids for names and templates: strings that repeat are stored once."""

import sqlite3
from collections import OrderedDict

from msgspec import Struct

from console.store import codec

CACHED = 20_000


class Names:
    """Ids of interned names; remembers the ones used last. `forget` after a rollback."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, int] = OrderedDict()

    def id(self, conn: sqlite3.Connection, name: str) -> int:
        """The id of a name, made inside the running transaction when it is new."""
        known = self._ids.get(name)
        if known is None:
            known = self._ids[name] = self._store(conn, codec.name_in(name))
            if len(self._ids) > CACHED:
                self._ids.popitem(last=False)
        return known

    def forget(self) -> None:
        """Drop what is remembered: the transaction that made some of it was rolled back."""
        self._ids.clear()

    @staticmethod
    def _store(conn: sqlite3.Connection, name: str | bytes) -> int:
        row = conn.execute("SELECT id FROM names WHERE name=?", (name,)).fetchone()
        if row is None:
            row = (conn.execute("INSERT INTO names(name) VALUES(?)", (name,)).lastrowid,)
        return int(row[0])


class Tally(Struct):
    """How often a template was seen within one transaction; times in milliseconds."""

    n: int
    first: int
    last: int
    severity: int
    sample: str
    origin: str


_UPDATE = """UPDATE templates SET n=n+?, first=min(first,?), last=max(last,?), severity=max(severity,?),
    sample=?, origin=? WHERE id=?"""
_INSERT = """INSERT INTO templates(n, first, last, severity, sample, origin, text) VALUES(?,?,?,?,?,?,?)
    ON CONFLICT(text) DO UPDATE SET n=n+excluded.n, first=min(first,excluded.first), last=max(last,excluded.last),
    severity=max(severity,excluded.severity), sample=excluded.sample, origin=excluded.origin RETURNING id"""


class Templates:
    """Ids of templates and their totals. `forget` after a rollback and after templates were removed."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, int] = OrderedDict()

    def add(self, conn: sqlite3.Connection, tallies: dict[str, Tally]) -> dict[str, int]:
        """Add the tallies to the totals; returns the id of each template."""
        ids: dict[str, int] = {}
        updates = []
        for text, tally in tallies.items():
            values = (tally.n, tally.first, tally.last, tally.severity, tally.sample, tally.origin)
            known = self._ids.get(text)
            if known is None:
                known = self._remember(text, conn.execute(_INSERT, (*values, text)).fetchone()[0])
            else:
                updates.append((*values, known))
            ids[text] = known
        if updates:
            conn.executemany(_UPDATE, updates)
        return ids

    def forget(self) -> None:
        """Drop what is remembered."""
        self._ids.clear()

    def _remember(self, text: str, known: int) -> int:
        self._ids[text] = known
        if len(self._ids) > CACHED:
            self._ids.popitem(last=False)
        return known

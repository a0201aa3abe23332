"""A change of clusters under way: every row is remembered as it was before it is touched, so that it can be undone."""

import sqlite3
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from console.store import codec, joins, standings
from console.store.write_states import StateTable

COLUMNS = ("standing", "name", "muted", "person", "note", "resolved", "cause", "joined")

_READ = f"SELECT {', '.join(COLUMNS)} FROM clusters WHERE id=?"  # noqa: S608 - fixed names
_RESTORE = f"UPDATE clusters SET {', '.join(f'{column}=?' for column in COLUMNS)} WHERE id=?"  # noqa: S608

Value = str | int | None


class Before(Struct):
    """How things were: rows of clusters by id, the place of each moved key, entries that got an outcome."""

    clusters: dict[int, tuple[Value, ...]] = {}
    keys: dict[int, tuple[int, int]] = {}
    failures: list[int] = []
    made: list[int] = []


class Change:
    """Changes clusters and keys inside a transaction and collects what they were; `finish` it once."""

    def __init__(self, conn: sqlite3.Connection, states: StateTable, stamp: int) -> None:
        self.conn = conn
        self.states = states
        self.stamp = stamp
        self.failures: list[int] = []
        self._before = Before()

    @property
    def touched(self) -> tuple[int, ...]:
        """The clusters that were changed or made."""
        return (*self._before.clusters, *self._before.made)

    def packed(self) -> bytes:
        """What it was before, for `revert`."""
        self._before.failures = self.failures
        return codec.pack(self._before)

    def label(self, cluster: int) -> str:
        """What a person calls a cluster, else its title."""
        name, title = self.conn.execute("SELECT name, title FROM clusters WHERE id=?", (cluster,)).fetchone()
        return str(name or title)

    def standing(self, cluster: int) -> str:
        """The stored standing in words."""
        (standing,) = self.conn.execute("SELECT standing FROM clusters WHERE id=?", (cluster,)).fetchone()
        return standing or "open"

    def members(self, cluster: int) -> list[int]:
        """The clusters it stands for as their cause."""
        rows = self.conn.execute("SELECT id FROM clusters WHERE cause=? AND cause<>0 AND joined IS NULL", (cluster,))
        return [number for (number,) in rows if number != cluster]

    def keys(self, cluster: int) -> list[int]:
        """The keys that lie in a cluster."""
        return [key for (key,) in self.conn.execute("SELECT id FROM keys WHERE cluster=?", (cluster,))]

    def set(self, cluster: int, **values: Value) -> None:
        """Give columns of a cluster new values."""
        self._remember(cluster)
        names = ", ".join(f"{name}=?" for name in values)
        self.conn.execute(f"UPDATE clusters SET {names} WHERE id=?", (*values.values(), cluster))  # noqa: S608

    def make(self, statement: str, key: int) -> int:
        """Make a cluster for a key; returns its id."""
        made = self.conn.execute(statement, (key,)).lastrowid
        if made is None:
            raise sqlite3.InternalError("an inserted cluster got no number")
        self._before.made.append(made)
        return made

    def move(self, keys: Iterable[int], cluster: int) -> None:
        """Put keys where a person wants them; they stay there."""
        left = []
        for key in keys:
            row = self.conn.execute("SELECT cluster, placed FROM keys WHERE id=?", (key,)).fetchone()
            self._before.keys.setdefault(key, row)
            self._remember(row[0])
            left.append(row[0])
            self.conn.execute("UPDATE keys SET cluster=?, placed=1 WHERE id=?", (cluster, key))
        if cluster not in self._before.made:
            self._remember(cluster)
        joins.settle(self.conn, dict.fromkeys(left), cluster)

    def finish(self) -> None:
        """Let the new standings begin."""
        for cluster in self.touched:
            standings.keep(self.conn, self.states, cluster, self.stamp)

    def _remember(self, cluster: int) -> None:
        if cluster not in self._before.clusters and cluster not in self._before.made:
            self._before.clusters[cluster] = self.conn.execute(_READ, (cluster,)).fetchone()


def revert(conn: sqlite3.Connection, states: StateTable, packed: bytes, stamp: int) -> tuple[int, ...]:
    """Put back what a change touched; returns its clusters. Keys that came since stay where they are."""
    before = msgspec.json.decode(codec.unpack_json(packed), type=Before)
    for cluster, row in before.clusters.items():
        conn.execute(_RESTORE, (*row, cluster))
    left = _put_back(conn, before)
    home = next(iter(before.clusters))
    for cluster in dict.fromkeys((*left, *before.clusters, *before.made)):
        joins.refresh(conn, cluster, home)
    conn.executemany(
        "UPDATE failures SET outcome='', recovered=NULL WHERE id=?", [(failure,) for failure in before.failures]
    )
    for cluster in (*before.clusters, *before.made):
        standings.keep(conn, states, cluster, stamp)
    return (*before.clusters, *before.made)


def _put_back(conn: sqlite3.Connection, before: Before) -> list[int]:
    """The moved keys go home; returns the clusters that they leave."""
    left = []
    for key, (cluster, placed) in before.keys.items():
        left.append(conn.execute("SELECT cluster FROM keys WHERE id=?", (key,)).fetchone()[0])
        conn.execute("UPDATE keys SET cluster=?, placed=? WHERE id=?", (cluster, placed, key))
    return list(dict.fromkeys(left))

"""Where clusters stand over time: what people decided and what came back, kept as intervals of the logical clock."""

import sqlite3

from msgspec import Struct

from console.model.batch import State
from console.store.write_states import StateTable

KIND = "cluster"

_ROW = "SELECT standing, name, muted, person, note, cause FROM clusters WHERE id=?"


class Stand(Struct, frozen=True):
    """How a cluster stood over an interval; `standing` is empty where that follows from its age alone."""

    standing: str = ""
    name: str = ""
    muted: bool = False
    person: str = ""
    note: str = ""
    cause: int = 0


def keep(conn: sqlite3.Connection, states: StateTable, cluster: int, stamp: int) -> None:
    """Open an interval for how the cluster's row stands now; without anything to tell the last one just ends."""
    row = conn.execute(_ROW, (cluster,)).fetchone()
    stand = Stand(row[0], row[1], bool(row[2]), *row[3:])
    states.write(conn, [State(KIND, str(cluster), None if stand == Stand() else stand)], stamp)


def regress(conn: sqlite3.Connection, states: StateTable, cluster: int, stamp: int) -> None:
    """A resolved cluster came back: it, and the cause that stands for it, are open again."""
    (cause,) = conn.execute("SELECT cause FROM clusters WHERE id=?", (cluster,)).fetchone()
    for number in {cluster, cause} - {0}:
        changed = conn.execute(
            "UPDATE clusters SET standing='regressed' WHERE id=? AND standing='resolved'", (number,)
        ).rowcount
        if changed:
            keep(conn, states, number, stamp)

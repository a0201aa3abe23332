"""Taking decisions back, as long as nothing later rests on them."""

import sqlite3

from console.store.change import revert
from console.store.decide import Decided, UndecidedError
from console.store.write_states import StateTable

_NEWEST = "SELECT max(id) FROM decisions WHERE undone=0"
_ROW = "SELECT words, before, undone FROM decisions WHERE id=?"
_LATER = """SELECT d.id, d.words FROM decision_clusters t JOIN decisions d ON d.id=t.decision
    WHERE t.cluster IN (SELECT cluster FROM decision_clusters WHERE decision=?1) AND d.id>?1 AND d.undone=0
    ORDER BY d.id DESC LIMIT 1"""


def undo(conn: sqlite3.Connection, states: StateTable, decision: int | None, stamp: int) -> Decided:
    """Take a decision back, the newest one for None, inside the running transaction.

    Raises UndecidedError when there is none, when it was undone before, or when a later one touches the same clusters.
    """
    number = conn.execute(_NEWEST).fetchone()[0] if decision is None else decision
    row = conn.execute(_ROW, (number,)).fetchone()
    if row is None:
        raise UndecidedError("there is no decision to undo" if number is None else f"there is no decision {number}")
    words, before, undone = row
    if undone:
        raise UndecidedError(f"decision {number} is undone already")
    later = conn.execute(_LATER, (number,)).fetchone()
    if later is not None:
        raise UndecidedError(f"undo decision {later[0]} first: {later[1]}")
    clusters = revert(conn, states, before, stamp)
    conn.execute("UPDATE decisions SET undone=1 WHERE id=?", (number,))
    return Decided(f"undone: {words}", clusters, number)

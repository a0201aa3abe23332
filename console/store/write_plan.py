"""Writing the plan: each function is one transaction, on the disk when it returns."""

import sqlite3
from collections.abc import Mapping, Sequence

from console.model.plan import Level, Wanted
from console.store import codec
from console.store.audit import durable

_ADD = "INSERT INTO plan(parent, level, title, created, done, token) VALUES(?,?,?,?,?,?)"
_SAME = "SELECT id, done FROM plan WHERE parent=? AND title=?"
_BELOW = """WITH RECURSIVE below(id) AS (VALUES(?) UNION SELECT plan.id FROM plan JOIN below ON plan.parent=below.id)
    UPDATE plan SET done=? WHERE id IN below AND (done IS NULL)=?"""
_LINK = "INSERT OR IGNORE INTO plan_links(item, kind, number) VALUES(?,?,?)"

_PASSED = """UPDATE plan SET done=:now WHERE id=:item AND done IS NULL
    AND NOT EXISTS(SELECT 1 FROM plan below WHERE below.parent=:item)
    AND NOT EXISTS(SELECT 1 FROM plan_links JOIN jobs ON jobs.id=plan_links.number
        WHERE item=:item AND kind='job' AND jobs.id!=:job AND jobs.state NOT IN ('passed', 'cancelled'))"""


def add(conn: sqlite3.Connection, parent: int, level: Level, title: str, now: float, token: str) -> int:
    """Store an item; returns its id. The same token gives the same id. It opens again what it lies under."""
    with durable(conn):
        known = conn.execute("SELECT id FROM plan WHERE token=?", (token,)).fetchone() if token else None
        if known:
            return int(known[0])
        number = _insert(conn, parent, level, title, now, done=None, token=token)
        _reopen_above(conn, parent)
    return number


def bring(conn: sqlite3.Connection, wanted: Sequence[Wanted], now: float) -> tuple[int, int]:
    """Store a whole plan; returns how many items are new and how many are done now that were not.

    An item of the same title in the same place is the same item. What is done here stays done.
    """
    numbers: list[int] = []
    new = finished = 0
    with durable(conn):
        for item in wanted:
            parent = 0 if item.under < 0 else numbers[item.under]
            same = conn.execute(_SAME, (parent, item.title)).fetchone()
            if same is None:
                new += 1
                done = now if item.done else None
                numbers.append(_insert(conn, parent, item.level, item.title, now, done=done, token=None))
                continue
            numbers.append(int(same[0]))
            if item.done and same[1] is None:
                finished += 1
                conn.execute("UPDATE plan SET done=? WHERE id=?", (codec.to_ms(now), same[0]))
    return new, finished


def mark(conn: sqlite3.Connection, item: int, now: float | None) -> int:
    """Mark an item and all below it done (`now`), or open again (None); returns how many that changes."""
    moment = None if now is None else codec.to_ms(now)
    with durable(conn):
        changed = conn.execute(_BELOW, (item, moment, int(now is not None))).rowcount
        if now is None:
            _reopen_above(conn, item)
    return changed


def restore(conn: sqlite3.Connection, states: Mapping[int, bool], now: float) -> int:
    """Mark items done or open as they were; returns how many that changes. What was added since is left alone."""
    with durable(conn):
        present = dict(conn.execute("SELECT id, done IS NOT NULL FROM plan").fetchall())
        changed = [item for item, done in states.items() if item in present and bool(present[item]) is not done]
        for item in changed:
            moment = codec.to_ms(now) if states[item] else None
            conn.execute("UPDATE plan SET done=? WHERE id=?", (moment, item))
    return len(changed)


def link(conn: sqlite3.Connection, item: int, kind: str, number: int) -> None:
    """Attach a job or checkpoint to an item."""
    with durable(conn):
        conn.execute(_LINK, (item, kind, number))


def belongs(conn: sqlite3.Connection, item: int, job: int) -> None:
    """Attach a new job to the item that it is for, within the transaction that stores the job."""
    conn.execute(_LINK, (item, "job", job))


def passed(conn: sqlite3.Connection, item: int, job: int, now: int) -> None:
    """A job passed that is for an item, which is done once all such jobs have; within the caller's transaction.

    `now` in milliseconds. What has things below it is done when those are.
    """
    conn.execute(_PASSED, {"item": item, "job": job, "now": now})


def _insert(
    conn: sqlite3.Connection, parent: int, level: Level, title: str, now: float, *, done: float | None,
    token: str | None,
) -> int:  # fmt: skip
    moment = None if done is None else codec.to_ms(done)
    number = conn.execute(_ADD, (parent, level.value, title, codec.to_ms(now), moment, token or None)).lastrowid
    if number is None:
        raise sqlite3.InternalError("an inserted item of the plan got no number")
    return number


def _reopen_above(conn: sqlite3.Connection, item: int) -> None:
    """What something open lies under is open."""
    while item:
        conn.execute("UPDATE plan SET done=NULL WHERE id=?", (item,))
        row = conn.execute("SELECT parent FROM plan WHERE id=?", (item,)).fetchone()
        item = row[0] if row else 0

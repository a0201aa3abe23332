"""Reading the plan."""

import sqlite3
from collections import defaultdict

import msgspec

from console.model.plan import Item, Level
from console.store import codec


def items(conn: sqlite3.Connection) -> tuple[Item, ...]:
    """Everything in the plan in the order it was put there, with what is attached."""
    links: dict[tuple[int, str], list[int]] = defaultdict(list)
    for item, kind, number in conn.execute("SELECT item, kind, number FROM plan_links ORDER BY number"):
        links[item, kind].append(number)
    rows = conn.execute("SELECT id, parent, level, title, created, done FROM plan ORDER BY id")
    return tuple(
        Item(
            id=number,
            parent=parent,
            level=Level(level),
            title=title,
            created=codec.to_seconds(created),
            done=None if done is None else codec.to_seconds(done),
            jobs=tuple(links[number, "job"]),
            checkpoints=tuple(links[number, "checkpoint"]),
        )
        for number, parent, level, title, created, done in rows
    )


def at(conn: sqlite3.Connection, moment: float) -> tuple[Item, ...]:
    """The same at a moment (seconds since the epoch), as far as it is remembered: what came later is taken away."""
    known = (item for item in items(conn) if item.created <= moment)
    return tuple(
        msgspec.structs.replace(item, done=item.done if item.done is not None and item.done <= moment else None)
        for item in known
    )


def known(conn: sqlite3.Connection, number: int) -> bool:
    """Whether something of this number is in the plan."""
    return conn.execute("SELECT 1 FROM plan WHERE id=?", (number,)).fetchone() is not None

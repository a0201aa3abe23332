"""Reading the plan."""

import sqlite3
from collections import defaultdict

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

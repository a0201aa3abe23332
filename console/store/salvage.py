"""What people asked and which fixes worked, read out of a damaged store as far as its pages can still be read.

A verified copy is up to an hour old. Log files are read again from there, but nobody asks again: commands since then
are carried over, and the outcomes of fixes. Decisions about clusters are not: they name clusters by numbers that what
is read again need not get; the commands tell them in words.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import msgspec
from msgspec import Struct

from console.model.command import CommandState
from console.store import schema
from console.store.connection import open_writable
from console.store.transaction import transaction

MOST_ROWS = 10_000
MOST_FAULTS = 40

Row = tuple[object, ...]


class _Command(Struct, array_like=True, forbid_unknown_fields=True):
    """A row of `commands`, for judging whether it is one."""

    id: int
    time: int
    name: str
    args: str
    who: str
    state: CommandState
    outcome: str
    finished: int | None


class _FixOutcome(Struct, array_like=True, forbid_unknown_fields=True):
    """A row of `fix_outcomes`."""

    id: int
    time: int
    fingerprint: str
    rule: str
    command: str
    worked: int


TABLES: dict[str, type[Struct]] = {"commands": _Command, "fix_outcomes": _FixOutcome}


def salvage(damaged: str, store: str) -> int:
    """Carry over from `damaged` what `store`, which took its place, does not have; returns how many rows.

    `store` is made when there is none. Raises sqlite3.Error when it cannot be written, SchemaError when it is too new.
    """
    with closing(sqlite3.connect(f"file:{quote(os.path.abspath(damaged))}?mode=ro", uri=True)) as source:
        rows = {table: list(_readable(source, table, _last(store, table))) for table in TABLES}
    if not any(rows.values()):
        return 0
    os.close(os.open(store, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    with closing(open_writable(store)) as conn:
        schema.migrate(conn)
        with transaction(conn):
            for table, found in rows.items():
                marks = ",".join("?" * len(TABLES[table].__struct_fields__))
                conn.executemany(f"INSERT OR IGNORE INTO {table} VALUES({marks})", found)
    return sum(map(len, rows.values()))


def _last(store: str, table: str) -> int:
    """The last number a table of the store has; 0 without table or store."""
    if not os.path.exists(store):
        return 0
    with closing(sqlite3.connect(f"file:{quote(os.path.abspath(store))}?mode=ro", uri=True)) as conn:
        known = conn.execute("SELECT count(*) FROM sqlite_schema WHERE type='table' AND name=?", (table,)).fetchone()[0]
        statement = f"SELECT coalesce(max(id), 0) FROM {table}"  # noqa: S608 - fixed names
        return int(conn.execute(statement).fetchone()[0]) if known else 0


def _readable(conn: sqlite3.Connection, table: str, above: int) -> Iterator[Row]:
    """The sound rows above a number; what cannot be read is stepped over, ever further, 40 times in all."""
    columns = ", ".join(TABLES[table].__struct_fields__)
    statement = f"SELECT {columns} FROM {table} WHERE id>? ORDER BY id LIMIT 1"  # noqa: S608 - fixed names
    step, faults, found = 1, 0, 0
    while faults < MOST_FAULTS and found < MOST_ROWS:
        try:
            row = conn.execute(statement, (above,)).fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # the second for damaged text in an error's words
            faults, above, step = faults + 1, above + step, step * 2
            continue
        if row is None:
            return
        above, step = _next(row, above), 1
        found += 1
        if _is_sound(row, TABLES[table]):
            yield row


def _next(row: Row, above: int) -> int:
    """Where to go on behind a row, however little its number can be believed."""
    return row[0] if isinstance(row[0], int) and row[0] > above else above + 1


def _is_sound(row: Row, kind: type[Struct]) -> bool:
    """Whether a row of a damaged file holds what its columns should."""
    try:
        judged = msgspec.convert(row, kind)
        if isinstance(judged, _Command):
            msgspec.json.decode(judged.args, type=dict[str, object])
    except (msgspec.ValidationError, msgspec.DecodeError):
        return False
    return True

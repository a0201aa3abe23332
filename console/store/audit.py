"""Commands and health in the database; commands are the audit trail and durable one by one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from console.model.command import Command, CommandState
from console.store import codec
from console.store.transaction import transaction

_ACCEPT = "INSERT INTO commands(time, name, args, who, state, outcome) VALUES(?,?,?,?,?,'')"
_FINISH = "UPDATE commands SET state=?, outcome=?, finished=? WHERE id=?"
_HEALTH = "INSERT INTO health(id, value) VALUES(1,?) ON CONFLICT(id) DO UPDATE SET value=excluded.value"
_COLUMNS = "id, time, name, args, who, state, outcome, finished"


@contextmanager
def durable(conn: sqlite3.Connection) -> Iterator[None]:
    """A transaction that is synced to the disk before it counts as committed."""
    conn.execute("PRAGMA synchronous=FULL")
    try:
        with transaction(conn):
            yield
    finally:
        conn.execute("PRAGMA synchronous=NORMAL")


def accept(conn: sqlite3.Connection, name: str, args: dict[str, Any], who: str, time: float) -> Command:
    """Store a command as accepted; `time` in seconds since the epoch."""
    values = (codec.to_ms(time), name, msgspec.json.encode(args).decode(), who, CommandState.ACCEPTED.value)
    with durable(conn):
        number = conn.execute(_ACCEPT, values).lastrowid
    if number is None:
        raise sqlite3.InternalError("an inserted command got no number")
    return Command(id=number, time=time, name=name, args=args, who=who, state=CommandState.ACCEPTED)


def finish(conn: sqlite3.Connection, command: int, state: CommandState, outcome: str, time: float) -> None:
    """Store the end of a command. Raises KeyError when there is none of that id."""
    with durable(conn):
        changed = conn.execute(_FINISH, (state.value, outcome, codec.to_ms(time), command)).rowcount
    if changed == 0:
        raise KeyError(f"there is no command {command}")


def newest(conn: sqlite3.Connection, limit: int) -> tuple[Command, ...]:
    """The last commands, newest first."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM commands ORDER BY id DESC LIMIT ?", (limit,))  # noqa: S608
    return tuple(_command(row) for row in rows)


def write_health(conn: sqlite3.Connection, value: bytes) -> None:
    """Store packed health in place of the one before."""
    with transaction(conn):
        conn.execute(_HEALTH, (value,))


def _command(row: tuple[Any, ...]) -> Command:
    number, time, name, args, who, state, outcome, finished = row
    return Command(
        id=number,
        time=codec.to_seconds(time),
        name=name,
        args=msgspec.json.decode(args),
        who=who,
        state=CommandState(state),
        outcome=outcome,
        finished=None if finished is None else codec.to_seconds(finished),
    )

"""Reading checkpoints, and what holds at a moment that a checkpoint keeps beside the files."""

import sqlite3
from typing import Any

import msgspec

from console.model.checkpoint import Checkpoint, Circumstances
from console.store import codec

_COLUMNS = "id, token, revision, files, bytes, digest, state, head, branch, left_out"
_ONE = f"SELECT {_COLUMNS} FROM checkpoints WHERE id=?"  # noqa: S608 - fixed names
_TOKEN = f"SELECT {_COLUMNS} FROM checkpoints WHERE token=?"  # noqa: S608 - fixed names
_NEWEST = f"SELECT {_COLUMNS} FROM checkpoints ORDER BY id DESC LIMIT ?"  # noqa: S608 - fixed names
_ACTION = """SELECT time FROM commands WHERE state='done' AND name NOT GLOB 'checkpoint.*' AND name NOT GLOB 'engine.*'
    AND name NOT GLOB 'catalogue.*' ORDER BY id DESC LIMIT 1 OFFSET ?"""

_decode = msgspec.json.Decoder(Circumstances).decode


def one(conn: sqlite3.Connection, number: int) -> Checkpoint | None:
    """A checkpoint; None when there is none of that id."""
    return _first(conn.execute(_ONE, (number,)).fetchone())


def of_token(conn: sqlite3.Connection, token: str) -> Checkpoint | None:
    """The checkpoint that a request made; None when it made none yet."""
    return _first(conn.execute(_TOKEN, (token,)).fetchone())


def newest(conn: sqlite3.Connection, limit: int = -1) -> tuple[Checkpoint, ...]:
    """The last checkpoints, newest first; -1 means all."""
    return tuple(map(_checkpoint, conn.execute(_NEWEST, (limit,))))


def due(conn: sqlite3.Connection, every: int) -> bool:
    """Whether so many things were done since the last checkpoint; checkpoints themselves do not count."""
    row = conn.execute(_ACTION, (every - 1,)).fetchone()
    last = conn.execute("SELECT max(time) FROM checkpoints").fetchone()[0]
    return row is not None and row[0] > (last or 0)


def offsets(conn: sqlite3.Connection, source: str) -> dict[str, bytes]:
    """The positions of a collector; names that are not UTF-8 are written with their bytes escaped."""
    rows = conn.execute("SELECT key, value FROM progress WHERE source=?", (source,))
    return {codec.name_out(key).encode(errors="backslashreplace").decode(): value for key, value in rows}


def _first(row: tuple[Any, ...] | None) -> Checkpoint | None:
    return _checkpoint(row) if row else None


def _checkpoint(row: tuple[Any, ...]) -> Checkpoint:
    number, token, commit, files, size, digest, state, head, branch, left_out = row
    return Checkpoint(
        id=number,
        token=token,
        commit=commit,
        files=files,
        bytes=size,
        digest=digest,
        circumstances=_decode(codec.unpack_json(state)),
        head=head,
        branch=branch,
        left_out=left_out,
    )

"""Writing checkpoints: each function is one transaction, on the disk when it returns."""

import hashlib
import sqlite3
from collections.abc import Iterable

import msgspec

from console.model.checkpoint import Checkpoint, Circumstances
from console.store import codec
from console.store.audit import durable

_ADD = """INSERT INTO checkpoints(token, time, revision, origin, files, bytes, head, branch, left_out, state, digest)
    VALUES(?,?,?,?,?,?,?,?,?,?,?)"""
_LINK = "INSERT OR IGNORE INTO plan_links(item, kind, number) VALUES(?, 'checkpoint', ?)"

_First = msgspec.defstruct(
    "_First", [(field.name, field.type) for field in msgspec.structs.fields(Circumstances) if field.name != "breakers"]
)


def digest(commit: str, manifest: bytes, circumstances: Circumstances) -> str:
    """The hash of all that a checkpoint is: commit, manifest (which names every content by its hash), and the rest.

    What checkpoints of earlier programs did not hold counts only where it is there, so that theirs stay sound.
    """
    found = hashlib.blake2b(digest_size=16)
    first = _First(*(getattr(circumstances, name) for name in _First.__struct_fields__))
    parts = [commit.encode(), manifest, msgspec.json.encode(first, order="deterministic")]
    if circumstances.breakers:
        parts.append(msgspec.json.encode(circumstances.breakers, order="deterministic"))
    for part in parts:
        found.update(len(part).to_bytes(8, "little") + part)
    return found.hexdigest()


def add(conn: sqlite3.Connection, checkpoint: Checkpoint) -> int:
    """Store a checkpoint whose commit is on the disk; returns its id, which is never given again.

    The same token gives the same id. It is attached to the step of the plan that was next.
    """
    held = checkpoint.circumstances
    values = (
        checkpoint.token, codec.to_ms(held.time), checkpoint.commit, held.origin.value, checkpoint.files,
        checkpoint.bytes, checkpoint.head, checkpoint.branch, checkpoint.left_out, codec.pack(held), checkpoint.digest,
    )  # fmt: skip
    with durable(conn):
        known = conn.execute("SELECT id FROM checkpoints WHERE token=?", (checkpoint.token,)).fetchone()
        if known:
            return int(known[0])
        number = conn.execute(_ADD, values).lastrowid
        if held.step:
            conn.execute(_LINK, (held.step, number))
    if number is None:
        raise sqlite3.InternalError("an inserted checkpoint got no number")
    return number


def forget(conn: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take checkpoints away; their commits go after."""
    rows = [(number,) for number in numbers]
    with durable(conn):
        conn.executemany("DELETE FROM checkpoints WHERE id=?", rows)
        conn.executemany("DELETE FROM plan_links WHERE kind='checkpoint' AND number=?", rows)

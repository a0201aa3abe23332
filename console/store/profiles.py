"""Clusters as the search for causes sees them: texts, places, tests and the minutes in which they occurred."""

import sqlite3

import msgspec
from msgspec import Struct

from console.model.failure import Place
from console.store import codec

LINES = 8
VALUES = 20

_RECENT = """SELECT c.id, c.title, c.place, c.n, e.lines FROM clusters c INDEXED BY clusters_last
    JOIN examples e ON e.cluster=c.id WHERE c.joined IS NULL AND c.last>=? AND c.standing<>'resolved'
    ORDER BY c.last DESC LIMIT ?"""
_FACTS = "SELECT DISTINCT f.value FROM keys k JOIN key_facts f ON f.key=k.id AND f.kind=? WHERE k.cluster=? LIMIT ?"
_MINUTES = "SELECT DISTINCT m.minute FROM keys k JOIN key_minutes m ON m.key=k.id AND m.minute>=? WHERE k.cluster=?"


class Recent(Struct, frozen=True, kw_only=True):
    """One cluster that occurred lately; `minutes` since the epoch, `place` as `file:function`."""

    cluster: int
    title: str
    lines: tuple[str, ...]
    places: tuple[str, ...]
    tests: tuple[str, ...]
    jobs: tuple[str, ...]
    minutes: tuple[int, ...]
    total: int


def recent(conn: sqlite3.Connection, since: float, limit: int) -> list[Recent]:
    """The clusters seen since a moment (seconds), newest first."""
    rows = conn.execute(_RECENT, (codec.to_ms(since), limit)).fetchall()
    return [
        Recent(
            cluster=number,
            title=title,
            lines=tuple(lines.split("\n")[:LINES]),
            places=_place(place),
            tests=_facts(conn, "test", number),
            jobs=_facts(conn, "job", number),
            minutes=tuple(minute for (minute,) in conn.execute(_MINUTES, (int(since // 60), number))),
            total=total,
        )
        for number, title, place, total, lines in rows
    ]


def _place(stored: bytes | None) -> tuple[str, ...]:
    if stored is None:
        return ()
    place = msgspec.json.decode(codec.unpack_json(stored), type=Place)
    return (f"{place.file}:{place.function}",)


def _facts(conn: sqlite3.Connection, kind: str, cluster: int) -> tuple[str, ...]:
    return tuple(value for (value,) in conn.execute(_FACTS, (kind, cluster, VALUES)))

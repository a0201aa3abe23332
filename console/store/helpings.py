"""What the user's own helper was asked and answered; a row is written before it is asked."""

import sqlite3
from typing import Any

import msgspec

from console.model.helping import Cost, Helping, Said
from console.store import codec
from console.store.audit import durable
from console.store.transaction import transaction

_RECENT = "SELECT 1 FROM helpings WHERE fingerprint=? AND time>? AND time<=? LIMIT 1"
_ASK = "INSERT INTO helpings(fingerprint, subject, time) VALUES(?,?,?)"
_SAID = "UPDATE helpings SET seconds=?, answer=?, argv=?, why=? WHERE id=?"
_COLUMNS = "id, subject, fingerprint, time, seconds, answer, argv, why"
_LAST = f"SELECT {_COLUMNS} FROM helpings WHERE subject=? AND seconds IS NOT NULL ORDER BY id DESC LIMIT 1"  # noqa: S608
_OPEN = f"SELECT {_COLUMNS} FROM helpings WHERE seconds IS NULL ORDER BY id"  # noqa: S608 - fixed names
_COMMANDS = """SELECT count(*), coalesce(sum(finished-time), 0) / 1000.0 FROM commands
    WHERE name='cluster.explain' AND time>=? AND state<>'refused'"""
_TODAY = "SELECT count(*), coalesce(sum(seconds), 0) FROM helpings WHERE time>=?"

_argv = msgspec.json.Decoder(tuple[str, ...]).decode


def ask(conn: sqlite3.Connection, fingerprint: str, subject: str, now: float, pause: float) -> int | None:
    """Keep that it is asked; None where it was asked about the same failure less than `pause` seconds ago."""
    time = codec.to_ms(now)
    with durable(conn):
        if conn.execute(_RECENT, (fingerprint, codec.to_ms(now - pause), time)).fetchone():
            return None
        return conn.execute(_ASK, (fingerprint, subject, time)).lastrowid


def answered(conn: sqlite3.Connection, number: int, seconds: float, said: Said) -> None:
    """Keep what it said, after so many seconds; nothing where it did not answer."""
    with transaction(conn):
        conn.execute(_SAID, (seconds, said.opinion, msgspec.json.encode(said.argv).decode(), said.why, number))


def last(conn: sqlite3.Connection, subject: str) -> Helping | None:
    """What it said of something last; None where it was never asked."""
    row = conn.execute(_LAST, (subject,)).fetchone()
    return _helping(row) if row else None


def unanswered(conn: sqlite3.Connection) -> tuple[Helping, ...]:
    """What it was asked and has not answered, oldest first."""
    return tuple(map(_helping, conn.execute(_OPEN)))


def today(conn: sqlite3.Connection, midnight: float) -> Cost:
    """What it cost since the day began (seconds since the epoch), whoever asked."""
    since = (codec.to_ms(midnight),)
    asked, took = conn.execute(_COMMANDS, since).fetchone()
    runs, seconds = conn.execute(_TODAY, since).fetchone()
    return Cost(asked + runs, took + seconds)


def _helping(row: tuple[Any, ...]) -> Helping:
    number, subject, fingerprint, time, seconds, answer, argv, why = row
    return Helping(
        id=number, subject=subject, fingerprint=fingerprint, time=codec.to_seconds(time), seconds=seconds,
        said=Said(answer, _argv(argv), why),
    )  # fmt: skip

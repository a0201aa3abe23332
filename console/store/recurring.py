"""When jobs of the project run next, and what their watched files looked like when they last ran, in the database."""

import sqlite3

from msgspec import Struct

from console.store import codec
from console.store.audit import durable

_SCHEDULE = """INSERT INTO schedules(name, spec, next, last) VALUES(?,?,?,?)
    ON CONFLICT(name) DO UPDATE SET spec=excluded.spec, next=excluded.next, last=excluded.last"""
_WATCHED = """INSERT INTO watched(name, spec, stamp) VALUES(?,?,?)
    ON CONFLICT(name) DO UPDATE SET spec=excluded.spec, stamp=excluded.stamp"""
_PASSED = (
    "SELECT id, started FROM jobs WHERE title=? AND state='passed' AND started IS NOT NULL ORDER BY id DESC LIMIT 1"
)
_FAILED = """SELECT id, attempt FROM jobs WHERE title IN (?, ?) AND state='failed' AND attempt>0 AND id>?
    ORDER BY id DESC LIMIT 2"""


class Scheduled(Struct, frozen=True):
    """A schedule in words, when it is due next and when it was last; seconds since the epoch."""

    spec: str
    next: float
    last: float | None = None


class History(Struct, frozen=True):
    """How a job fared: when it last passed (seconds since the epoch), and the runs that failed since, newest first.

    A run is a job's number and its attempt.
    """

    passed: float | None = None
    failed: tuple[tuple[int, int], ...] = ()


class Watched(Struct, frozen=True):
    """The globs of a watch, and a stamp of all files they matched."""

    spec: str
    stamp: str


def schedules(conn: sqlite3.Connection) -> dict[str, Scheduled]:
    """All schedules by the name of their job."""
    rows = conn.execute("SELECT name, spec, next, last FROM schedules")
    return {
        name: Scheduled(spec, codec.to_seconds(next_), None if last is None else codec.to_seconds(last))
        for name, spec, next_, last in rows
    }


def keep_schedule(conn: sqlite3.Connection, name: str, due: Scheduled) -> None:
    """Keep when a job is due next."""
    last = None if due.last is None else codec.to_ms(due.last)
    with durable(conn):
        conn.execute(_SCHEDULE, (name, due.spec, codec.to_ms(due.next), last))


def history(conn: sqlite3.Connection, title: str, part: str) -> History:
    """How the job of a title fared; `part` is the title of those runs that are only a part of it."""
    passed, started = conn.execute(_PASSED, (title,)).fetchone() or (0, None)
    failed = conn.execute(_FAILED, (title, part, passed)).fetchall()
    return History(None if started is None else codec.to_seconds(started), tuple(failed))


def watched(conn: sqlite3.Connection) -> dict[str, Watched]:
    """What watches saw last, by the name of their job."""
    return {name: Watched(spec, stamp) for name, spec, stamp in conn.execute("SELECT name, spec, stamp FROM watched")}


def keep_watched(conn: sqlite3.Connection, name: str, seen: Watched) -> None:
    """Keep what a watch has seen and acted on."""
    with durable(conn):
        conn.execute(_WATCHED, (name, seen.spec, seen.stamp))

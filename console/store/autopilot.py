"""Stretches of the autopilot in the store; what was done in one is told by the decisions made in its name."""

import sqlite3

import msgspec
from msgspec.structs import replace

from console.model.autopilot import Flight, Stretch
from console.model.event import Severity
from console.model.ruling import FixRun
from console.store import codec
from console.store.audit import durable

_BEGIN = "INSERT INTO autopilots(open, value) VALUES(1, ?)"
_KEEP = "UPDATE autopilots SET open=?, value=? WHERE id=?"
_LAST = "SELECT value FROM autopilots ORDER BY id DESC LIMIT 1"
_TAKEN = "SELECT count(*) FROM rulings WHERE id>? AND who=?"
_RUNS = """SELECT f.value FROM rulings r JOIN fix_runs f ON f.ruling=r.id WHERE r.id>? AND r.who=?
    ORDER BY r.id"""
_JOBS = """SELECT id, attempt FROM jobs WHERE finished>=? AND state='failed' AND grp<>? ORDER BY finished, id LIMIT ?"""
_CLUSTERS = """SELECT id, n FROM clusters INDEXED BY clusters_last WHERE last>=? AND joined IS NULL AND severity>=?
    AND muted=0 AND cause IN (0, id) AND studied<>0 AND standing NOT IN ('acknowledged', 'resolved')
    ORDER BY last, id LIMIT ?"""
MOST = 50

_stretch = msgspec.json.Decoder(Stretch).decode
_run = msgspec.json.Decoder(FixRun).decode


class BusyError(Exception):
    """There is one that has not ended."""


def begin(conn: sqlite3.Connection, stretch: Stretch) -> Stretch:
    """Keep a new stretch, whose `id` and `after` are not read; on the disk when this returns. Raises BusyError."""
    with durable(conn):
        before = last(conn)
        if before is not None and before.on:
            raise BusyError
        newest = conn.execute("SELECT coalesce(max(id), 0) FROM rulings").fetchone()[0]
        number = conn.execute(_BEGIN, (_json(stretch),)).lastrowid
        if number is None:
            raise sqlite3.InternalError("an inserted stretch got no number")
        begun = replace(stretch, id=number, after=newest)
        conn.execute(_KEEP, (1, _json(begun), number))
    return begun


def end(conn: sqlite3.Connection, stretch: Stretch, time: float, why: str) -> Stretch:
    """Keep that it ended, and why; on the disk when this returns."""
    ended = replace(stretch, ended=time, why=why)
    with durable(conn):
        conn.execute(_KEEP, (0, _json(ended), stretch.id))
    return ended


def last(conn: sqlite3.Connection) -> Flight | None:
    """The stretch that is on, or the one that ended last; None when there never was one."""
    row = conn.execute(_LAST).fetchone()
    if row is None:
        return None
    stretch = _stretch(row[0])
    named = (stretch.after, stretch.name)
    runs = tuple(_run(value) for (value,) in conn.execute(_RUNS, named))
    return Flight(stretch=stretch, taken=conn.execute(_TAKEN, named).fetchone()[0], runs=runs)


def failed_jobs(conn: sqlite3.Connection, since: float, but: str) -> list[tuple[int, int]]:
    """Number and attempt of the jobs that failed since then (seconds since the epoch), but those of a group."""
    return conn.execute(_JOBS, (codec.to_ms(since), but, MOST)).fetchall()


def new_clusters(conn: sqlite3.Connection, since: float) -> list[tuple[int, int]]:
    """Number and size of the studied clusters of errors that were seen since then and that nobody has looked at."""
    return conn.execute(_CLUSTERS, (codec.to_ms(since), Severity.ERROR, MOST)).fetchall()


def _json(stretch: Stretch) -> str:
    return msgspec.json.encode(stretch).decode()

"""Brings the queue up to date in a store that took the place of a damaged one: from the journal and the attempts.

What the store's copy does not know of yet is taken from the journal of orders. How far a job came since is told by
the folders of its attempts: the newest is taken over as it is, so that nothing runs twice. Numbers that were given out
are never given again, because a new job would take an old one's folders for its own.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import msgspec
from msgspec import Struct

from console.model.job import JobState, Track, Work
from console.store import codec, journal, schema
from console.store.connection import open_writable
from console.store.journal import Line
from console.store.transaction import transaction
from console.store.write_jobs import recipe

_JOB = """INSERT OR IGNORE INTO jobs(id, work, recipe, title, grp, priority, state, enqueued, who, token)
    VALUES(?,?,?,?,?,?,'queued',?,?,?)"""
_WORK = "UPDATE jobs SET work=?, recipe=?, title=?, grp=?, priority=? WHERE id=?"
_AFTER = "INSERT OR IGNORE INTO job_after(job, other, condition) VALUES(?,?,?)"
_STATE = "UPDATE jobs SET state=?, attempt=?, cause=?, started=?, finished=?, next_attempt=NULL WHERE id=?"
_ATTEMPT = "INSERT OR IGNORE INTO attempts(job, number, begun, state) VALUES(?,?,?,'running')"
_TRACK = "INSERT OR REPLACE INTO tracks(name, parallel, paused) VALUES(?,?,?)"
_NUMBER = "UPDATE sqlite_sequence SET seq=max(seq, ?) WHERE name='jobs'"
_NO_NUMBER = """INSERT INTO sqlite_sequence(name, seq) SELECT 'jobs', 0
    WHERE NOT EXISTS(SELECT 1 FROM sqlite_sequence WHERE name='jobs')"""

Begun = tuple[int, int]
"""The number of an attempt, and when it began (milliseconds since the epoch)."""


class Known(Struct):
    """All that the journal says of one job: how it was asked for, what it is to do now, and what became of it."""

    first: Line | None = None
    work: Line | None = None
    state: Line | None = None


def requeue(store: str, attempts: str, since: float) -> int:
    """Bring the queue of `store` up to date with all that was asked from `since` on; returns how many jobs it concerns.

    `attempts` is the folder of the jobs' attempts, `since` in seconds since the epoch. `store` is made when there is
    none. Raises sqlite3.Error, SchemaError, OSError.
    """
    jobs, tracks = _journal(store, since)
    newest = _attempts(attempts)
    highest = max((*jobs, *newest), default=0)
    if not highest and not tracks:
        return 0
    os.close(os.open(store, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    with closing(open_writable(store)) as conn:
        schema.migrate(conn)
        with transaction(conn):
            for number, known in jobs.items():
                _job(conn, number, known, newest.get(number, (0, 0)))
            conn.executemany(_TRACK, [(one.name, one.parallel, int(one.paused)) for one in tracks.values()])
            conn.execute(_NO_NUMBER)
            conn.execute(_NUMBER, (highest,))
    return len(jobs)


def _journal(store: str, since: float) -> tuple[dict[int, Known], dict[str, Track]]:
    """What the journal says from a moment on: by job, and the groups."""
    jobs: dict[int, Known] = {}
    tracks: dict[str, Track] = {}
    for line in journal.lines(journal.beside(store)):
        if line.time < since:
            continue
        if line.track is not None:
            tracks[line.track.name] = line.track
            continue
        known = jobs.setdefault(line.job, Known())
        if line.work is not None:
            known.first = known.first or line
            known.work = line
        if line.state:
            known.state = line
    return jobs, tracks


def _attempts(folder: str) -> dict[int, Begun]:
    """The newest attempt of every job that has begun one."""
    return {job: max(_begun(os.path.join(folder, str(job))), default=(0, 0)) for job in _numbers(folder)}


def _numbers(folder: str) -> list[int]:
    try:
        return [int(name) for name in os.listdir(folder) if name.isascii() and name.isdigit()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _begun(folder: str) -> Iterator[Begun]:
    """The attempts in a job's folder for which it is written down what runs."""
    for number in _numbers(folder):
        try:
            yield number, int(os.stat(os.path.join(folder, str(number), "spec")).st_mtime * 1000)
        except FileNotFoundError:
            continue


def _job(conn: sqlite3.Connection, number: int, known: Known, newest: Begun) -> None:
    """One job as it was left."""
    if known.first is not None and known.first.work is not None:
        first, asked = known.first, known.first.work
        conn.execute(
            _JOB, (number, *_columns(asked, first.title), codec.to_ms(first.time), first.who, first.token or None)
        )
    if known.work is not None and known.work.work is not None:
        work = known.work.work
        conn.execute(_WORK, (*_columns(work, known.work.title), number))
        conn.execute("DELETE FROM job_after WHERE job=?", (number,))
        conn.executemany(_AFTER, [(number, after.job, after.on.value) for after in work.after])
    (attempt, begun), state = newest, known.state
    if state is not None and state.attempt >= attempt:
        finished = codec.to_ms(state.time) if JobState(state.state).over else None
        conn.execute(_STATE, (state.state, state.attempt, state.cause, begun or None, finished, number))
    elif attempt:
        conn.execute(_ATTEMPT, (number, attempt, begun))
        conn.execute(_STATE, (JobState.RUNNING.value, attempt, "", begun, None, number))
    elif known.first is not None:  # whether it may start is looked at when the queue is loaded
        conn.execute(_STATE, (JobState.WAITING.value, 0, "", None, None, number))


def _columns(work: Work, title: str) -> tuple[bytes, str, str, str, int]:
    return msgspec.msgpack.encode(work), recipe(work), title, work.group, work.priority

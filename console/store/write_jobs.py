"""Writing the work queue: each function is one transaction, on the disk when it returns."""

import hashlib
import sqlite3
from collections.abc import Sequence

import msgspec

from console.model.job import Ending, Job, JobState, Work
from console.store import codec, write_plan
from console.store.audit import durable

Moment = float

_JOB = """INSERT INTO jobs(work, recipe, title, grp, priority, state, enqueued, who, cause, token)
    VALUES(?,?,?,?,?,?,?,?,?,?)"""
_AFTER = "INSERT INTO job_after(job, other, condition) VALUES(?,?,?)"
_STATE = "UPDATE jobs SET state=?, cause=?, next_attempt=?, finished=? WHERE id=?"
_BEGIN = """UPDATE jobs SET state='running', attempt=?, started=?, finished=NULL, exit_code=NULL, next_attempt=NULL,
    cause='' WHERE id=?"""
_ATTEMPT = "INSERT INTO attempts(job, number, begun, state) VALUES(?,?,?,'running')"
_ENDED = """UPDATE attempts SET state=?, code=?, signal=?, cause=?, finished=?, seconds=?, cpu_s=?, rss=?, dropped=?
    WHERE job=? AND number=? AND state='running'"""
_SETTLED = "UPDATE jobs SET state=?, exit_code=?, finished=?, next_attempt=?, cause=? WHERE id=?"
_TRACK = """INSERT INTO tracks(name, parallel, paused) VALUES(?,?,?)
    ON CONFLICT(name) DO UPDATE SET parallel=excluded.parallel, paused=excluded.paused"""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A job's new state while it does not run; times in seconds since the epoch. `step`: of the plan, for it."""

    job: int
    state: JobState
    cause: str = ""
    next_attempt: Moment | None = None
    finished: Moment | None = None
    step: int = 0


def recipe(work: Work) -> str:
    """What jobs that do the same have in common: their command and their folder."""
    return hashlib.blake2b(msgspec.msgpack.encode((work.argv, work.cwd)), digest_size=8).hexdigest()


def add(conn: sqlite3.Connection, job: Job, token: str) -> tuple[int, bool]:
    """Store a new job; returns its id, which is never given again, and that it is new.

    A token that was used before gives the job it was used for, and nothing is stored.
    """
    work = job.work
    asked = (msgspec.msgpack.encode(work), recipe(work), job.title, work.group, work.priority)
    values = (*asked, job.state.value, codec.to_ms(job.enqueued), job.who, job.cause, token or None)
    with durable(conn):
        known = conn.execute("SELECT id FROM jobs WHERE token=?", (token,)).fetchone() if token else None
        if known:
            return int(known[0]), False
        number = conn.execute(_JOB, values).lastrowid
        if number is None:
            raise sqlite3.InternalError("an inserted job got no number")
        conn.executemany(_AFTER, [(number, after.job, after.on.value) for after in work.after])
        if work.step:
            write_plan.belongs(conn, work.step, number)
    return number, True


def change(conn: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Store new states of jobs that do not run."""
    with durable(conn):
        conn.executemany(
            _STATE, [(c.state.value, c.cause, _ms(c.next_attempt), _ms(c.finished), c.job) for c in changes]
        )
        for one in changes:
            _advance(conn, one)


def edit(conn: sqlite3.Connection, job: int, work: Work, title: str) -> None:
    """Store what is to run instead, while it has not begun."""
    with durable(conn):
        conn.execute(
            "UPDATE jobs SET work=?, recipe=?, title=?, grp=?, priority=? WHERE id=?",
            (msgspec.msgpack.encode(work), recipe(work), title, work.group, work.priority, job),
        )
        conn.execute("DELETE FROM job_after WHERE job=?", (job,))
        conn.executemany(_AFTER, [(job, after.job, after.on.value) for after in work.after])


def begin(conn: sqlite3.Connection, job: int, number: int, now: Moment) -> None:
    """Store that an attempt begins; only after this is its folder made. Raises IntegrityError when it began before."""
    with durable(conn):
        conn.execute(_ATTEMPT, (job, number, codec.to_ms(now)))
        conn.execute(_BEGIN, (number, codec.to_ms(now), job))


def end(conn: sqlite3.Connection, job: int, number: int, ending: Ending, change: Change, now: Moment) -> bool:
    """Store how an attempt ended and what becomes of its job; False when that was known."""
    with durable(conn):
        told = conn.execute(
            _ENDED,
            (
                change.state.value, ending.code, ending.signal, ending.cause, codec.to_ms(now), ending.seconds,
                ending.cpu_s, ending.rss, ending.dropped, job, number,
            ),
        ).rowcount  # fmt: skip
        if told:
            code = None if ending.code < 0 else ending.code
            conn.execute(
                _SETTLED,
                (change.state.value, code, _ms(change.finished), _ms(change.next_attempt), change.cause, job),
            )
            _advance(conn, change)
    return bool(told)


def set_track(conn: sqlite3.Connection, name: str, parallel: int, *, paused: bool) -> None:
    """Store how many jobs of a group run side by side, and whether new ones start at all."""
    with durable(conn):
        conn.execute(_TRACK, (name, parallel, int(paused)))


def _advance(conn: sqlite3.Connection, change: Change) -> None:
    """The plan is further when a job passed that is for a step of it."""
    if change.step and change.state is JobState.PASSED and change.finished is not None:
        write_plan.passed(conn, change.step, change.job, codec.to_ms(change.finished))


def _ms(moment: Moment | None) -> int | None:
    return None if moment is None else codec.to_ms(moment)

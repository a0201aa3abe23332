"""Reading the work queue."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from console.model.job import Job, JobState, Track, Work
from console.store import codec

_COLUMNS = (
    "id, work, state, enqueued, who, attempt, exit_code, started, finished, next_attempt, cause, priority, grp, title"
)
_ALIVE = "('waiting', 'queued', 'running', 'paused')"
_OPEN = f"SELECT {_COLUMNS} FROM jobs WHERE state IN {_ALIVE} ORDER BY id"  # noqa: S608 - fixed names
_ONE = f"SELECT {_COLUMNS} FROM jobs WHERE id=?"  # noqa: S608 - fixed names
_ENDED = f"SELECT {_COLUMNS} FROM jobs WHERE finished IS NOT NULL ORDER BY finished DESC LIMIT ?"  # noqa: S608
_KNOWN = f"SELECT {_COLUMNS} FROM jobs WHERE enqueued<=? ORDER BY id DESC LIMIT ?"  # noqa: S608 - fixed names
_HISTORY = """SELECT a.seconds FROM attempts a JOIN jobs j ON j.id=a.job
    WHERE j.recipe=? AND a.state='passed' AND a.seconds IS NOT NULL ORDER BY a.job DESC LIMIT ?"""

_decode = msgspec.msgpack.Decoder(Work).decode


def open_jobs(conn: sqlite3.Connection) -> Iterator[Job]:
    """All jobs that are not over, oldest first."""
    return map(job_of, conn.execute(_OPEN))


def one(conn: sqlite3.Connection, number: int) -> Job | None:
    """A job; None when there is none of that id."""
    row = conn.execute(_ONE, (number,)).fetchone()
    return job_of(row) if row else None


def shown(conn: sqlite3.Connection, ended: int) -> tuple[Job, ...]:
    """All jobs that are not over, and the last `ended` of those that are."""
    found = {job.id: job for job in open_jobs(conn)}
    found |= {job.id: job for job in map(job_of, conn.execute(_ENDED, (ended,)))}
    return tuple(found[number] for number in sorted(found, reverse=True))


def at(conn: sqlite3.Connection, moment: float, ended: int) -> tuple[Job, ...]:
    """The same at a moment (seconds since the epoch), as far as the last attempt of each job tells."""
    found = map(job_of, conn.execute(_KNOWN, (codec.to_ms(moment), ended)))
    return tuple(_as_of(job, moment) for job in found)


def _as_of(job: Job, moment: float) -> Job:
    """A job as it stood: what came later is taken away."""
    if job.finished is not None and job.finished <= moment:
        return job
    begun = job.started is not None and job.started <= moment
    if begun and job.finished is None:
        return job
    state = JobState.RUNNING if begun else JobState.QUEUED
    started = job.started if begun else None
    return msgspec.structs.replace(job, state=state, started=started, finished=None, exit_code=None, cause="")


def tracks(conn: sqlite3.Connection) -> dict[str, Track]:
    """The groups that somebody has set up."""
    rows = conn.execute("SELECT name, parallel, paused FROM tracks")
    return {name: Track(name=name, parallel=parallel, paused=bool(paused)) for name, parallel, paused in rows}


def durations(conn: sqlite3.Connection, recipe: str, limit: int = 20) -> list[float]:
    """How many seconds the last passes of the same command took, newest first."""
    return [seconds for (seconds,) in conn.execute(_HISTORY, (recipe, limit))]


def job_of(row: tuple[Any, ...]) -> Job:
    """A row as a job."""
    number, work, state, enqueued, who, attempt, code, started, finished, following, cause, *others = row
    priority, group, title = others
    return Job(
        id=number,
        work=msgspec.structs.replace(_decode(work), priority=priority, group=group),
        title=title,
        state=JobState(state),
        enqueued=codec.to_seconds(enqueued),
        who=who,
        attempt=attempt,
        exit_code=code,
        started=_seconds(started),
        finished=_seconds(finished),
        next_attempt=_seconds(following),
        cause=cause,
    )


def _seconds(moment: int | None) -> float | None:
    return None if moment is None else codec.to_seconds(moment)

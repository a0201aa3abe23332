"""Writing what was learned of CI: inside the transaction of the batch that brought it."""

import sqlite3

import msgspec

from console.model.ci import CiJob, CiNews, Order, PlaceState, Run, Told
from console.store import codec
from console.store.audit import durable

_RUN = """INSERT INTO ci_runs(place, run, name, phase, outcome, created, started, finished, value)
    VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(place, run) DO UPDATE SET name=excluded.name, phase=excluded.phase,
    outcome=excluded.outcome, started=excluded.started, finished=excluded.finished, value=excluded.value"""
_JOB = """INSERT INTO ci_jobs(place, run, job, name, attempt, outcome, started, finished, value)
    VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(place, run, job) DO UPDATE SET name=excluded.name, attempt=excluded.attempt,
    outcome=excluded.outcome, started=excluded.started, finished=excluded.finished, value=excluded.value"""
_TOLD = "INSERT OR REPLACE INTO ci_told(place, run, job, value) VALUES(?,?,?,?)"
_PLACE = "INSERT OR REPLACE INTO ci_places(place, value) VALUES(?,?)"
_ORDER = "INSERT OR REPLACE INTO ci_orders(id, place, run, ended, value) VALUES(?,?,?,?,?)"


def write(conn: sqlite3.Connection, news: CiNews) -> None:
    """Store what is new; a run, job or place that is known takes its new standing."""
    conn.executemany(_RUN, [_run(run) for run in news.runs])
    conn.executemany(_JOB, [_job(job) for job in news.jobs])
    conn.executemany(_TOLD, [_told(told) for told in news.told])
    conn.executemany(_PLACE, [_place(place) for place in news.places])


def order(conn: sqlite3.Connection, one: Order, ended: float | None = None) -> None:
    """Keep an order; `ended` (seconds since the epoch) closes it. On the disk when this returns."""
    with durable(conn):
        conn.execute(_ORDER, (one.id, one.place, one.run, _ms(ended), msgspec.msgpack.encode(one)))


def _run(run: Run) -> tuple[object, ...]:
    outcome = run.stand.outcome.value if run.stand.outcome else None
    times = (codec.to_ms(run.created), _ms(run.started), _ms(run.finished))
    return run.place, run.id, run.name, run.stand.phase.value, outcome, *times, msgspec.msgpack.encode(run)


def _job(job: CiJob) -> tuple[object, ...]:
    outcome = job.stand.outcome.value if job.stand.outcome else None
    place = (job.place, job.run, job.id, job.name, job.attempt, outcome)
    return *place, _ms(job.started), _ms(job.finished), msgspec.msgpack.encode(job)


def _told(told: Told) -> tuple[object, ...]:
    return told.place, told.run, told.job, msgspec.msgpack.encode(told)


def _place(place: PlaceState) -> tuple[object, ...]:
    return place.place, msgspec.msgpack.encode(place)


def _ms(moment: float | None) -> int | None:
    return None if moment is None else codec.to_ms(moment)

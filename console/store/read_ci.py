"""Reading CI: the runs as they are shown, how long they take, which run passed last, what was asked."""

import sqlite3

import msgspec

from console.model.ci import Card, CiJob, Order, Phase, PlaceState, Run, Stand, Told
from console.store import codec

RUNS = 30
HISTORY = 20

_SHOWN = """SELECT id, value FROM ci_runs WHERE phase<>'finished' UNION
    SELECT id, value FROM (SELECT id, value FROM ci_runs ORDER BY created DESC LIMIT ?)"""
_AT = "SELECT id, value FROM ci_runs WHERE created<=? ORDER BY created DESC LIMIT ?"
_ONE = "SELECT id, value FROM ci_runs WHERE id=?"
_NAMED = "SELECT id, value FROM ci_runs WHERE place=? AND run=?"
_JOBS = "SELECT value FROM ci_jobs WHERE place=? AND run=? ORDER BY attempt, id"
_TOLD = "SELECT value FROM ci_told WHERE place=? AND run=?"
_TOOK = """SELECT finished-started FROM ci_runs WHERE place=? AND name=? AND outcome='success' AND started IS NOT NULL
    ORDER BY finished DESC LIMIT ?"""
_PASSED = """SELECT value FROM ci_jobs WHERE place=? AND name=? AND outcome IN ('success', 'warning') AND finished<?
    ORDER BY finished DESC LIMIT ?"""
_BASELINE = "SELECT time, data FROM baselines WHERE job=? AND branch=''"
_OPEN = "SELECT value FROM ci_orders WHERE ended IS NULL ORDER BY id"
_SINCE = "SELECT value FROM ci_runs WHERE place=? AND created>=? ORDER BY created"

_run = msgspec.msgpack.Decoder(Run).decode
_job = msgspec.msgpack.Decoder(CiJob).decode
_told = msgspec.msgpack.Decoder(Told).decode
_place = msgspec.msgpack.Decoder(PlaceState).decode
_order = msgspec.msgpack.Decoder(Order).decode


def shown(conn: sqlite3.Connection, at: float | None = None, limit: int = RUNS) -> tuple[Card, ...]:
    """What runs, and the newest of what is over, newest first; `at` is a moment of the past (seconds)."""
    if at is None:
        rows = conn.execute(_SHOWN, (limit,)).fetchall()
    else:
        rows = conn.execute(_AT, (codec.to_ms(at), limit)).fetchall()
    cards = [_card(conn, key, _run(value)) for key, value in rows]
    if at is not None:
        cards = [_as_of(card, at) for card in cards]
    return tuple(sorted(cards, key=lambda card: (-card.run.created, -card.key)))


def card(conn: sqlite3.Connection, key: int) -> Card | None:
    """One run by the store's number for it."""
    row = conn.execute(_ONE, (key,)).fetchone()
    return _card(conn, row[0], _run(row[1])) if row else None


def named(conn: sqlite3.Connection, place: str, run: str) -> Card | None:
    """One run by the server's name for it."""
    row = conn.execute(_NAMED, (place, run)).fetchone()
    return _card(conn, row[0], _run(row[1])) if row else None


def places(conn: sqlite3.Connection) -> tuple[PlaceState, ...]:
    """How the places were when they told of themselves last."""
    return tuple(_place(value) for (value,) in conn.execute("SELECT value FROM ci_places ORDER BY place"))


def passing(conn: sqlite3.Connection, job: CiJob, limit: int = 3) -> list[CiJob]:
    """The last jobs of the same name that passed before this one began, newest first."""
    before = codec.to_ms(job.started if job.started is not None else job.finished or 0.0) + 1
    return [_job(value) for (value,) in conn.execute(_PASSED, (job.place, job.name, before, limit))]


def baseline(conn: sqlite3.Connection, title: str) -> tuple[float, bytes]:
    """When (seconds) the last learned run of a job passed, and what it printed; (0, empty) without one."""
    row = conn.execute(_BASELINE, (title,)).fetchone()
    return (codec.to_seconds(row[0]), bytes(row[1])) if row else (0.0, b"")


def orders(conn: sqlite3.Connection) -> tuple[Order, ...]:
    """What was asked and is still followed, oldest first."""
    return tuple(_order(value) for (value,) in conn.execute(_OPEN))


def since(conn: sqlite3.Connection, place: str, moment: float) -> tuple[Run, ...]:
    """The runs of a place that were made since a moment (seconds), oldest first."""
    return tuple(_run(value) for (value,) in conn.execute(_SINCE, (place, codec.to_ms(moment))))


def _card(conn: sqlite3.Connection, key: int, run: Run) -> Card:
    latest: dict[str, CiJob] = {}
    for (value,) in conn.execute(_JOBS, (run.place, run.id)):
        job = _job(value)
        latest[job.name] = job
    told = tuple(_told(value) for (value,) in conn.execute(_TOLD, (run.place, run.id)))
    wanted = {job.id for job in latest.values()}
    took = [ms / 1000 for (ms,) in conn.execute(_TOOK, (run.place, run.name, HISTORY))]
    return Card(
        key=key, run=run, jobs=tuple(latest.values()), told=tuple(one for one in told if one.job in wanted),
        usual=sorted(took)[len(took) // 2] if took else None,
    )  # fmt: skip


def _as_of(one: Card, moment: float) -> Card:
    """A run as it stood: what came later is taken away."""
    if one.run.finished is not None and one.run.finished <= moment:
        return one
    jobs = tuple(_job_as_of(job, moment) for job in one.jobs if job.started is None or job.started <= moment)
    begun = one.run.started is not None and one.run.started <= moment
    run = msgspec.structs.replace(one.run, stand=_open(begun=begun), finished=None)
    over = {job.id for job in jobs if job.stand.over}
    return msgspec.structs.replace(one, run=run, jobs=jobs, told=tuple(told for told in one.told if told.job in over))


def _job_as_of(job: CiJob, moment: float) -> CiJob:
    if job.finished is not None and job.finished <= moment:
        return job
    return msgspec.structs.replace(job, stand=_open(begun=job.started is not None), finished=None, steps=())


def _open(*, begun: bool) -> Stand:
    return Stand(Phase.RUNNING if begun else Phase.QUEUED)

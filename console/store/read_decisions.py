"""Reading what the console decided, and what became of it."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from console.model.failure import Category
from console.model.job import Job
from console.model.ruling import FixRun, Option, Ruling, Tactic, Tried, Workaround
from console.store import codec, read_jobs

_COLUMNS = "id, time, subject, question, chosen, others, rule, who, outcome"
_NEWEST = f"SELECT {_COLUMNS} FROM rulings ORDER BY id DESC LIMIT ?"  # noqa: S608 - fixed names
_ONE = f"SELECT {_COLUMNS} FROM rulings WHERE id=?"  # noqa: S608 - fixed names
_ABOUT = f"SELECT {_COLUMNS} FROM rulings WHERE subject=? ORDER BY id DESC LIMIT ?"  # noqa: S608 - fixed names
_STEPS = "SELECT tactic, fingerprint, category FROM job_steps WHERE job=? AND attempt<=? ORDER BY attempt"
_RECORD = "SELECT worked FROM fix_outcomes WHERE rule=? ORDER BY id DESC LIMIT ?"
_RULES = "SELECT rule FROM fix_outcomes GROUP BY rule ORDER BY max(id) DESC LIMIT ?"
_OPEN = "SELECT value FROM fix_runs WHERE open=1 ORDER BY ruling"
_ALIKE = """SELECT count(*) FROM jobs j JOIN job_steps s ON s.job=j.id
    WHERE j.recipe=(SELECT recipe FROM jobs WHERE id=?) AND s.fingerprint=?"""
_SUBJECT = "SELECT j.id FROM rulings r JOIN jobs j ON r.subject='job ' || j.id WHERE r.id=? AND j.state='failed'"
_OWN = "SELECT count(*) FROM job_steps WHERE job=? AND fingerprint=?"
_WAITING = f"""SELECT {_COLUMNS} FROM rulings WHERE id IN (
      SELECT max(r.id) FROM (SELECT id, recipe FROM jobs WHERE state='failed' ORDER BY finished DESC LIMIT 200) j
      JOIN rulings r ON r.subject='job ' || j.id
      WHERE NOT EXISTS (SELECT 1 FROM jobs later WHERE later.recipe=j.recipe AND later.id>j.id AND later.grp<>'fix')
      GROUP BY j.id)
    AND json_extract(chosen, '$.what')='person' AND question LIKE 'what mends %'
    ORDER BY id DESC LIMIT ?"""  # noqa: S608 - fixed names
LAST = 50

_option = msgspec.json.Decoder(Option).decode
_options = msgspec.json.Decoder(tuple[Option, ...]).decode
_run = msgspec.json.Decoder(FixRun).decode
_workaround = msgspec.json.Decoder(Workaround).decode


def newest(conn: sqlite3.Connection, limit: int) -> tuple[Ruling, ...]:
    """The last decisions, newest first."""
    return tuple(map(_ruling, conn.execute(_NEWEST, (limit,))))


def one(conn: sqlite3.Connection, number: int) -> Ruling | None:
    """A decision; None when there is none of that number."""
    row = conn.execute(_ONE, (number,)).fetchone()
    return _ruling(row) if row else None


def about(conn: sqlite3.Connection, subject: str, limit: int = LAST) -> tuple[Ruling, ...]:
    """The last decisions about something, newest first."""
    return tuple(map(_ruling, conn.execute(_ABOUT, (subject, limit))))


def vectors(conn: sqlite3.Connection, version: int) -> tuple[tuple[int, bytes], ...]:
    """What decisions are recalled by, of one version of the making, by number."""
    return tuple(conn.execute("SELECT id, vector FROM rulings WHERE version=?", (version,)).fetchall())


def history(conn: sqlite3.Connection, job: int, attempt: int) -> tuple[Tried, ...]:
    """How a job's attempts up to this one were started and what they failed with, oldest first."""
    rows = conn.execute(_STEPS, (job, attempt))
    return tuple(Tried(Tactic(tactic), fingerprint, Category(category)) for tactic, fingerprint, category in rows)


def tactic(conn: sqlite3.Connection, job: int, attempt: int) -> Tactic:
    """How an attempt is to be started."""
    row = conn.execute("SELECT tactic FROM job_steps WHERE job=? AND attempt=?", (job, attempt)).fetchone()
    return Tactic(row[0]) if row else Tactic.AGAIN


def record(conn: sqlite3.Connection, rule: str) -> tuple[bool, ...]:
    """How following a rule's suggestions ended here the last times, oldest first."""
    return tuple(bool(worked) for (worked,) in conn.execute(_RECORD, (rule, LAST)).fetchall()[::-1])


def alike(conn: sqlite3.Connection, job: int, fingerprint: str, *, own: bool) -> int:
    """How often attempts of a job, and unless only its `own` count of others that run the same, failed with this."""
    return int(conn.execute(_OWN if own else _ALIKE, (job, fingerprint)).fetchone()[0])


def waiting(conn: sqlite3.Connection) -> tuple[Ruling, ...]:
    """The decisions that wait for a person, newest first: of jobs that stand failed and were not queued anew."""
    return tuple(map(_ruling, conn.execute(_WAITING, (LAST,))))


def failed_subject(conn: sqlite3.Connection, ruling: int) -> Job | None:
    """The job that a decision is about, while it stands failed; None where it is about something else."""
    row = conn.execute(_SUBJECT, (ruling,)).fetchone()
    return read_jobs.one(conn, row[0]) if row else None


def records(conn: sqlite3.Connection, limit: int = 200) -> tuple[tuple[str, tuple[bool, ...]], ...]:
    """The same of every rule that was ever followed, the one followed last first."""
    rules: Iterable[tuple[str]] = conn.execute(_RULES, (limit,)).fetchall()
    return tuple((rule, record(conn, rule)) for (rule,) in rules)


def open_runs(conn: sqlite3.Connection) -> tuple[FixRun, ...]:
    """Fixes of which is not known yet whether they worked, oldest first."""
    return tuple(_run(value) for (value,) in conn.execute(_OPEN))


def run(conn: sqlite3.Connection, ruling: int) -> FixRun | None:
    """The fix that a decision let; None when it let none."""
    row = conn.execute("SELECT value FROM fix_runs WHERE ruling=?", (ruling,)).fetchone()
    return _run(row[0]) if row else None


def workarounds(conn: sqlite3.Connection) -> tuple[Workaround, ...]:
    """What is done instead of something that is broken, by name."""
    return tuple(_workaround(value) for (value,) in conn.execute("SELECT value FROM workarounds ORDER BY name"))


def _ruling(row: tuple[Any, ...]) -> Ruling:
    number, time, subject, question, chosen, others, rule, who, outcome = row
    return Ruling(
        id=number, time=codec.to_seconds(time), subject=subject, question=question, chosen=_option(chosen),
        others=_options(others), rule=rule, who=who, outcome=outcome,
    )  # fmt: skip

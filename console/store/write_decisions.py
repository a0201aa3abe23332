"""Writing what the console decided, and what became of it; each function is one transaction."""

import sqlite3

import msgspec

from console.model.failure import Category, FixOutcome
from console.model.ruling import FixRun, Ruling, Step, Tactic, Workaround
from console.store import codec
from console.store.audit import durable
from console.store.transaction import transaction

_RULING = """INSERT INTO rulings(time, subject, question, chosen, others, rule, who, outcome, version, vector)
    VALUES(?,?,?,?,?,?,?,?,?,?)"""
_FAILED = """INSERT INTO job_steps(job, attempt, tactic, fingerprint, category) VALUES(?,?,?,?,?)
    ON CONFLICT(job, attempt) DO UPDATE SET fingerprint=excluded.fingerprint, category=excluded.category"""
_NEXT = "INSERT OR REPLACE INTO job_steps(job, attempt, tactic) VALUES(?,?,?)"
_BY_FIX = "INSERT OR REPLACE INTO job_steps(job, attempt, tactic) SELECT id, attempt+1, ? FROM jobs WHERE id=?"
_RUN = "INSERT OR REPLACE INTO fix_runs(ruling, open, value) VALUES(?,?,?)"
_OUTCOME = "INSERT INTO fix_outcomes(time, fingerprint, rule, command, worked) VALUES(?,?,?,?,?)"
_WAITS = "UPDATE jobs SET cause=cause || '; ' || ? WHERE id=? AND attempt=? AND state='failed'"
WAITS = "waits for your decision"
_ENDED = "UPDATE rulings SET outcome=? WHERE id=?"


class Vector(msgspec.Struct, frozen=True):
    """What a ruling is recalled by, and the version of its making."""

    version: int
    data: bytes


def add_ruling(conn: sqlite3.Connection, ruling: Ruling, vector: Vector) -> int:
    """Keep a decision, whose `id` is not read; returns its number, which is never given again."""
    with durable(conn):
        return insert_ruling(conn, ruling, vector)


def insert_ruling(conn: sqlite3.Connection, ruling: Ruling, vector: Vector) -> int:
    """The same inside a transaction."""
    number = conn.execute(
        _RULING,
        (
            codec.to_ms(ruling.time), ruling.subject, ruling.question, _json(ruling.chosen), _json(ruling.others),
            ruling.rule, ruling.who, ruling.outcome, vector.version, vector.data,
        ),
    ).lastrowid  # fmt: skip
    if number is None:
        raise sqlite3.InternalError("an inserted ruling got no number")
    return number


def add_failed(conn: sqlite3.Connection, job: int, attempt: int, fingerprint: str, category: Category) -> None:
    """Keep what an attempt failed with; one of which nothing is known was started by trying."""
    with transaction(conn):
        conn.execute(_FAILED, (job, attempt, Tactic.AGAIN.value, fingerprint, category.value))


def add_step(conn: sqlite3.Connection, job: int, attempt: int, step: Step, ruling: Ruling, vector: Vector) -> None:
    """Keep what follows an attempt, with the decision; it counts when the engine dies before it is begun."""
    with durable(conn):
        insert_ruling(conn, ruling, vector)
        if step.tactic.runs:
            conn.execute(_NEXT, (job, attempt + 1, step.tactic.value))


def by_fix(conn: sqlite3.Connection, job: int) -> None:
    """Keep that the next attempt of a job shows whether a fix helped."""
    with transaction(conn):
        conn.execute(_BY_FIX, (Tactic.FIX.value, job))


def put_run(conn: sqlite3.Connection, run: FixRun) -> None:
    """Keep a fix on its way, before anything of it is queued."""
    with durable(conn):
        conn.execute(_RUN, (run.ruling, int(not run.over), _json(run)))


def end_run(conn: sqlite3.Connection, run: FixRun, outcomes: tuple[FixOutcome, ...], words: str) -> None:
    """Keep how a fix ended, and its outcomes in the track record."""
    with durable(conn):
        conn.execute(_RUN, (run.ruling, int(not run.over), _json(run)))
        conn.execute(_ENDED, (words, run.ruling))
        conn.executemany(
            _OUTCOME, [(codec.to_ms(o.time), o.fingerprint, o.rule, o.command, int(o.worked)) for o in outcomes]
        )


def await_person(conn: sqlite3.Connection, ruling: Ruling, vector: Vector, job: int, attempt: int) -> None:
    """Keep that a job waits for a person's decision, unless it runs again already."""
    with durable(conn):
        insert_ruling(conn, ruling, vector)
        conn.execute(_WAITS, (f"{WAITS}: {ruling.chosen.reason}", job, attempt))


def set_outcome(conn: sqlite3.Connection, ruling: int, words: str) -> None:
    """Keep what came of a decision."""
    with transaction(conn):
        conn.execute(_ENDED, (words, ruling))


def put_workaround(conn: sqlite3.Connection, workaround: Workaround) -> None:
    """Keep a workaround."""
    with transaction(conn):
        conn.execute(
            "INSERT OR REPLACE INTO workarounds(name, value) VALUES(?,?)", (workaround.name, _json(workaround))
        )


def drop_workaround(conn: sqlite3.Connection, name: str) -> None:
    """Forget a workaround that is undone."""
    with transaction(conn):
        conn.execute("DELETE FROM workarounds WHERE name=?", (name,))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()

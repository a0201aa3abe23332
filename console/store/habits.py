"""What was learned of a person's habits, and what became of the guesses made from it, in the database."""

import sqlite3
from collections.abc import Mapping

from console.store import codec
from console.store.audit import durable
from console.store.transaction import transaction

_HABIT = """INSERT INTO habits(class, recipe, cases, kept) VALUES(?,?,?,?)
    ON CONFLICT(class, recipe) DO UPDATE SET cases=excluded.cases, kept=excluded.kept"""
_GUESSES = "SELECT job, recipe, time, outcome FROM guesses ORDER BY job DESC LIMIT 50"
OPEN, RIGHT, WRONG, STALE = "", "right", "wrong", "stale"
"""What became of a guess; STALE: files changed again before anybody could ask."""

Counts = tuple[int, dict[str, int]]


def habits(conn: sqlite3.Connection) -> dict[str, Counts]:
    """By class of files: how many cases there were, and in how many of these each job followed."""
    found: dict[str, Counts] = {}
    for one, recipe, cases, kept in conn.execute(
        "SELECT class, recipe, cases, kept FROM habits ORDER BY class, recipe"
    ):
        total, jobs = found.get(one, (0, {}))
        found[one] = (cases, jobs) if not recipe else (total, jobs | {recipe: kept})
    return found


def keep_habits(conn: sqlite3.Connection, new: Mapping[str, Counts]) -> None:
    """Keep the counts of classes."""
    rows = [(one, recipe, 0, kept) for one, (_, jobs) in new.items() for recipe, kept in jobs.items()]
    with transaction(conn):
        conn.executemany(_HABIT, [*rows, *((one, "", cases, 0) for one, (cases, _) in new.items())])


def guesses(conn: sqlite3.Connection) -> list[tuple[int, str, float, str]]:
    """The last guesses, newest first: job, recipe, when (seconds since the epoch), and what became of it."""
    return [(job, recipe, codec.to_seconds(time), outcome) for job, recipe, time, outcome in conn.execute(_GUESSES)]


def keep_guess(conn: sqlite3.Connection, job: int, recipe: str, now: float) -> None:
    """Keep that a job was started early."""
    with durable(conn):
        conn.execute("INSERT OR IGNORE INTO guesses VALUES(?,?,?,?)", (job, recipe, codec.to_ms(now), OPEN))


def judge(conn: sqlite3.Connection, job: int, outcome: str) -> None:
    """Keep what became of a guess; the first word stands."""
    with durable(conn):
        conn.execute("UPDATE guesses SET outcome=? WHERE job=? AND outcome=''", (outcome, job))

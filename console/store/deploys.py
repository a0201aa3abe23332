"""Deployments in the store: how far each is, which versions proved bad, and which versions passed which jobs."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from console.model.deploy import Phase, Rollout
from console.model.job import JobState
from console.store import codec
from console.store.audit import durable
from console.store.transaction import transaction

_COLUMNS = "job, attempt, version, phase, since, until, checks, code, cause"
_PUT = f"INSERT OR REPLACE INTO deploys({_COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?)"
_ONE = f"SELECT {_COLUMNS} FROM deploys WHERE job=? AND attempt=?"  # noqa: S608 - fixed names
_OF_JOBS = f"SELECT {_COLUMNS} FROM deploys ORDER BY job DESC, attempt DESC LIMIT ?"  # noqa: S608 - fixed names
_OF_VERSION = f"SELECT {_COLUMNS} FROM deploys WHERE version=? ORDER BY since DESC, job DESC"  # noqa: S608
_SETTLED = (Phase.HEALTHY, Phase.ROLLING_BACK, Phase.VERIFYING, Phase.ROLLED_BACK, Phase.STUCK)
_RAN = """SELECT job, state FROM job_versions WHERE version=? AND name=? AND state!=''
    ORDER BY job DESC, attempt DESC LIMIT 1"""


def put(conn: sqlite3.Connection, rollout: Rollout) -> None:
    """Store how far a deployment is; on the disk when this returns."""
    values = (
        rollout.job, rollout.attempt, rollout.version, rollout.phase.value, codec.to_ms(rollout.since),
        codec.to_ms(rollout.until), rollout.checks, rollout.code, rollout.cause,
    )  # fmt: skip
    with durable(conn):
        conn.execute(_PUT, values)


def one(conn: sqlite3.Connection, job: int, attempt: int) -> Rollout | None:
    """How far the deployment of an attempt is; None where it has not begun."""
    row = conn.execute(_ONE, (job, attempt)).fetchone()
    return _rollout(row) if row else None


def newest(conn: sqlite3.Connection, limit: int) -> tuple[Rollout, ...]:
    """The last deployments, newest first."""
    return tuple(map(_rollout, conn.execute(_OF_JOBS, (limit,))))


def bad(conn: sqlite3.Connection, version: str) -> Rollout | None:
    """The deployment that showed a version to be bad; None when none did, or it went well since."""
    found = map(_rollout, conn.execute(_OF_VERSION, (version,)))
    last = next((rollout for rollout in found if rollout.phase in _SETTLED), None)
    return last if last is not None and last.phase.bad else None


def began(conn: sqlite3.Connection, job: int, attempt: int, name: str, version: str) -> None:
    """Store with which version an attempt of a named job began."""
    with transaction(conn):
        conn.execute("INSERT OR IGNORE INTO job_versions VALUES(?,?,?,?,'')", (job, attempt, name, version))


def began_with(conn: sqlite3.Connection, job: int, attempt: int) -> str:
    """With which version an attempt began; empty where that is not known."""
    row = conn.execute("SELECT version FROM job_versions WHERE job=? AND attempt=?", (job, attempt)).fetchone()
    return str(row[0]) if row else ""


def ended(conn: sqlite3.Connection, job: int, attempt: int, *, passed: bool) -> None:
    """Store how an attempt ended whose version did not change under way."""
    state = JobState.PASSED if passed else JobState.FAILED
    with transaction(conn):
        conn.execute("UPDATE job_versions SET state=? WHERE job=? AND attempt=?", (state.value, job, attempt))


def unproved(conn: sqlite3.Connection, version: str, critical: Iterable[str]) -> dict[str, int]:
    """Which of these jobs have not passed with a version: by name the job that failed, 0 where none ran with it."""
    found: dict[str, int] = {}
    for name in critical:
        row = conn.execute(_RAN, (version, name)).fetchone()
        if row is None or row[1] != JobState.PASSED.value:
            found[name] = row[0] if row else 0
    return found


def _rollout(row: tuple[Any, ...]) -> Rollout:
    job, attempt, version, phase, since, until, checks, code, cause = row
    return Rollout(
        job=job,
        attempt=attempt,
        version=version,
        phase=Phase(phase),
        since=codec.to_seconds(since),
        until=codec.to_seconds(until),
        checks=checks,
        code=code,
        cause=cause,
    )

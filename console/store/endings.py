"""How failures ended: the job passed again, or a commit that mends touched the place where they began."""

import sqlite3

import msgspec

from console.model.cluster import Mended, Passed
from console.model.failure import Place
from console.store import codec

WITHIN_MS = 30 * 86_400_000
SUBJECT = 120

_PASSED = """UPDATE failures SET outcome='the job passed again', recovered=max(0, ?1-time)
    WHERE outcome='' AND job=?2 AND branch=?3 AND last<=?1"""
_BASELINE = """INSERT INTO baselines(job, branch, time, data) VALUES(?,?,?,?)
    ON CONFLICT(job, branch) DO UPDATE SET time=excluded.time, data=excluded.data WHERE excluded.time>=time"""
_OPEN = """SELECT DISTINCT c.id, c.place FROM failures f INDEXED BY failures_last JOIN keys k ON k.id=f.key
    JOIN clusters c ON c.id=k.cluster WHERE f.last BETWEEN ? AND ? AND f.outcome='' AND c.place IS NOT NULL"""
_MENDED = """UPDATE failures SET outcome=?1, recovered=max(0, ?2-time) WHERE outcome='' AND last BETWEEN ?3 AND ?2
    AND key IN (SELECT id FROM keys WHERE cluster=?4)"""


def passed(conn: sqlite3.Connection, run: Passed) -> None:
    """The failures of the job before this run are over; what it printed is what later runs are compared with."""
    if run.job:
        conn.execute(_PASSED, (codec.to_ms(run.time), run.job, run.branch))
    if run.baseline:
        conn.execute(_BASELINE, (run.job, run.branch, codec.to_ms(run.time), run.baseline))


def mended(conn: sqlite3.Connection, commit: Mended) -> None:
    """The failures of the thirty days before a commit that began in a file it touches ended with it."""
    time = codec.to_ms(commit.time)
    words = f"mended by {commit.commit[:10]}: {commit.subject[:SUBJECT]}"
    for cluster, place in conn.execute(_OPEN, (time - WITHIN_MS, time)).fetchall():
        file = msgspec.json.decode(codec.unpack_json(place), type=Place).file
        if any(_same(file, touched) for touched in commit.files):
            conn.execute(_MENDED, (words, time, time - WITHIN_MS, cluster))


def baseline(conn: sqlite3.Connection, job: str, branch: str) -> bytes:
    """What the last passing run of a job printed; empty when none is known."""
    row = conn.execute("SELECT data FROM baselines WHERE job=? AND branch=?", (job, branch)).fetchone()
    return bytes(row[0]) if row else b""


def _same(file: str, touched: str) -> bool:
    """Whether a place in a stack lies in a file of the repository, whose path it may only end with."""
    return file == touched or file.endswith(f"/{touched}")

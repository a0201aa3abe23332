"""What jobs passed with, in the database: so that nothing is run again of which nothing has changed."""

import sqlite3
from collections.abc import Iterable, Mapping

from msgspec import Struct

from console.store import codec
from console.store.audit import durable
from console.store.transaction import transaction

MOST_FILES = 200_000
"""File digests that are kept; beyond it all are forgotten and found anew."""

_CHECK = """INSERT INTO input_checks(job, proof, seconds, time) VALUES(?,?,?,?)
    ON CONFLICT(job) DO UPDATE SET proof=excluded.proof, seconds=excluded.seconds, time=excluded.time"""
_PROOF = """INSERT INTO proofs(recipe, digest, job, seconds, time) VALUES(?,?,?,?,?) ON CONFLICT(recipe, digest)
    DO UPDATE SET job=excluded.job, seconds=excluded.seconds, time=excluded.time"""
_DIGEST = """INSERT INTO file_digests(path, stamp, digest) VALUES(?,?,?)
    ON CONFLICT(path) DO UPDATE SET stamp=excluded.stamp, digest=excluded.digest"""
_STATS = "SELECT count(*), coalesce(sum(proof>0), 0), coalesce(sum(seconds), 0) FROM input_checks"


class Proof(Struct, frozen=True):
    """The job that passed with the same inputs, and how many seconds it took."""

    job: int
    seconds: float


class Spared(Struct, frozen=True):
    """Of `checked` jobs with inputs `hits` did not have to run, which saved `seconds`."""

    checked: int = 0
    hits: int = 0
    seconds: float = 0.0


def proof(conn: sqlite3.Connection, recipe: str, digest: str) -> Proof | None:
    """What passed with these inputs."""
    row = conn.execute("SELECT job, seconds FROM proofs WHERE recipe=? AND digest=?", (recipe, digest)).fetchone()
    return Proof(*row) if row else None


def checked(conn: sqlite3.Connection, job: int, digest: str, found: Proof | None, now: float) -> None:
    """Keep with which inputs a job is about to run, or by which proof it need not."""
    with durable(conn):
        conn.execute("UPDATE jobs SET inputs=? WHERE id=?", (digest, job))
        conn.execute(_CHECK, (job, found.job if found else 0, found.seconds if found else 0.0, codec.to_ms(now)))


def digest_of(conn: sqlite3.Connection, job: int) -> str:
    """The digest of the inputs with which a job began; empty where none was taken."""
    row = conn.execute("SELECT inputs FROM jobs WHERE id=?", (job,)).fetchone()
    return str(row[0]) if row else ""


def prove(conn: sqlite3.Connection, recipe: str, digest: str, proof: Proof, now: float) -> None:
    """Keep that a job passed with inputs of this digest."""
    with durable(conn):
        conn.execute(_PROOF, (recipe, digest, proof.job, proof.seconds, codec.to_ms(now)))


def spared(conn: sqlite3.Connection) -> Spared:
    """How often, and for how long, jobs did not have to run."""
    return Spared(*conn.execute(_STATS).fetchone())


def digests(conn: sqlite3.Connection) -> dict[bytes, tuple[bytes, bytes]]:
    """What is remembered of files: path to stamp and digest."""
    return {path: (stamp, digest) for path, stamp, digest in conn.execute("SELECT * FROM file_digests")}


def keep_digests(conn: sqlite3.Connection, new: Mapping[bytes, tuple[bytes, bytes]], gone: Iterable[bytes]) -> None:
    """Remember files, and forget those that are gone."""
    with transaction(conn):
        conn.executemany("DELETE FROM file_digests WHERE path=?", [(path,) for path in gone])
        if conn.execute("SELECT count(*) FROM file_digests").fetchone()[0] + len(new) > MOST_FILES:
            conn.execute("DELETE FROM file_digests")
        conn.executemany(_DIGEST, [(path, *known) for path, known in new.items()])

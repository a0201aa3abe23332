"""Entries of the catalogue: failures that happened, with their evidence, found again by their words.

Repeats of a fingerprint in one origin within ten minutes extend one entry, until it has ended. What is found in
old material is counted once for ever, under its digest.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from console.model.cluster import Found
from console.store.seen import EVIDENCE_CHARS, Seen, cut, of_found

GAP_MS = 600_000

_NEWEST = """SELECT id, time, last FROM failures WHERE key=? AND origin=? AND outcome=''
    ORDER BY last DESC LIMIT 1"""
_EXTEND = "UPDATE failures SET n=n+?, time=min(time,?), last=max(last,?), severity=max(severity,?) WHERE id=?"
_INSERT = """INSERT INTO failures(key, time, last, n, severity, node, source, origin, job, branch, revision, summary,
    evidence) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"""
_COUNTED = "INSERT OR IGNORE INTO counted(digest) VALUES(?)"
_INDEX = "INSERT INTO failures_text(rowid, summary, evidence) VALUES(?,?,?)"
_RECOVERED = """UPDATE failures SET outcome=?, recovered=max(0, ?-time) WHERE outcome='' AND time<=? AND key IN
    (SELECT id FROM keys WHERE cluster=?) RETURNING id"""


def uncounted(conn: sqlite3.Connection, found: Iterable[Found]) -> list[Seen]:
    """Those of the found failures that were never counted; from now on they were."""
    return [of_found(one) for one in found if conn.execute(_COUNTED, (one.digest,)).rowcount]


def add(conn: sqlite3.Connection, seen: Sequence[Seen], keys: Mapping[str, int], node: str) -> None:
    """Write the sights that are failures down."""
    for one in seen:
        if not one.fails:
            continue
        key = keys[one.fingerprint]
        if not _extended(conn, one, key):
            _insert(conn, one, key, node)


def recovered(conn: sqlite3.Connection, cluster: int, outcome: str, time: int) -> list[int]:
    """Say of all entries of a cluster up to `time` (ms) how they ended, where that is not said yet; returns them."""
    return [number for (number,) in conn.execute(_RECOVERED, (outcome, time, time, cluster)).fetchall()]


def _extended(conn: sqlite3.Connection, one: Seen, key: int) -> bool:
    row = conn.execute(_NEWEST, (key, one.origin)).fetchone()
    if row is None or not row[1] - GAP_MS <= one.time <= row[2] + GAP_MS:
        return False
    conn.execute(_EXTEND, (one.n, one.time, one.time, one.severity, row[0]))
    return True


def _insert(conn: sqlite3.Connection, one: Seen, key: int, node: str) -> None:
    evidence = cut(one.lines, EVIDENCE_CHARS)
    values = (
        key, one.time, one.time, one.n, one.severity, node, one.source, one.origin, one.job, one.branch, one.revision,
        one.text, evidence,
    )  # fmt: skip
    number = conn.execute(_INSERT, values).lastrowid
    conn.execute(_INDEX, (number, one.text, evidence))

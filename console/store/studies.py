"""What the analysis worker found out about clusters, and which of them still wait for it."""

import sqlite3

import msgspec
from msgspec import Struct

from console.model.cluster import Neighbour
from console.model.failure import Suggestion, Verdict
from console.store import codec, joins
from console.store.standings import keep
from console.store.transaction import transaction
from console.store.write_states import StateTable

GIVEN_UP = -1

_WAITING = """SELECT c.id, c.title, e.lines, coalesce(json_extract(v.attrs, '$.command'), ''),
    coalesce(json_extract(v.attrs, '$.folder'), ''), coalesce(json_extract(v.attrs, '$.basis'), '')
    FROM clusters c JOIN examples e ON e.cluster=c.id LEFT JOIN events v ON v.seq=e.seq
    WHERE c.joined IS NULL AND c.studied>=0 AND c.studied<? ORDER BY c.studied, c.last DESC LIMIT ?"""
_COUNT = "SELECT count(*) FROM clusters WHERE joined IS NULL AND studied>=0 AND studied<?"
_VERDICT = """UPDATE clusters SET studied=?, category=?, confidence=?, reason=?, fix=? WHERE id=?
    AND EXISTS(SELECT 1 FROM examples WHERE cluster=?6 AND lines=?)"""
_STUDY = "INSERT OR REPLACE INTO studies(cluster, value) VALUES(?,?)"
_VECTOR = "INSERT OR REPLACE INTO vectors(cluster, version, data) VALUES(?,?,?)"


class Waiting(Struct, frozen=True):
    """A cluster to be studied: its title, the lines of its best example, and the command that printed them.

    `folder` is where the command was given. Both are empty where they are not known. `basis` says how the lines below
    the first were found to be the evidence of a root cause, empty when they are whatever was printed.
    """

    cluster: int
    title: str
    lines: str
    command: str = ""
    folder: str = ""
    basis: str = ""


class Study(Struct, frozen=True, kw_only=True):
    """What is said of the example of a cluster; `marked` are indexes of its lines, `near` clusters with likeness."""

    verdict: Verdict
    marked: tuple[int, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    near: tuple[tuple[int, float], ...] = ()
    vector: bytes = b""


class Stored(Struct, frozen=True, kw_only=True):
    """The part of a study that only the detail view reads."""

    marked: tuple[int, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    near: tuple[tuple[int, float], ...] = ()


def waiting(conn: sqlite3.Connection, version: int, limit: int) -> list[Waiting]:
    """Clusters not studied by this version of the study, the newest first."""
    return [Waiting(*row) for row in conn.execute(_WAITING, (version, limit))]


def unstudied(conn: sqlite3.Connection, version: int) -> int:
    """How many wait."""
    return int(conn.execute(_COUNT, (version,)).fetchone()[0])


def try_again(conn: sqlite3.Connection) -> None:
    """What was given up earlier waits again."""
    with transaction(conn):
        conn.execute("UPDATE clusters SET studied=0 WHERE studied=?", (GIVEN_UP,))


def give_up(conn: sqlite3.Connection, cluster: int, reason: str) -> None:
    """Leave a cluster out until the next start; `reason` is told with it."""
    with transaction(conn):
        conn.execute("UPDATE clusters SET studied=?, reason=? WHERE id=?", (GIVEN_UP, reason, cluster))


def write(conn: sqlite3.Connection, asked: Waiting, study: Study, versions: tuple[int, int]) -> bool:
    """Store a study; False when the cluster has a better example by now. `versions` are of study and vector."""
    fix = study.suggestions[0].command if study.suggestions else ""
    verdict = study.verdict
    with transaction(conn):
        values = (versions[0], verdict.category.value, verdict.confidence, verdict.reason, fix, asked.cluster)
        if conn.execute(_VERDICT, (*values, asked.lines)).rowcount == 0:
            return False
        stored = Stored(marked=study.marked, suggestions=study.suggestions, near=study.near)
        conn.execute(_STUDY, (asked.cluster, codec.pack(stored)))
        conn.execute(_VECTOR, (asked.cluster, versions[1], study.vector))
    return True


def stored(conn: sqlite3.Connection, cluster: int) -> Stored:
    """The study of a cluster; one that says nothing before there is one."""
    row = conn.execute("SELECT value FROM studies WHERE cluster=?", (cluster,)).fetchone()
    return Stored() if row is None else msgspec.json.decode(codec.unpack_json(row[0]), type=Stored)


def neighbours(conn: sqlite3.Connection, cluster: int, near: tuple[tuple[int, float], ...]) -> tuple[Neighbour, ...]:
    """The clusters a study found near, as they are now; those that became one with it are left out."""
    found: dict[int, Neighbour] = {}
    for number, likeness in near:
        living = joins.living(conn, number)
        if living is not None and living != cluster and living not in found:
            found[living] = _neighbour(conn, living, likeness)
    return tuple(found.values())


def _neighbour(conn: sqlite3.Connection, cluster: int, likeness: float) -> Neighbour:
    name, title, last, standing = conn.execute(
        "SELECT name, title, last, standing FROM clusters WHERE id=?", (cluster,)
    ).fetchone()
    outcome = conn.execute(
        """SELECT f.outcome FROM keys k JOIN failures f ON f.key=k.id WHERE k.cluster=? AND f.outcome<>''
           ORDER BY f.last DESC LIMIT 1""",
        (cluster,),
    ).fetchone()
    ended = outcome[0] if outcome else standing or "still open"
    return Neighbour(cluster=cluster, title=name or title, likeness=likeness, last=codec.to_seconds(last), ended=ended)


def set_opinion(conn: sqlite3.Connection, cluster: int, text: str, time: float) -> None:
    """Keep what the helper of the user's own said of a cluster."""
    with transaction(conn):
        conn.execute(
            "INSERT OR REPLACE INTO opinions(cluster, time, text) VALUES(?,?,?)", (cluster, codec.to_ms(time), text)
        )


def set_cause(
    conn: sqlite3.Connection, states: StateTable, head: int, members: tuple[int, ...], why: str, stamp: int
) -> int:
    """Let clusters share a cause that `head` stands for, inside a transaction; returns how many are new to it.

    Those that people resolved stay out of it.
    """
    changed = 0
    for member in members:
        if conn.execute(
            "UPDATE clusters SET cause=?1, cause_why=?2 WHERE id=?3 AND cause<>?1 AND joined IS NULL"
            " AND standing<>'resolved'",
            (0 if member == head else head, why, member),
        ).rowcount:
            changed += 1
            keep(conn, states, member, stamp)
    return changed

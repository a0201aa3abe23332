"""Reading all that is known of one cluster, for its detail view."""

import sqlite3

import msgspec

from console.model.cluster import Affected, Cluster, Decision, Dossier, FailureQuery
from console.model.failure import Suggestion
from console.store import codec, read_clusters, read_failures, studies

PAST = 20
SHOWN = 10

_FACTS = """SELECT f.value, sum(f.n) AS n FROM keys k JOIN key_facts f ON f.key=k.id AND f.kind=?
    WHERE k.cluster=? GROUP BY f.value ORDER BY n DESC, f.value LIMIT ?"""
_NODES = "SELECT value FROM meta WHERE key='node'"
_KEYS = "SELECT fingerprint, why FROM keys WHERE cluster=? ORDER BY n DESC, id LIMIT ?"
_MEMBERS = "SELECT id FROM clusters WHERE cause=? AND cause<>0 AND id<>? AND joined IS NULL ORDER BY last DESC LIMIT ?"
_DECISIONS = """SELECT d.id, d.time, d.who, d.what, d.words, d.undone FROM decision_clusters t
    JOIN decisions d ON d.id=t.decision WHERE t.cluster=? ORDER BY d.id DESC LIMIT ?"""
_TRACK = "SELECT count(*), coalesce(sum(worked), 0) FROM fix_outcomes WHERE rule=? AND fingerprint IN"


def dossier(conn: sqlite3.Connection, number: int, at: float, *, live: bool) -> Dossier | None:
    """The dossier of the cluster that an id means now; None when there is none."""
    cluster = read_clusters.one(conn, number, at, live=live)
    if cluster is None:
        return None
    keys = conn.execute(_KEYS, (cluster.id, PAST)).fetchall()
    studied = studies.stored(conn, cluster.id)
    return Dossier(
        cluster=cluster,
        evidence=_evidence(conn, cluster.id),
        marked=studied.marked,
        why=tuple(why for _, why in keys),
        fingerprints=tuple(fingerprint for fingerprint, _ in keys),
        affected=_affected(conn, cluster),
        neighbours=studies.neighbours(conn, cluster.id, studied.near),
        suggestions=tuple(_with_record(conn, cluster.id, suggestion) for suggestion in studied.suggestions),
        members=_members(conn, cluster, at, live=live),
        cause_why=_cause_why(conn, cluster),
        past=read_failures.page(conn, FailureQuery(cluster=cluster.id, limit=PAST)).failures,
        decisions=_decisions(conn, cluster.id),
        opinion=_opinion(conn, cluster.id),
    )


def _evidence(conn: sqlite3.Connection, cluster: int) -> tuple[str, ...]:
    row = conn.execute("SELECT lines FROM examples WHERE cluster=?", (cluster,)).fetchone()
    return () if row is None else tuple(row[0].split("\n"))


def _opinion(conn: sqlite3.Connection, cluster: int) -> str:
    row = conn.execute("SELECT text FROM opinions WHERE cluster=?", (cluster,)).fetchone()
    return "" if row is None else str(row[0])


def _affected(conn: sqlite3.Connection, cluster: Cluster) -> Affected:
    def facts(kind: str) -> tuple[tuple[str, int], ...]:
        return tuple(conn.execute(_FACTS, (kind, cluster.id, SHOWN)).fetchall())

    node = conn.execute(_NODES).fetchone()
    return Affected(
        tests=facts("test"),
        jobs=facts("job"),
        branches=facts("branch"),
        nodes=((node[0], cluster.total),) if node else (),
        origins=facts("origin"),
    )


def _members(conn: sqlite3.Connection, cluster: Cluster, at: float, *, live: bool) -> tuple[Cluster, ...]:
    head = cluster.cause or cluster.id
    numbers = [number for (number,) in conn.execute(_MEMBERS, (head, cluster.id, PAST))]
    return read_clusters.several(conn, ([cluster.cause] if cluster.cause else []) + numbers, at, live=live)


def _cause_why(conn: sqlite3.Connection, cluster: Cluster) -> str:
    return str(conn.execute("SELECT cause_why FROM clusters WHERE id=?", (cluster.id,)).fetchone()[0])


def _with_record(conn: sqlite3.Connection, cluster: int, suggestion: Suggestion) -> Suggestion:
    """A suggestion with how often it was tried here against this cluster, and how often that worked."""
    keys = "(SELECT fingerprint FROM keys WHERE cluster=?)"
    tried, worked = conn.execute(f"{_TRACK} {keys}", (suggestion.rule, cluster)).fetchone()
    return msgspec.structs.replace(suggestion, tried=tried, worked=worked)


def _decisions(conn: sqlite3.Connection, cluster: int) -> tuple[Decision, ...]:
    rows = conn.execute(_DECISIONS, (cluster, PAST))
    return tuple(
        Decision(id=number, time=codec.to_seconds(time), who=who, what=what, words=words, undone=bool(undone))
        for number, time, who, what, words, undone in rows
    )

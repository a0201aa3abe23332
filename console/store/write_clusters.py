"""Failures on their way into their clusters: keys, totals, minutes and facts, in the transaction of the events.

A fingerprint seen for the first time makes a key and a cluster of its own; later sights count where that key lies
then. Nothing here decides what is alike: the grouper gave the fingerprints, and people's decisions moved the keys.
"""

import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from console.model.cluster import Key
from console.store import codec, standings
from console.store.seen import Seen, Tally, rank, tallies, together
from console.store.write_states import StateTable

CACHED = 8_192
VALUES = 32
MINUTE_MS = 60_000

_FIND = "SELECT id, cluster FROM keys WHERE fingerprint=?"
_KEY = """INSERT INTO keys(fingerprint, cluster, why, title, severity, first, last, n) VALUES(?,?,?,?,?,?,?,?)"""
_KEY_SEEN = """UPDATE keys SET n=n+?, first=min(first,?), last=max(last,?), severity=max(severity,?) WHERE id=?"""
_CLUSTER = """INSERT INTO clusters(title, severity, first, last, n, sample, origin, place, rank)
    VALUES(?,?,?,?,?,?,?,?,?)"""
_CLUSTER_SEEN = """UPDATE clusters SET n=n+?1, first=min(first,?2), severity=max(severity,?4),
    sample=CASE WHEN ?3>=last THEN ?5 ELSE sample END, origin=CASE WHEN ?3>=last THEN ?6 ELSE origin END,
    last=max(last,?3) WHERE id=?7 RETURNING standing, resolved, rank"""
_MINUTE = """INSERT INTO key_minutes(key, minute, n) VALUES(?,?,?)
    ON CONFLICT(key, minute) DO UPDATE SET n=n+excluded.n"""
_FACT_SEEN = "UPDATE key_facts SET n=n+? WHERE key=? AND kind=? AND value=?"
_FACT_ROOM = "SELECT count(*)<? FROM key_facts WHERE key=? AND kind=?"
_FACT = "INSERT INTO key_facts(n, key, kind, value) VALUES(?,?,?,?)"
_EXAMPLE = """INSERT INTO examples(cluster, seq, lines) VALUES(?,?,?)
    ON CONFLICT(cluster) DO UPDATE SET seq=excluded.seq, lines=excluded.lines"""


class Placed(Struct, frozen=True):
    """Where a fingerprint lies: the ids of its key and of that key's cluster."""

    key: int
    cluster: int


class ClusterTable:
    """Counts failures into their clusters; only the writer's thread uses it, inside a transaction.

    `forget` after a rollback and after keys were moved or removed.
    """

    def __init__(self, states: StateTable) -> None:
        self._states = states
        self._placed: OrderedDict[str, Placed] = OrderedDict()

    def forget(self) -> None:
        """Drop what is remembered of the tables."""
        self._placed.clear()

    def add(
        self, conn: sqlite3.Connection, seen: Sequence[Seen], words: Mapping[str, Key], stamp: int
    ) -> dict[str, int]:
        """Count the sights into keys and clusters; returns the key of each fingerprint."""
        found = tallies(seen)
        placed = {name: self._place(conn, name, tally, words.get(name)) for name, tally in found.items()}
        by_cluster: dict[int, list[Tally]] = {}
        for name, tally in found.items():
            by_cluster.setdefault(placed[name].cluster, []).append(tally)
        for cluster, parts in by_cluster.items():
            self._count(conn, cluster, together(parts), stamp)
        keys = {name: place.key for name, place in placed.items()}
        _add_minutes(conn, seen, keys)
        _add_facts(conn, seen, keys)
        return keys

    def _place(self, conn: sqlite3.Connection, name: str, tally: Tally, words: Key | None) -> Placed:
        """Count into the key of a fingerprint; a new one gets a cluster that holds nothing yet."""
        place = self._placed.get(name)
        if place is None:
            row = conn.execute(_FIND, (name,)).fetchone()
            if row is None:
                return self._remember(name, _create(conn, name, tally, words))
            place = self._remember(name, Placed(*row))
        conn.execute(_KEY_SEEN, (tally.n, tally.first, tally.last, tally.severity, place.key))
        return place

    def _remember(self, name: str, place: Placed) -> Placed:
        self._placed[name] = place
        if len(self._placed) > CACHED:
            self._placed.popitem(last=False)
        return place

    def _count(self, conn: sqlite3.Connection, cluster: int, tally: Tally, stamp: int) -> None:
        newest = tally.newest
        values = (tally.n, tally.first, tally.last, tally.severity, newest.text, newest.origin, cluster)
        standing, resolved, known = conn.execute(_CLUSTER_SEEN, values).fetchone()
        if standing == "resolved" and tally.last > resolved:
            standings.regress(conn, self._states, cluster, stamp)
        if rank(tally.best) > known:
            conn.execute("UPDATE clusters SET rank=?, studied=0 WHERE id=?", (rank(tally.best), cluster))
            _set_example(conn, cluster, tally.best)


def _create(conn: sqlite3.Connection, name: str, tally: Tally, words: Key | None) -> Placed:
    title = (words.title if words else "") or tally.best.title or tally.best.text
    place = codec.pack(words.where) if words and words.where else None
    origin = tally.newest.origin
    cluster = conn.execute(
        _CLUSTER, (title, tally.severity, tally.first, tally.last, 0, "", origin, place, rank(tally.best))
    ).lastrowid
    why = words.why if words else "the same line but for its variable parts"
    key = conn.execute(_KEY, (name, cluster, why, title, tally.severity, tally.first, tally.last, tally.n)).lastrowid
    if cluster is None or key is None:
        raise sqlite3.InternalError("an inserted cluster got no number")
    _set_example(conn, cluster, tally.best)
    return Placed(key, cluster)


def _set_example(conn: sqlite3.Connection, cluster: int, best: Seen) -> None:
    conn.execute(_EXAMPLE, (cluster, best.seq or None, best.lines or best.text))


def _add_minutes(conn: sqlite3.Connection, seen: Iterable[Seen], keys: Mapping[str, int]) -> None:
    minutes: Counter[tuple[str, int]] = Counter()
    for one in seen:
        minutes[one.fingerprint, one.time // MINUTE_MS] += one.n
    conn.executemany(_MINUTE, [(keys[name], minute, n) for (name, minute), n in minutes.items()])


def _add_facts(conn: sqlite3.Connection, seen: Iterable[Seen], keys: Mapping[str, int]) -> None:
    """Count who is touched; of each kind the first 32 values of a key are kept."""
    facts: Counter[tuple[str, str, str]] = Counter()
    for one in seen:
        facts[one.fingerprint, "origin", one.origin] += one.n
        for kind, value in (("job", one.job), ("branch", one.branch), *(("test", test) for test in one.tests)):
            if value:
                facts[one.fingerprint, kind, value] += one.n
    for (name, kind, value), n in facts.items():
        row = (keys[name], kind, value)
        if (
            conn.execute(_FACT_SEEN, (n, *row)).rowcount == 0
            and conn.execute(_FACT_ROOM, (VALUES, *row[:2])).fetchone()[0]
        ):
            conn.execute(_FACT, (n, *row))

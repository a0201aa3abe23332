"""What people decide about clusters: each decision in one transaction, remembered with what it was before.

A merge moves keys and leaves the old id pointing to the new one, a split gives one key a cluster of its own; keys
that people placed are never moved by the program again. Resolving a cause resolves its members.
"""

import sqlite3
from collections.abc import Callable, Mapping

from msgspec import Struct

from console.store import codec, joins, write_failures
from console.store.change import Change
from console.store.write_states import StateTable

_DECISION = "INSERT INTO decisions(time, who, what, words, before) VALUES(?,?,?,?,?)"
_TOUCHED = "INSERT OR IGNORE INTO decision_clusters(cluster, decision) VALUES(?,?)"
_SPLIT = """INSERT INTO clusters(title, severity, first, last, n, sample, origin, rank)
    SELECT k.title, k.severity, k.first, k.last, k.n, k.title, c.origin, 0 FROM keys k JOIN clusters c ON c.id=k.cluster
    WHERE k.id=?"""
_SPLIT_EXAMPLE = """INSERT INTO examples(cluster, lines) SELECT ?1, coalesce((SELECT CASE evidence WHEN '' THEN summary
    ELSE evidence END FROM failures WHERE key=?2 ORDER BY last DESC LIMIT 1), (SELECT title FROM keys WHERE id=?2))"""


class Request(Struct, frozen=True, kw_only=True):
    """A decision somebody asks for; `time` in seconds since the epoch, texts clean.

    `what` is the name of the command. `into` belongs to a merge, `fingerprint` to a split, `text` is a name or note.
    """

    what: str
    cluster: int
    who: str
    time: float
    into: int = 0
    fingerprint: str = ""
    text: str = ""


class Decided(Struct, frozen=True):
    """What became of a request in words, the clusters it touched and the number to undo it by."""

    words: str
    clusters: tuple[int, ...]
    decision: int


class UndecidedError(Exception):
    """The decision cannot be carried out as asked; the message says why."""


def decide(conn: sqlite3.Connection, states: StateTable, request: Request, stamp: int) -> Decided:
    """Carry a request out inside the running transaction. Raises UndecidedError."""
    rule = _RULES.get(request.what)
    if rule is None:
        raise UndecidedError(f"{request.what} is no decision about clusters")
    cluster = _living(conn, request.cluster)
    change = Change(conn, states, stamp)
    words = rule(change, request, cluster)
    change.finish()
    time = codec.to_ms(request.time)
    number = conn.execute(_DECISION, (time, request.who, request.what, words, change.packed())).lastrowid
    if number is None:
        raise sqlite3.InternalError("an inserted decision got no number")
    conn.executemany(_TOUCHED, [(touched, number) for touched in change.touched])
    return Decided(words, change.touched, number)


def _living(conn: sqlite3.Connection, cluster: int) -> int:
    found = joins.living(conn, cluster)
    if found is None:
        raise UndecidedError(f"there is no cluster {cluster}")
    return found


def _acknowledge(change: Change, request: Request, cluster: int) -> str:
    was = change.standing(cluster)
    change.set(cluster, standing="acknowledged", person=request.who, note=request.text)
    return f"acknowledged {change.label(cluster)}; it was {was}"


def _unacknowledge(change: Change, _request: Request, cluster: int) -> str:
    if change.standing(cluster) != "acknowledged":
        raise UndecidedError(f"{change.label(cluster)} is not acknowledged")
    change.set(cluster, standing="", person="", note="")
    return f"no longer acknowledged: {change.label(cluster)}"


def _mute(change: Change, request: Request, cluster: int) -> str:
    change.set(cluster, muted=1, person=request.who)
    return f"muted {change.label(cluster)}"


def _unmute(change: Change, _request: Request, cluster: int) -> str:
    change.set(cluster, muted=0)
    return f"no longer muted: {change.label(cluster)}"


def _rename(change: Change, request: Request, cluster: int) -> str:
    was = change.label(cluster)
    change.set(cluster, name=request.text)
    return f"{was} is now called {change.label(cluster)}"


def _merge(change: Change, request: Request, cluster: int) -> str:
    into = _living(change.conn, request.into)
    if into == cluster:
        raise UndecidedError("a cluster cannot be merged into itself")
    words = f"merged {change.label(cluster)} into {change.label(into)}"
    for member in change.members(cluster):
        change.set(member, cause=0 if member == into else into)
    change.set(cluster, cause=0)
    change.move(change.keys(cluster), into)
    joins.reopen(change.conn, change.states, into, change.stamp)
    return words


def _split(change: Change, request: Request, cluster: int) -> str:
    row = change.conn.execute(
        "SELECT id, title FROM keys WHERE fingerprint=? AND cluster=?", (request.fingerprint, cluster)
    ).fetchone()
    if row is None:
        raise UndecidedError(f"{request.fingerprint or 'nothing'} does not lie in {change.label(cluster)}")
    if len(change.keys(cluster)) < 2:
        raise UndecidedError(f"{change.label(cluster)} has only one fingerprint")
    made = change.make(_SPLIT, row[0])
    change.conn.execute(_SPLIT_EXAMPLE, (made, row[0]))
    change.move([row[0]], made)
    return f"split {row[1]} from {change.label(cluster)}; it is cluster {made}"


def _resolve(change: Change, request: Request, cluster: int) -> str:
    was, time = change.standing(cluster), codec.to_ms(request.time)
    members = change.members(cluster)
    outcome = f"resolved by {request.who}" + (f": {request.text}" if request.text else "")
    for number in (cluster, *members):
        change.set(number, standing="resolved", resolved=time, person=request.who, note=request.text)
        change.failures += write_failures.recovered(change.conn, number, outcome, time)
    more = f" and {len(members)} that it caused" if members else ""
    return f"resolved {change.label(cluster)}{more}; it was {was}"


def _reopen(change: Change, _request: Request, cluster: int) -> str:
    if change.standing(cluster) != "resolved":
        raise UndecidedError(f"{change.label(cluster)} is not resolved")
    change.set(cluster, standing="", resolved=None, person="", note="")
    return f"open again: {change.label(cluster)}"


_RULES: Mapping[str, Callable[[Change, Request, int], str]] = {
    "cluster.ack": _acknowledge,
    "cluster.unack": _unacknowledge,
    "cluster.mute": _mute,
    "cluster.unmute": _unmute,
    "cluster.rename": _rename,
    "cluster.merge": _merge,
    "cluster.split": _split,
    "cluster.resolve": _resolve,
    "cluster.reopen": _reopen,
}
DECISIONS = tuple(_RULES)

"""Reading clusters as they were at a moment: those of the hour, those that stand open, one by its id."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from console.model.cluster import Cluster, Standing
from console.model.event import Severity
from console.model.failure import Category, Place
from console.store import codec, joins, read_states
from console.store.standings import KIND, Stand

MINUTES = 60
STEPS = 12
NEW_S = 24 * 3600.0
SHOWN = 50
OPEN = 20

_COLUMNS = """id, title, severity, first, last, n, sample, origin, place, standing, name, muted, person, note, resolved,
    cause, studied, category, confidence, reason, fix"""
_HOUR = """SELECT c.id, h.n FROM (SELECT k.cluster AS cluster, sum(m.n) AS n FROM
      (SELECT key, sum(n) AS n FROM key_minutes WHERE minute>? AND minute<=? GROUP BY key) m
      JOIN keys k ON k.id=m.key GROUP BY k.cluster) h JOIN clusters c ON c.id=h.cluster
    ORDER BY (c.severity>=4 AND c.muted=0) DESC, h.n DESC, c.last DESC, c.id LIMIT ?"""
_OPEN = """SELECT id FROM clusters INDEXED BY clusters_last WHERE joined IS NULL AND first<=? AND standing<>'resolved'
    ORDER BY last DESC LIMIT ?"""
_REGRESSED = """SELECT id FROM clusters WHERE standing IN ('regressed', 'acknowledged') AND standing<>'' AND first<=?
    AND joined IS NULL
    ORDER BY last DESC LIMIT ?"""
_ROW = f"SELECT {_COLUMNS} FROM clusters WHERE id=?"  # noqa: S608 - fixed names
_KEYS = """SELECT k.fingerprint, CASE WHEN c.sample<>'' AND (SELECT count(*) FROM keys o WHERE o.cluster=c.id)=1
      THEN c.sample ELSE k.title END
    FROM (SELECT id, fingerprint, title, cluster FROM keys ORDER BY id DESC LIMIT ?) k JOIN clusters c ON c.id=k.cluster
    ORDER BY k.id"""
_TITLE = """SELECT CASE WHEN c.name<>'' THEN c.name ELSE c.title END
    FROM keys k JOIN clusters c ON c.id=k.cluster WHERE k.fingerprint=?"""
_FINGERPRINTS = "SELECT count(*), min(fingerprint) FROM keys WHERE cluster=?"
_STEPS = f"""SELECT (m.minute-?1)*{STEPS}/{MINUTES} AS step, sum(m.n) FROM keys k JOIN key_minutes m ON m.key=k.id
    AND m.minute>=?1 AND m.minute<=?2 WHERE k.cluster=?3 GROUP BY step"""  # noqa: S608 - fixed numbers
_LATER = "SELECT coalesce(sum(m.n), 0) FROM keys k JOIN key_minutes m ON m.key=k.id AND m.minute>? WHERE k.cluster=?"
_LAST = "SELECT max(m.minute) FROM keys k JOIN key_minutes m ON m.key=k.id AND m.minute<=? WHERE k.cluster=?"


def clusters(conn: sqlite3.Connection, at: float, *, live: bool, limit: int = SHOWN) -> tuple[Cluster, ...]:
    """The clusters of the sixty minutes that end at `at` (seconds), then the newest of those that stand open."""
    last = int(at // 60)
    hours = dict(conn.execute(_HOUR, (last - MINUTES, last, limit)).fetchall())
    room = max(limit - len(hours), 0)
    wanted = [*hours, *_open(conn, at, OPEN), *_newest(conn, at, room)]
    found = _read(conn, dict.fromkeys(wanted), at, live=live)
    return tuple(cluster for cluster in found if cluster.hour or cluster.standing is not Standing.RESOLVED)


def one(conn: sqlite3.Connection, number: int, at: float, *, live: bool) -> Cluster | None:
    """The cluster that an id means now, as it was at `at`; None when there is none."""
    living = joins.living(conn, number)
    return next(_read(conn, () if living is None else (living,), at, live=live), None)


def several(conn: sqlite3.Connection, numbers: Iterable[int], at: float, *, live: bool) -> tuple[Cluster, ...]:
    """Clusters by their ids, in that order."""
    return tuple(_read(conn, numbers, at, live=live))


def keys(conn: sqlite3.Connection, limit: int) -> tuple[tuple[str, str], ...]:
    """(fingerprint, text) of the keys made last, oldest first; a line where that is surely one of the key's own."""
    return tuple(conn.execute(_KEYS, (limit,)).fetchall())


def titles(conn: sqlite3.Connection, fingerprints: Iterable[str]) -> dict[str, str]:
    """What the clusters of fingerprints are called, by a person where one did; those known."""
    found = ((one, conn.execute(_TITLE, (one,)).fetchone()) for one in fingerprints)
    return {one: row[0] for one, row in found if row is not None}


def _open(conn: sqlite3.Connection, at: float, limit: int) -> list[int]:
    return [number for (number,) in conn.execute(_REGRESSED, (codec.to_ms(at), limit))]


def _newest(conn: sqlite3.Connection, at: float, limit: int) -> list[int]:
    return [number for (number,) in conn.execute(_OPEN, (codec.to_ms(at), limit))]


def _read(conn: sqlite3.Connection, numbers: Iterable[int], at: float, *, live: bool) -> Iterator[Cluster]:
    for number in numbers:
        row = conn.execute(_ROW, (number,)).fetchone()
        if row is not None:
            yield _cluster(conn, row, at, live=live)


def _cluster(conn: sqlite3.Connection, row: tuple[Any, ...], at: float, *, live: bool) -> Cluster:
    number, title, severity, first, end, total, sample, origin, place = row[:9]
    resolved, studied, category, confidence, reason, fix = row[14], *row[16:]
    stand = _stand(conn, row, at, live=live)
    keys, fingerprint = conn.execute(_FINGERPRINTS, (number,)).fetchone()
    total, seen = _until(conn, number, total, codec.to_seconds(end), at)
    trend = _trend(conn, number, int(at // 60))
    return Cluster(
        id=number,
        fingerprint=fingerprint or "",
        title=title,
        severity=Severity(severity),
        standing=_standing(stand, codec.to_seconds(first), at),
        total=total,
        first=codec.to_seconds(first),
        last=seen,
        hour=sum(trend),
        trend=trend,
        name=stand.name,
        sample=sample,
        origin=origin,
        keys=keys,
        category=Category(category),
        confidence=confidence,
        reason=reason,
        where=None if place is None else msgspec.json.decode(codec.unpack_json(place), type=Place),
        cause=stand.cause,
        muted=stand.muted,
        by=stand.person,
        note=stand.note,
        resolved=None if resolved is None or codec.to_seconds(resolved) > at else codec.to_seconds(resolved),
        studied=studied > 0,
        fix=fix,
    )


def _stand(conn: sqlite3.Connection, row: tuple[Any, ...], at: float, *, live: bool) -> Stand:
    if live:
        return Stand(row[9], row[10], bool(row[11]), row[12], row[13], row[15])
    stored = read_states.value(conn, KIND, str(row[0]), at)
    return Stand() if stored is None else msgspec.json.decode(stored, type=Stand)


def _standing(stand: Stand, first: float, at: float) -> Standing:
    """What people decided; else a cluster is new for a day."""
    if stand.standing:
        return Standing(stand.standing)
    return Standing.NEW if at - first < NEW_S else Standing.KNOWN


def _until(conn: sqlite3.Connection, number: int, total: int, end: float, at: float) -> tuple[int, float]:
    """How often it was seen up to `at`, and when last then."""
    if end <= at:
        return total, end
    minute = int(at // 60)
    later = conn.execute(_LATER, (minute, number)).fetchone()[0]
    last = conn.execute(_LAST, (minute, number)).fetchone()[0]
    return max(total - later, 0), at if last is None else min(at, last * 60 + 59.999)


def _trend(conn: sqlite3.Connection, number: int, last: int) -> tuple[int, ...]:
    """The hour in twelve steps of five minutes, oldest first."""
    steps: dict[int, int] = defaultdict(int, conn.execute(_STEPS, (last - MINUTES + 1, last, number)).fetchall())
    return tuple(steps[step] for step in range(STEPS))

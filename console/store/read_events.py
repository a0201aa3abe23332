"""Reading windows of events in the order of (time, seq)."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from console.model.event import Event, Severity, Voice
from console.model.frame import EventPage, EventQuery
from console.store import codec
from console.store.read_search import Key, Search

_BEFORE_ALL: Key = (-(1 << 62), -1)
_AFTER_ALL: Key = (1 << 62, 1 << 62)

_ROW = """SELECT seq, hlc, time, node, source, kind, voice, severity, template, origin, text, attrs, key
    FROM events WHERE seq=?"""


class Words:
    """The words behind the ids in events, each looked up once a page."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._names: dict[int, str] = {}
        self._templates: dict[int | None, str] = {None: ""}
        self._keys: dict[int | None, str] = {None: ""}

    def name(self, number: int) -> str:
        """A source, kind, node or file name."""
        known = self._names.get(number)
        if known is None:
            row = self._conn.execute("SELECT name FROM names WHERE id=?", (number,)).fetchone()
            known = self._names[number] = codec.name_out(row[0])
        return known

    def template(self, number: int | None) -> str:
        """A template; empty when it is no longer kept."""
        known = self._templates.get(number)
        if known is None:
            row = self._conn.execute("SELECT text FROM templates WHERE id=?", (number,)).fetchone()
            known = self._templates[number] = row[0] if row else ""
        return known

    def fingerprint(self, key: int | None) -> str:
        """A fingerprint; empty when its key is no longer kept."""
        known = self._keys.get(key)
        if known is None:
            row = self._conn.execute("SELECT fingerprint FROM keys WHERE id=?", (key,)).fetchone()
            known = self._keys[key] = row[0] if row else ""
        return known


class Span(Struct, frozen=True):
    """Which keys (time in ms, seq) are meant: those between two others, of a least severity, in one direction."""

    low: Key
    high: Key
    severity: int
    backward: bool


def page(conn: sqlite3.Connection, query: EventQuery, monotonic: Callable[[], float]) -> EventPage:
    """The window a query asks for; see EventQuery."""
    span = _span(query)
    search: Search | None = None
    if query.pattern or query.kind:
        search = _search(conn, query, monotonic)
        found = search.keys(conn, partial(_continue, conn, span), query.limit + 1)
    else:
        found = _keys(conn, span, query.limit + 1)
    more = len(found) > query.limit or (search is not None and not search.finished)
    keys = found[: query.limit]
    words = Words(conn)
    events = [_event(conn.execute(_ROW, (seq,)).fetchone(), words) for _, seq in keys]
    behind = _behind(conn, query, span, keys)
    searched = search.seen if search and not search.finished else None
    if span.backward:
        events.reverse()
    older, newer = (more, behind) if span.backward else (behind, more)
    return EventPage(tuple(events), older, newer, codec.to_seconds(searched[0]) if searched else None)


def one(conn: sqlite3.Connection, seq: int) -> Event | None:
    """One event by its place."""
    row = conn.execute(_ROW, (seq,)).fetchone()
    return _event(row, Words(conn)) if row else None


def after(conn: sqlite3.Connection, seq: int, limit: int) -> tuple[Event, ...]:
    """The events that were committed after one, in the order of their `seq`, at most `limit`."""
    words = Words(conn)
    numbers = conn.execute("SELECT seq FROM events WHERE seq>? ORDER BY seq LIMIT ?", (seq, limit)).fetchall()
    return tuple(_event(conn.execute(_ROW, number).fetchone(), words) for number in numbers)


def cluster(conn: sqlite3.Connection, seq: int) -> int | None:
    """The cluster in which an event counts."""
    row = conn.execute("SELECT k.cluster FROM events e JOIN keys k ON k.id=e.key WHERE e.seq=?", (seq,)).fetchone()
    return row[0] if row else None


def incident(conn: sqlite3.Connection, at: float, direction: int) -> float | None:
    """The time of the nearest event of severity ERROR or above strictly after or before `at`."""
    function, operator = ("min", ">") if direction > 0 else ("max", "<")
    statement = f"SELECT {function}(time) FROM events WHERE severity=? AND time{operator}?"  # noqa: S608 - fixed words
    times = [
        conn.execute(statement, (severity, codec.to_ms(at))).fetchone()[0]
        for severity in range(int(Severity.ERROR), int(Severity.CRITICAL) + 1)
    ]
    found = [time for time in times if time is not None]
    if not found:
        return None
    return codec.to_seconds(min(found) if direction > 0 else max(found))


def _span(query: EventQuery) -> Span:
    low, high = _BEFORE_ALL, _AFTER_ALL
    if query.since is not None:
        low = max(low, (codec.to_ms(query.since), -1))
    if query.after is not None:
        low = max(low, (codec.to_ms(query.after[0]), query.after[1]))
    if query.until is not None:
        high = min(high, (codec.to_ms(query.until), _AFTER_ALL[1]))
    if query.before is not None:
        high = min(high, (codec.to_ms(query.before[0]), query.before[1]))
    ends = query.until is not None or query.before is not None
    forward = query.after is not None or (query.since is not None and not ends)
    return Span(low, high, int(query.min_severity), not forward)


def _search(conn: sqlite3.Connection, query: EventQuery, monotonic: Callable[[], float]) -> Search:
    kind: int | None = None
    if query.kind:
        row = conn.execute("SELECT id FROM names WHERE name=?", (codec.name_in(query.kind),)).fetchone()
        kind = int(row[0]) if row else -1
    return Search(query.pattern, query.invert, kind, monotonic)


def _continue(conn: sqlite3.Connection, span: Span, seen: Key | None, limit: int) -> list[Key]:
    """The next keys of a span after the last one that was seen."""
    if seen is not None:
        span = msgspec.structs.replace(span, **({"high": seen} if span.backward else {"low": seen}))
    return _keys(conn, span, limit)


def _keys(conn: sqlite3.Connection, span: Span, limit: int) -> list[Key]:
    """The first keys of a span in its direction.

    For a least severity each severity's index is walked by itself and the few first of each are merged: the
    planner would rather sort everything.
    """
    order = "DESC" if span.backward else "ASC"
    bounds = "time>=? AND time<=? AND (time, seq)>(?, ?) AND (time, seq)<(?, ?)"
    values = (span.low[0], span.high[0], *span.low, *span.high)
    if span.severity <= 0:
        statement = f"SELECT time, seq FROM events INDEXED BY events_time WHERE {bounds}"  # noqa: S608 - fixed words
        parameters: tuple[int, ...] = values
    else:
        each = f"""SELECT * FROM (SELECT time, seq FROM events INDEXED BY events_severity
            WHERE severity=? AND {bounds} ORDER BY time {order}, seq {order} LIMIT ?)"""  # noqa: S608 - fixed words
        severities = range(span.severity, int(Severity.CRITICAL) + 1)
        statement = " UNION ALL ".join([each] * len(severities))
        parameters = tuple(value for severity in severities for value in (severity, *values, limit))
    rows = conn.execute(f"{statement} ORDER BY time {order}, seq {order} LIMIT ?", (*parameters, limit))
    return rows.fetchall()


def _behind(conn: sqlite3.Connection, query: EventQuery, span: Span, keys: list[Key]) -> bool:
    """Whether events of the asked severity lie on the side of the window from which it began."""
    if span.backward and query.until is None and query.before is None:
        return False
    begin = keys[0] if keys else (span.high if span.backward else span.low)
    side = (
        Span(begin, _AFTER_ALL, span.severity, False)
        if span.backward
        else Span(_BEFORE_ALL, begin, span.severity, True)
    )
    return bool(_keys(conn, side, 1))


def _event(row: tuple[Any, ...], words: Words) -> Event:
    seq, stamp, time, node, source, kind, voice, severity, template, origin, text, attrs, key = row
    fields: dict[str, Any] = msgspec.json.decode(attrs) if attrs else {}
    if origin is not None:
        fields["file"] = words.name(origin)
    return Event(
        seq=seq,
        hlc=stamp,
        time=codec.to_seconds(time),
        node=words.name(node),
        source=words.name(source),
        kind=words.name(kind),
        voice=Voice(voice),
        severity=Severity(severity),
        template=words.template(template),
        fingerprint=words.fingerprint(key),
        text=text,
        attrs=fields,
    )

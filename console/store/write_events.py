"""Events on their way into the tables: rows, totals per minute, templates."""

import sqlite3
from collections import Counter
from collections.abc import Sequence

import msgspec

from console.model.batch import Batch
from console.model.event import Draft, Event
from console.store import codec
from console.store.names import Names, Tally, Templates

MINUTE_MS = 60_000

_EVENT = """INSERT INTO events(seq, hlc, time, node, source, kind, voice, severity, template, origin, text, attrs)
    VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"""
_EVENT_MINUTE = """INSERT INTO event_minutes(minute, severity, n) VALUES(?,?,?)
    ON CONFLICT(minute, severity) DO UPDATE SET n=n+excluded.n"""
_TEMPLATE_MINUTE = """INSERT INTO template_minutes(template, minute, n) VALUES(?,?,?)
    ON CONFLICT(template, minute) DO UPDATE SET n=n+excluded.n"""

_encode = msgspec.json.Encoder().encode


class EventTable:
    """Writes drafts as events with consecutive `seq`; only the writer's thread uses it, inside a transaction."""

    def __init__(self, names: Names, node: str) -> None:
        self._names = names
        self._templates = Templates()
        self._node = node

    def forget(self) -> None:
        """Drop what is remembered of the tables."""
        self._templates.forget()

    def write(
        self, conn: sqlite3.Connection, batches: Sequence[tuple[str, Batch]], seq: int, stamp: int
    ) -> tuple[Event, ...]:
        """Store the drafts of all batches; the first gets `seq` and `stamp`, the next ones follow."""
        drafts = [draft for _, batch in batches for draft in batch.events]
        if not drafts:
            return ()
        ids = self._templates.add(conn, _tallies(drafts))
        rows, events = self._rows(conn, drafts, ids, seq, stamp)
        conn.executemany(_EVENT, rows)
        _add_minutes(conn, drafts, ids)
        return events

    def _rows(
        self, conn: sqlite3.Connection, drafts: Sequence[Draft], ids: dict[str, int], seq: int, stamp: int
    ) -> tuple[list[tuple[object, ...]], tuple[Event, ...]]:
        name = self._names.id
        node = name(conn, self._node)
        rows: list[tuple[object, ...]] = []
        events: list[Event] = []
        for number, draft in enumerate(drafts):
            time = codec.to_ms(draft.time)
            attrs, origin = _split(draft)
            rows.append((
                seq + number, stamp + number, time, node, name(conn, draft.source), name(conn, draft.kind),
                int(draft.voice), int(draft.severity), ids.get(draft.template),
                None if origin is None else name(conn, origin), draft.text, attrs,
            ))  # fmt: skip
            events.append(_event(draft, seq + number, stamp + number, self._node, time))
        return rows, tuple(events)


def _event(draft: Draft, seq: int, stamp: int, node: str, time: int) -> Event:
    return Event(
        time=codec.to_seconds(time),
        source=draft.source,
        kind=draft.kind,
        voice=draft.voice,
        severity=draft.severity,
        text=draft.text,
        template=draft.template,
        attrs=draft.attrs,
        seq=seq,
        hlc=stamp,
        node=node,
    )


def _split(draft: Draft) -> tuple[str | None, str | None]:
    """The attributes as JSON without the file name, and the file name, which is interned."""
    attrs = draft.attrs
    if not attrs:
        return None, None
    origin = attrs.get("file")
    if not isinstance(origin, str):
        return _encode(attrs).decode(), None
    rest = {key: value for key, value in attrs.items() if key != "file"}
    return (_encode(rest).decode() if rest else None), origin


def lines(draft: Draft) -> int:
    """How many lines an event stands for: `attrs["count"]` where repeats were counted, else one."""
    count = draft.attrs.get("count")
    return count if isinstance(count, int) and count > 0 else 1


def _origin(draft: Draft) -> str:
    """The file a line came from, else its source; only for display."""
    origin = draft.attrs.get("file")
    return origin.encode(errors="replace").decode() if isinstance(origin, str) else draft.source


def _tallies(drafts: Sequence[Draft]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for draft in drafts:
        if not draft.template:
            continue
        time = codec.to_ms(draft.time)
        tally = tallies.get(draft.template)
        if tally is None:
            tallies[draft.template] = Tally(lines(draft), time, time, int(draft.severity), draft.text, _origin(draft))
            continue
        tally.n += lines(draft)
        tally.first = min(tally.first, time)
        tally.severity = max(tally.severity, int(draft.severity))
        if time >= tally.last:
            tally.last, tally.sample, tally.origin = time, draft.text, _origin(draft)
    return tallies


def _add_minutes(conn: sqlite3.Connection, drafts: Sequence[Draft], ids: dict[str, int]) -> None:
    severities: Counter[tuple[int, int]] = Counter()
    templates: Counter[tuple[int, int]] = Counter()
    for draft in drafts:
        minute = codec.to_ms(draft.time) // MINUTE_MS
        severities[minute, int(draft.severity)] += 1
        template = ids.get(draft.template)
        if template is not None:
            templates[template, minute] += lines(draft)
    conn.executemany(_EVENT_MINUTE, [(*key, n) for key, n in severities.items()])
    conn.executemany(_TEMPLATE_MINUTE, [(*key, n) for key, n in templates.items()])

"""Events on their way into the tables: rows, totals per minute, templates."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from console.model.batch import Batch
from console.model.event import Draft, Event
from console.store import codec
from console.store.names import Names, Tally, Templates

MINUTE_MS = 60_000

_EVENT = """INSERT INTO events(seq, hlc, time, node, source, kind, voice, severity, template, origin, text, attrs, key)
    VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"""
_EVENT_MINUTE = """INSERT INTO event_minutes(minute, severity, n) VALUES(?,?,?)
    ON CONFLICT(minute, severity) DO UPDATE SET n=n+excluded.n"""
_TEMPLATE_MINUTE = """INSERT INTO template_minutes(template, minute, n) VALUES(?,?,?)
    ON CONFLICT(template, minute) DO UPDATE SET n=n+excluded.n"""

_encode = msgspec.json.Encoder().encode

# A draft, its time in milliseconds, its attributes as JSON without the file name, the file name (interned), and how
# many lines it stands for: `attrs["count"]` where repeats were counted, else one.
Line = tuple[Draft, int, str | None, str | None, int]


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
        self,
        conn: sqlite3.Connection,
        batches: Sequence[tuple[str, Batch]],
        seq: int,
        stamp: int,
        keys: Mapping[str, int],
    ) -> tuple[Event, ...]:
        """Store the drafts of all batches; the first gets `seq` and `stamp`, the next ones follow.

        `keys` are the ids of the fingerprints among them.
        """
        lines = [_line(draft) for _, batch in batches for draft in batch.events]
        if not lines:
            return ()
        ids = self._templates.add(conn, _tallies(lines))
        rows = self._rows(conn, lines, ids, seq, stamp)
        conn.executemany(_EVENT, ((*row, keys.get(line[0].fingerprint)) for row, line in zip(rows, lines, strict=True)))
        _add_minutes(conn, lines, ids)
        return tuple(_event(line, seq + n, stamp + n, self._node) for n, line in enumerate(lines))

    def _rows(
        self, conn: sqlite3.Connection, lines: Sequence[Line], ids: dict[str, int], seq: int, stamp: int
    ) -> Iterator[tuple[object, ...]]:
        name = self._names.id
        node = name(conn, self._node)
        for number, (draft, time, attrs, origin, _) in enumerate(lines):
            yield (
                seq + number, stamp + number, time, node, name(conn, draft.source), name(conn, draft.kind),
                int(draft.voice), int(draft.severity), ids.get(draft.template),
                None if origin is None else name(conn, origin), draft.text, attrs,
            )  # fmt: skip


def _line(draft: Draft) -> Line:
    """Everything about a draft that is needed more than once."""
    attrs = draft.attrs
    if not attrs:
        return draft, codec.to_ms(draft.time), None, None, 1
    origin, count = attrs.get("file"), attrs.get("count")
    if isinstance(origin, str):
        attrs = dict(attrs)
        del attrs["file"]
    else:
        origin = None
    text = _encode(attrs).decode() if attrs else None
    return draft, codec.to_ms(draft.time), text, origin, count if isinstance(count, int) and count > 0 else 1


def _event(line: Line, seq: int, stamp: int, node: str) -> Event:
    draft = line[0]
    return Event(
        time=codec.to_seconds(line[1]),
        source=draft.source,
        kind=draft.kind,
        voice=draft.voice,
        severity=draft.severity,
        text=draft.text,
        template=draft.template,
        fingerprint=draft.fingerprint,
        attrs=draft.attrs,
        seq=seq,
        hlc=stamp,
        node=node,
    )


def _origin(line: Line) -> str:
    """The file a line came from, else its source; only for display."""
    origin = line[3]
    return line[0].source if origin is None else origin.encode(errors="replace").decode()


def _tallies(lines: Sequence[Line]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for line in lines:
        draft, time, _, _, n = line
        if not draft.template:
            continue
        tally = tallies.get(draft.template)
        if tally is None:
            tallies[draft.template] = Tally(n, time, time, int(draft.severity), draft.text, _origin(line))
            continue
        tally.n += n
        tally.first = min(tally.first, time)
        tally.severity = max(tally.severity, int(draft.severity))
        if time >= tally.last:
            tally.last, tally.sample, tally.origin = time, draft.text, _origin(line)
    return tallies


def _add_minutes(conn: sqlite3.Connection, lines: Sequence[Line], ids: dict[str, int]) -> None:
    severities: defaultdict[tuple[int, int], int] = defaultdict(int)
    templates: defaultdict[tuple[int, int], int] = defaultdict(int)
    for draft, time, _, _, n in lines:
        minute = time // MINUTE_MS
        severities[minute, draft.severity] += 1
        template = ids.get(draft.template)
        if template is not None:
            templates[template, minute] += n
    conn.executemany(_EVENT_MINUTE, [(minute, int(severity), n) for (minute, severity), n in severities.items()])
    conn.executemany(_TEMPLATE_MINUTE, [(*key, n) for key, n in templates.items()])

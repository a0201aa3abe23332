"""One transaction of the writer: batches of all kinds into all tables, together or not at all."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct

from console.model.batch import Batch
from console.model.event import Event
from console.model.source import SourceState
from console.store import write_caches, write_ci, write_states, write_testing
from console.store.audit import durable
from console.store.names import Names
from console.store.transaction import transaction
from console.store.write_catalogue import CatalogueTable
from console.store.write_events import EventTable
from console.store.write_measures import SampleTable, write_counts
from console.store.write_states import StateTable

T = TypeVar("T")

Batches = Sequence[tuple[str, Batch]]

_META = "INSERT INTO meta(key, value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value"


class Committed(Struct, frozen=True):
    """What a transaction changed: names of tables, and the events with their place; `first`..`last` is their `seq`.

    Without events `first` is one above `last`.
    """

    tables: frozenset[str]
    events: tuple[Event, ...] = ()
    first: int = 1
    last: int = 0


class Tables:
    """The writer's side of the database: what it remembers between transactions. For one thread only."""

    def __init__(self, node: str) -> None:
        self._names = Names()
        self._events = EventTable(self._names, node)
        self._samples = SampleTable()
        self._states = StateTable()
        self._catalogue = CatalogueTable(node, self._states)
        self._last_seq = 0

    def start(self, conn: sqlite3.Connection, project: str, node: str) -> int:
        """Read where the last engine stopped; returns the newest stamp it gave."""
        with transaction(conn):
            conn.executemany(_META, [("project", project), ("node", node)])
            stored = dict(conn.execute("SELECT key, value FROM meta WHERE key IN ('last_seq', 'last_hlc')").fetchall())
            seq, hlc = conn.execute(
                "SELECT max(seq), max(hlc) FROM (SELECT seq, hlc FROM events ORDER BY seq DESC LIMIT 1)"
            ).fetchone()
        self._last_seq = max(int(stored.get("last_seq", 0)), seq or 0)
        return max(int(stored.get("last_hlc", 0)), hlc or 0)

    def write(self, conn: sqlite3.Connection, batches: Batches, stamp: int, now: float) -> Committed:
        """Commit batches with stamps from `stamp` on; `now` is the time of the sign of life."""
        try:
            with transaction(conn):
                keys = self._catalogue.write(conn, batches, self._last_seq + 1, stamp)
                events = self._events.write(conn, batches, self._last_seq + 1, stamp, keys)
                changed = self._write_rest(conn, batches, stamp) | ({"clusters"} if keys else set())
                write_states.touch_sources(conn, {source for source, _ in batches}, now)
                last = self._last_seq + len(events)
                if events:
                    conn.executemany(_META, [("last_seq", last), ("last_hlc", stamp + len(events))])
        except BaseException:
            self.forget()
            raise
        first, self._last_seq = self._last_seq + 1, last
        tables = {"sources"} | changed | ({"events", "templates"} if events else set())
        return Committed(frozenset(tables), events, first, last)

    def write_source(self, conn: sqlite3.Connection, source: SourceState, stamp: int) -> None:
        """Commit how a source is, in a transaction of its own."""
        try:
            with transaction(conn):
                write_states.write_source(conn, self._states, source, stamp)
        except BaseException:
            self.forget()
            raise

    def decide(self, conn: sqlite3.Connection, rule: Callable[[sqlite3.Connection, StateTable], T]) -> T:
        """Change clusters in a transaction that is synced to the disk; what `rule` raises changes nothing."""
        try:
            with durable(conn):
                return rule(conn, self._states)
        finally:
            self.forget()

    def forget(self) -> None:
        """Read ids and states from the tables again: what is remembered may have been rolled back or removed."""
        self._names.forget()
        self._events.forget()
        self._samples.forget()
        self._states.forget()
        self._catalogue.forget()

    def _write_rest(self, conn: sqlite3.Connection, batches: Batches, stamp: int) -> set[str]:
        changed = set()
        counts = [count for _, batch in batches for count in batch.counts]
        if counts:
            write_counts(conn, self._names, counts)
            changed.add("counts")
        samples = [sample for _, batch in batches for sample in batch.samples]
        if samples:
            self._samples.write(conn, samples)
            changed.add("samples")
        if self._states.write(conn, [state for _, batch in batches for state in batch.states], stamp):
            changed.add("states")
        for news in [batch.ci for _, batch in batches if batch.ci is not None]:
            write_ci.write(conn, news)
            changed.add("ci")
        changed |= _write_testing(conn, batches)
        for source, batch in batches:
            write_states.write_progress(conn, source, batch.progress)
            if batch.progress:
                changed.add("progress")
        return changed


def _write_testing(conn: sqlite3.Connection, batches: Batches) -> set[str]:
    """What reports of tests and caches told; returns the tables."""
    changed = set()
    for news in [news for _, batch in batches for news in batch.tests]:
        write_testing.write(conn, news)
        changed.add("tests")
    looks = [look for _, batch in batches for look in batch.caches]
    if looks:
        write_caches.write(conn, looks)
        changed.add("caches")
    return changed

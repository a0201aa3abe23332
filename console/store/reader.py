"""The readers' side of the store: every pane, `show` and replay read through this, and change nothing.

Plain sqlite3, because asyncio and aiosqlite would double the start of `show`. A reader may be used by one thread
at a time. It follows when the store is replaced under it.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

import msgspec

from console.model.checkpoint import Checkpoint
from console.model.cluster import Cluster, Dossier, FailurePage, FailureQuery
from console.model.command import Command
from console.model.event import Event
from console.model.frame import EventPage, EventQuery, Frame, MinuteCounts, Series, TemplateCount
from console.model.job import Job
from console.model.plan import Item
from console.model.source import Health
from console.store import (
    audit,
    read_clusters,
    read_counts,
    read_events,
    read_frame,
    read_jobs,
    read_series,
    read_states,
    read_templates,
    read_vectors,
    schema,
)
from console.store.read_search import PatternError
from console.store.schema import SchemaError

__all__ = ["EarlyError", "OlderError", "PatternError", "ReadError", "Reader", "SchemaError"]

T = TypeVar("T")

BUSY_MS = 2000


class ReadError(Exception):
    """The store cannot be read: missing, damaged or denied; the message says which."""


class EarlyError(ReadError):
    """There is nothing to read so far: an engine that starts will make the store, or bring it up to date."""


class OlderError(EarlyError):
    """There is a store, of an older version; an engine that starts brings it up to date."""


class Reader:
    """Reads one store; opened at the first question, read-only.

    `now` is the wall clock that judges freshness, `monotonic` bounds searches. Every method raises ReadError when
    the store cannot be read and SchemaError when a newer program wrote it.
    """

    def __init__(
        self,
        path: str,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._now = now
        self._monotonic = monotonic
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._still = False

    def frame(
        self, at: float | None = None, previous: Frame | None = None, changed: frozenset[str] | None = None
    ) -> Frame:
        """Everything known at `at` (seconds since the epoch); None is live.

        With the live frame before and the names of the tables that changed since, only those are read again.
        """
        now = self._now()
        return self._ask(lambda conn: read_frame.frame(conn, now, at, previous, changed))

    def events(self, query: EventQuery) -> EventPage:
        """A window of events in the order of (time, seq). Raises PatternError for a pattern that is none."""
        return self._ask(lambda conn: read_events.page(conn, query, self._monotonic))

    def event(self, seq: int) -> Event | None:
        """One event, None when it was never stored or is no longer kept."""
        return self._ask(lambda conn: read_events.one(conn, seq))

    def incident(self, at: float, direction: int) -> float | None:
        """The time of the next (`direction` > 0) or previous (< 0) event of severity ERROR or above, strictly."""
        return self._ask(lambda conn: read_events.incident(conn, at, direction))

    def series(self, name: str, since: float, until: float, points: int) -> Series | None:
        """A measured series in a span of time with at most `points` points; None when there is none of that name."""
        return self._ask(lambda conn: read_series.series(conn, name, since, until, points))

    def minutes(self, since: float, until: float) -> tuple[MinuteCounts, ...]:
        """Lines by severity for each minute that touches the span, without gaps, oldest first."""
        first, last = int(since // 60), int(until // 60)
        return self._ask(lambda conn: read_counts.minutes(conn, first, last))

    def templates(self, at: float | None = None, limit: int = 50) -> tuple[TemplateCount, ...]:
        """The kinds of notable lines of the hour before `at`, most frequent first."""
        moment = self._now() if at is None else at
        return self._ask(lambda conn: read_templates.templates(conn, moment, limit))

    def clusters(self, at: float | None = None, limit: int = 50) -> tuple[Cluster, ...]:
        """The clusters of the hour before `at`, errors and the most frequent first, then those that stand open."""
        moment = self._now() if at is None else at
        return self._ask(lambda conn: read_clusters.clusters(conn, moment, live=at is None, limit=limit))

    def cluster_of(self, seq: int) -> int | None:
        """The cluster in which an event counts; None for one that is no failure."""
        return self._ask(lambda conn: read_events.cluster(conn, seq))

    def dossier(self, cluster: int, at: float | None = None) -> Dossier | None:
        """All that is known of a cluster; an id that was merged means the cluster it went to. None for no such id."""
        from console.store import read_dossier

        moment = self._now() if at is None else at
        return self._ask(lambda conn: read_dossier.dossier(conn, cluster, moment, live=at is None))

    def failures(self, query: FailureQuery) -> FailurePage:
        """Entries of the catalogue, newest first."""
        from console.store import read_failures

        return self._ask(lambda conn: read_failures.page(conn, query))

    def vectors(self, version: int) -> tuple[tuple[int, bytes], ...]:
        """The stored vectors of one version by cluster; see console.analysis.similar."""
        return self._ask(lambda conn: read_vectors.vectors(conn, version))

    def origins(self, source: str) -> frozenset[str]:
        """The files and other origins of the catalogue's entries that a source brought."""
        from console.store import read_failures

        return self._ask(lambda conn: read_failures.origins(conn, source))

    def keys(self, limit: int) -> tuple[tuple[str, str], ...]:
        """(fingerprint, text) of the keys made last, oldest first: the last line of its cluster, or the key's title."""
        return self._ask(lambda conn: read_clusters.keys(conn, limit))

    def counted(self) -> int:
        """How many occurrences were found in old material."""
        return self._ask(lambda conn: int(conn.execute("SELECT count(*) FROM counted").fetchone()[0]))

    def baseline(self, job: str, branch: str) -> bytes:
        """What the last passing run of a job printed, as it was stored; empty when none is known."""
        from console.store import endings

        return self._ask(lambda conn: endings.baseline(conn, job, branch))

    def health(self) -> Health | None:
        """What the engine said of itself last."""
        return self._ask(read_states.health)

    def commands(self, limit: int = 100) -> tuple[Command, ...]:
        """The last commands, newest first."""
        return self._ask(lambda conn: audit.newest(conn, limit))

    def jobs(self, ended: int | None = None) -> tuple[Job, ...]:
        """All jobs that are not over and the last `ended` of those that are (None: all of them), newest first."""
        return self._ask(lambda conn: read_jobs.shown(conn, -1 if ended is None else ended))

    def checkpoints(self, limit: int = -1) -> tuple[Checkpoint, ...]:
        """The last checkpoints, newest first; -1 means all."""
        from console.store import read_checkpoints

        return self._ask(lambda conn: read_checkpoints.newest(conn, limit))

    def plan(self) -> tuple[Item, ...]:
        """Everything in the plan, in the order it was put there."""
        from console.store import read_plan

        return self._ask(read_plan.items)

    def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What a question of the store's own modules (`read_...`) finds, in one snapshot."""
        return self._ask(question)

    def progress(self, source: str) -> dict[str, bytes]:
        """Where a source would resume."""
        return self._ask(lambda conn: read_states.progress(conn, source))

    def span(self) -> tuple[float, float] | None:
        """Between which moments there is something to see, in seconds; None in an empty store."""
        from console.store import recording

        return self._ask(recording.span)

    def version(self) -> int:
        """The schema's version."""
        return self._ask(schema.version)

    def close(self) -> None:
        """Let the store go; the next question opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        conn = self._current()
        try:
            conn.execute("BEGIN")  # one snapshot for all that a question reads
            try:
                return question(conn)
            finally:
                if conn.in_transaction:
                    conn.execute("ROLLBACK")
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            self.close()
            raise ReadError(f"the store cannot be read ({error})") from error

    def _current(self) -> sqlite3.Connection:
        try:
            status = os.stat(self._path)
        except OSError as error:
            self.close()
            raise EarlyError(f"there is no store at {self._path} ({error.strerror})") from error
        identity = (status.st_dev, status.st_ino)
        if self._connection is None or identity != self._identity or (self._still and _in_use(self._path)):
            self.close()
            self._connection, self._still = _open(self._path)
            self._identity = identity
        return self._connection


def _in_use(path: str) -> bool:
    """Whether the log beside the store holds something: a writer has it open, or was killed."""
    try:
        return os.path.getsize(f"{path}-wal") > 0
    except OSError:
        return False


def _open(path: str) -> tuple[sqlite3.Connection, bool]:
    """A read-only connection, and whether the file is read as it stands.

    That is done where SQLite cannot make its index beside the file (full disk, read-only folder) and nobody writes.
    """
    try:
        return _connect(path, "mode=ro"), False
    except sqlite3.Error as error:
        if _in_use(path):
            raise ReadError(f"the store cannot be opened ({error}: {path})") from error
    try:
        return _connect(path, "mode=ro&immutable=1"), True
    except sqlite3.Error as error:
        raise ReadError(f"the store cannot be opened ({error}: {path})") from error


def _connect(path: str, options: str) -> sqlite3.Connection:
    conn = sqlite3.connect(
        f"file:{quote(os.path.abspath(path))}?{options}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
    )
    try:
        conn.execute("PRAGMA query_only=ON")
        conn.execute("PRAGMA wal_autocheckpoint=0")
        found = schema.check(conn)
    except BaseException:
        conn.close()
        raise
    if found < schema.SCHEMA_VERSION:
        conn.close()
        if not found:
            raise EarlyError(f"the store is still empty ({path})")
        step = f"schema {found} of {schema.SCHEMA_VERSION}"
        raise OlderError(f"the store is of an older version ({step}); an engine brings it up to date ({path})")
    return conn

"""Connections to the database, transactions on them, and what its failures mean in words."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import aiosqlite

T = TypeVar("T")

BUSY_MS = 5000
CHECKPOINT_PAGES = 1000
WAL_LIMIT = 64 * 1024 * 1024

_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_READONLY: "the store is read-only",
    sqlite3.SQLITE_CANTOPEN: "the store cannot be opened",
    sqlite3.SQLITE_BUSY: "another process keeps the store busy",
    sqlite3.SQLITE_LOCKED: "another process keeps the store locked",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
    sqlite3.SQLITE_PERM: "access to the store is denied",
    sqlite3.SQLITE_PROTOCOL: "the store's lock is in disorder",
}


class StoreUnavailableError(Exception):
    """The store cannot be used right now; nothing of the transaction was kept, and trying again may work."""


class StoreCorruptError(StoreUnavailableError):
    """The database is damaged; the engine has to restart, so that the recovery sets it aside."""


def translate(error: sqlite3.Error) -> Exception:
    """The store's own error for one of sqlite3, or the same error when it is a defect of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreCorruptError(f"the store is damaged ({error})")
    if code in _REASONS:
        name = getattr(error, "sqlite_errorname", "")
        return StoreUnavailableError(f"{_REASONS[code]} ({name.lower()}: {error})")
    return error


def is_full(error: sqlite3.Error) -> bool:
    """Whether an error means that there is no room left."""
    return bool(getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL)


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """A write transaction: all of it is committed at the end, or nothing."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


def open_writable(path: str) -> sqlite3.Connection:
    """The writing connection: WAL, autocommit, the only one that checkpoints.

    Used from the writer's own thread; `check_same_thread` is off because the thread that closes may be another.
    """
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
    try:
        conn.execute("PRAGMA auto_vacuum=INCREMENTAL")  # before anything is written, else it has no effect
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("PRAGMA synchronous=NORMAL")
        conn.execute("PRAGMA secure_delete=FAST")
        conn.execute("PRAGMA cache_size=-8000")
        conn.execute("PRAGMA temp_store=MEMORY")
        conn.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        conn.execute(f"PRAGMA journal_size_limit={WAL_LIMIT}")
    except BaseException:
        conn.close()
        raise
    return conn


class WriterConnection(aiosqlite.Connection):
    """An aiosqlite connection that also runs a whole function on its thread: one hop a transaction, not one a row."""

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` with the connection on the writer's thread; cancelling the caller does not cut it short.

        Raises StoreUnavailableError (StoreCorruptError) for what the disk did.
        """

        def call() -> T:
            try:
                return work(self._conn)
            except sqlite3.Error as error:
                known = translate(error)
                if known is error:
                    raise
                raise known from error

        result: T = await self._execute(call)  # type: ignore[no-untyped-call]
        return result


async def connect(path: str) -> WriterConnection:
    """Open the writing connection on a thread of its own; close it, or the process cannot end."""
    connection = WriterConnection(lambda: open_writable(path), iter_chunk_size=1)
    try:
        await connection
    except sqlite3.Error as error:
        raise translate(error) from error
    return connection

"""Transactions on the database, and what its failures mean in words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

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

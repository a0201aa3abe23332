"""The writing connection, on a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import aiosqlite

from console.store.transaction import translate

T = TypeVar("T")

BUSY_MS = 5000
CHECKPOINT_PAGES = 1000
WAL_LIMIT = 64 * 1024 * 1024


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
    """An aiosqlite connection that also runs a whole function on its thread: one hop a transaction, not one a row.

    `stopped` is done when the thread has ended, after a failed start too.
    """

    stopped: asyncio.Future[None] | None = None

    def stop(self) -> asyncio.Future[None] | None:
        """Ask the thread to end."""
        self.stopped = super().stop()
        return self.stopped

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
        if connection.stopped is not None:
            await connection.stopped  # else the thread would answer to a loop that may be closed by then
        raise translate(error) from error
    return connection

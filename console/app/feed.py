"""Where frames and events come from: the store, read in a thread of its own so that the screen never waits."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from console.model.event import Event
from console.model.frame import EventPage, EventQuery, Frame, Series

if TYPE_CHECKING:
    import sqlite3

    from console.model.cluster import Dossier
    from console.model.where import Where
    from console.store.reader import Reader
    from console.text.excerpt import Excerpt

T = TypeVar("T")


class NothingYetError(Exception):
    """There is nothing to show so far, but an engine is about to make it; the message says what is missing."""


class Feed(Protocol):
    """What the app asks for. Times in seconds since the epoch, `at` None is now."""

    async def frame(self, at: float | None, previous: Frame | None, changed: frozenset[str] | None) -> Frame:
        """The frame of a moment; with `previous` only the `changed` tables are read again."""
        ...

    async def events(self, query: EventQuery) -> EventPage:
        """A window of events."""
        ...

    async def event(self, seq: int) -> Event | None:
        """One event, None when it is no longer kept."""
        ...

    async def incident(self, at: float, *, forward: bool) -> float | None:
        """The time of the next or previous event of severity ERROR or above."""
        ...

    async def series(self, name: str, since: float, until: float, points: int) -> Series | None:
        """One series between two moments in about `points` points; None when it was never measured."""
        ...

    async def excerpt(self, event: Event) -> "Excerpt | None":
        """The raw lines around a log event; None for an event that does not come from a file."""
        ...

    async def dossier(self, cluster: int, at: float | None = None) -> "Dossier | None":
        """All that is known of a cluster; None when there is none of that number."""
        ...

    async def output(self, job: int, attempt: int) -> str:
        """The end of what an attempt printed; empty where nothing is kept."""
        ...

    async def where(self, now: float, since: float | None) -> "Where":
        """Where the work stands `now`, and what became of it `since`."""
        ...

    async def close(self) -> None:
        """Stop reading."""
        ...


class StoreFeed:
    """A feed from a store or a recording; `open_reader` runs in the feed's thread, as every read does.

    `jobs` is the folder of the jobs' attempts, empty for a recording.
    """

    def __init__(self, open_reader: Callable[[], "Reader"], jobs: str = "") -> None:
        self._jobs = jobs
        self._pool = ThreadPoolExecutor(1, "reader")
        self._reader: Future[Reader] = self._pool.submit(open_reader)

    def first(self, at: float | None) -> Future[Frame]:
        """Begin to read the first frame before there is an event loop."""
        return self._pool.submit(lambda: self._reader.result().frame(at))

    async def frame(self, at: float | None, previous: Frame | None, changed: frozenset[str] | None) -> Frame:
        """The frame of a moment; with `previous` only the `changed` tables are read again. Raises NothingYetError."""
        return await self._ask(lambda reader: _frame(reader, at, previous, changed))

    async def events(self, query: EventQuery) -> EventPage:
        """A window of events."""
        return await self._ask(lambda reader: reader.events(query))

    async def event(self, seq: int) -> Event | None:
        """One event, None when it is no longer kept."""
        return await self._ask(lambda reader: reader.event(seq))

    async def incident(self, at: float, *, forward: bool) -> float | None:
        """The time of the next or previous event of severity ERROR or above."""
        return await self._ask(lambda reader: reader.incident(at, 1 if forward else -1))

    async def series(self, name: str, since: float, until: float, points: int) -> Series | None:
        """One series between two moments in about `points` points; None when it was never measured."""
        return await self._ask(lambda reader: reader.series(name, since, until, points))

    async def excerpt(self, event: Event) -> "Excerpt | None":
        """The raw lines around a log event; None for an event that does not come from a file."""
        file, offset = event.attrs.get("file"), event.attrs.get("offset")
        if not isinstance(file, str) or not isinstance(offset, int):
            return None
        body = event.attrs.get("body")
        length = len(body.encode()) if isinstance(body, str) else 0
        return await self._ask(lambda _reader: _excerpt(file, offset, length))

    async def dossier(self, cluster: int, at: float | None = None) -> "Dossier | None":
        """All that is known of a cluster; None when there is none of that number."""
        return await self._ask(lambda reader: reader.dossier(cluster, at))

    async def output(self, job: int, attempt: int) -> str:
        """The end of what an attempt printed; empty where nothing is kept."""
        return await self._ask(lambda _reader: _output(os.path.join(self._jobs, str(job), str(attempt))))

    async def where(self, now: float, since: float | None) -> "Where":
        """Where the work stands `now`, and what became of it `since`."""
        return await self._ask(lambda reader: reader.ask(lambda conn: _where(conn, now, since)))

    async def close(self) -> None:
        """Stop reading; what runs ends first."""
        self._pool.submit(self._end)
        await asyncio.get_running_loop().run_in_executor(None, self._pool.shutdown)

    def _end(self) -> None:
        if self._reader.exception() is None:
            self._reader.result().close()

    async def _ask(self, question: Callable[["Reader"], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: question(self._reader.result()))


def _frame(reader: "Reader", at: float | None, previous: Frame | None, changed: frozenset[str] | None) -> Frame:
    from console.store.reader import EarlyError

    try:
        return reader.frame(at, previous, changed)
    except EarlyError as error:
        raise NothingYetError(str(error)) from error


def _where(conn: "sqlite3.Connection", now: float, since: float | None) -> "Where":
    import psutil

    from console.store.where import where

    return where(conn, now, since, psutil.boot_time())


def _excerpt(file: str, offset: int, length: int) -> "Excerpt":
    from console.text import excerpt

    return excerpt.read(file, offset, length=length)


def _output(folder: str) -> str:
    from console.actions.attempt import Attempt
    from console.actions.output import tail

    return tail(Attempt(folder).output())

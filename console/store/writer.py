"""The one writer of the store: everything the engine keeps goes through it, on a thread of its own."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from console.model import hlc
from console.model.command import Command, CommandState
from console.model.hlc import HybridClock
from console.model.source import Health, SourceState
from console.store import audit, codec, schema, studies, write_states
from console.store.ballast import Ballast
from console.store.connection import WriterConnection, connect
from console.store.decide import Decided, Request, UndecidedError, decide
from console.store.marks import Marks
from console.store.presence import Presence
from console.store.schema import SchemaError
from console.store.tables import Batches, Committed, Tables
from console.store.transaction import StoreCorruptError, StoreUnavailableError, is_full
from console.store.undo import undo

__all__ = [
    "Committed", "Decided", "Request", "SchemaError", "StoreCorruptError", "StoreUnavailableError", "UndecidedError",
    "Writer",
]  # fmt: skip

T = TypeVar("T")


class Writer:
    """Commits batches, sources, health and commands; `open` makes one.

    Every method that writes commits one transaction and raises StoreUnavailableError, with nothing kept, when the
    disk does not let it; the same call may succeed later. Stamps come from the hybrid clock it was given.
    """

    def __init__(
        self, path: str, connection: WriterConnection, clock: HybridClock, node: str, ballast: Ballast
    ) -> None:
        self._path = path
        self._connection = connection
        self._clock = clock
        self._tables = Tables(node)
        self._ballast = ballast
        self._marks = Marks(path)
        self._presence: Presence | None = None
        self._gave_up = False

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know about the disk."""
        return ("the disk was full: the room kept back for that is used up, free some soon",) if self._gave_up else ()

    @classmethod
    async def open(
        cls, path: str, clock: HybridClock, node: str, *, project: str = "", ballast: Ballast | None = None
    ) -> "Writer":
        """Open or create the store at `path` and bring it to the newest schema.

        Run `recovery.recover` before. Raises StoreUnavailableError, StoreCorruptError, SchemaError.
        """
        _create_private(path)
        connection = await connect(path)
        kept_back = ballast or Ballast(os.path.join(os.path.dirname(path), "ballast"))
        writer = cls(path, connection, clock, node, kept_back)
        try:
            await writer._start(project, node)
        except BaseException:
            await connection.close()
            raise
        return writer

    async def _start(self, project: str, node: str) -> None:
        await self._run(schema.migrate)
        self._clock.resume(await self._run(lambda conn: self._tables.start(conn, project, node)))
        stamp = self._clock.now()
        await self._run(lambda conn: write_states.close_sources(conn, stamp))
        try:
            self._marks.opened()
            self._presence = Presence(self._path)
        except OSError as error:
            raise StoreUnavailableError(f"the state directory cannot be written ({error.strerror})") from error

    def condemn(self, problem: str) -> NoReturn:
        """The store was found damaged, and is set aside at the next start. Raises StoreCorruptError."""
        with suppress(OSError):
            self._marks.damaged()
        raise StoreCorruptError(f"the store is damaged ({problem})")

    async def write(self, batches: Batches) -> Committed:
        """Commit batches of (source, batch) in one transaction: what was learned and the progress together."""
        stamp = self._clock.reserve(sum(len(batch.events) for _, batch in batches) + 1)
        now = hlc.seconds(stamp)
        return await self._run(lambda conn: self._tables.write(conn, batches, stamp, now))

    async def resume(self, source: str) -> dict[str, bytes]:
        """Where a source resumes: the progress it committed last, by key."""
        return await self._run(lambda conn: write_states.read_progress(conn, source))

    async def set_source(self, source: SourceState) -> None:
        """Keep how a source is; changes of it are kept as a state over time too."""
        stamp = self._clock.now()
        await self._run(lambda conn: self._tables.write_source(conn, source, stamp))

    async def set_health(self, health: Health) -> None:
        """Keep what the engine says of itself; the newest replaces the one before."""
        value = codec.pack(health)
        await self._run(lambda conn: audit.write_health(conn, value))

    async def accept(self, name: str, args: dict[str, Any], who: str) -> Command:
        """Keep a command before it is acknowledged; it is on the disk (fdatasync) when this returns."""
        time = codec.to_seconds(codec.to_ms(hlc.seconds(self._clock.now())))
        return await self._run(lambda conn: audit.accept(conn, name, args, who, time))

    async def finish(self, command: int, state: CommandState, outcome: str) -> None:
        """Keep what became of a command, as durably as the command."""
        time = hlc.seconds(self._clock.now())
        await self._run(lambda conn: audit.finish(conn, command, state, outcome, time))

    async def decide(self, request: Request) -> Decided:
        """Carry out what somebody decided about clusters; on the disk when this returns. Raises UndecidedError."""
        stamp = self._clock.now()
        return await self._run(
            lambda conn: self._tables.decide(conn, lambda inside, states: decide(inside, states, request, stamp))
        )

    async def undo(self, decision: int | None) -> Decided:
        """Take a decision back, the newest one for None; on the disk when this returns. Raises UndecidedError."""
        stamp = self._clock.now()
        return await self._run(
            lambda conn: self._tables.decide(conn, lambda inside, states: undo(inside, states, decision, stamp))
        )

    async def set_cause(self, head: int, members: tuple[int, ...], why: str) -> int:
        """Let clusters share a cause that `head` stands for; returns how many are new to it."""
        stamp = self._clock.now()
        return await self._run(
            lambda conn: self._tables.decide(
                conn, lambda inside, states: studies.set_cause(inside, states, head, members, why, stamp)
            )
        )

    async def aside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run something short on the writer's thread that touches nothing the writer remembers of the tables."""
        return await self._run(work)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run maintenance on the writer's thread; it brings its own transactions and should be short.

        What the writer remembers of the tables is read again afterwards.
        """

        def maintain(conn: sqlite3.Connection) -> T:
            try:
                return work(conn)
            finally:
                self._tables.forget()
                if self._ballast.load():
                    self._gave_up = False

        return await self._run(maintain)

    async def close(self) -> None:
        """Finish what was begun, move the log into the database, and close it."""
        await self._connection.close()
        self._marks.closed()

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def attempt(conn: sqlite3.Connection) -> T:
            self._look()
            try:
                return work(conn)
            except sqlite3.Error as error:
                if not (is_full(error) and self._ballast.release()):
                    raise
            self._gave_up = True
            return work(conn)

        try:
            return await self._connection.run(attempt)
        except StoreCorruptError:
            with suppress(OSError):  # without the mark the next start's own check has to find it
                self._marks.damaged()
            raise

    def _look(self) -> None:
        """Raise StoreCorruptError when the file is no longer what was opened."""
        try:
            problem = self._presence.problem() if self._presence else ""
        except OSError as error:
            raise StoreUnavailableError(f"the store cannot be looked at ({error.strerror})") from error
        if problem:
            raise StoreCorruptError(f"the store is damaged ({problem})")


def _create_private(path: str) -> None:
    """Create the file 0600 before SQLite would do so with the umask; its log and index take over the mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
    except OSError as error:
        raise StoreUnavailableError(f"the store cannot be opened ({error.strerror}: {path})") from error

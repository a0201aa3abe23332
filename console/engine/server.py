"""The engine's end of the link: greets, takes commands, and tells every client what changed."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import msgspec

from console import link
from console.model.command import Command
from console.model.source import Health

Execute = Callable[[str, dict[str, Any], str], Awaitable[Command]]

COALESCE = 0.2
FAREWELL = 2.0
UNSEEN = frozenset({"progress"})
SIGNS_OF_LIFE = frozenset({"sources"})


class _Client:
    """One connection; `pending` are the tables it has not been told of yet.

    `told` is when (the loop's seconds) it was last told of anything, under True of something urgent.
    """

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.pending: set[str] = set()
        self.told = {True: float("-inf"), False: float("-inf")}
        self.noticed: tuple[str, ...] = ()
        self.watching: bool | None = None  # None for what is no console
        self.timer: asyncio.TimerHandle | None = None
        self.idle = asyncio.Event()
        self.idle.set()


class LinkServer:
    """Serves the socket at `path` (0600); `execute` runs a command durably, `health` tells how the engine is."""

    def __init__(self, path: str, schema: int, execute: Execute, health: Callable[[], Health]) -> None:
        self._path = path
        self._greeting = link.Greeting(schema=schema, pid=os.getpid())
        self._execute = execute
        self._health = health
        self._clients: set[_Client] = set()
        self._server: asyncio.Server | None = None
        self._notices: tuple[str, ...] = ()

    @property
    def watchers(self) -> int:
        """How many connected clients are consoles that somebody looks at."""
        return sum(client.watching is True for client in self._clients)

    @property
    def unseen(self) -> bool:
        """Whether consoles are open and nobody looks at any of them."""
        return not self.watchers and any(client.watching is False for client in self._clients)

    @property
    def clients(self) -> int:
        """How many clients are connected."""
        return len(self._clients)

    async def start(self) -> None:
        """Bind and listen; a socket left by a killed engine is replaced (the caller holds the lock)."""
        with suppress(FileNotFoundError):
            os.unlink(self._path)
        with link.short_path(self._path) as short:
            self._server = await asyncio.start_unix_server(self._serve, short, limit=link.MAX_LINE)
        os.chmod(self._path, 0o600)

    async def stop(self) -> None:
        """Give the answers that are still owed, close every connection and remove the socket."""
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*(self._dismiss(client) for client in list(self._clients)))
        with suppress(FileNotFoundError):
            os.unlink(self._path)

    async def _dismiss(self, client: _Client) -> None:
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(FAREWELL):
                await client.idle.wait()
                if client.pending:
                    self._flush(client)
                client.writer.close()
                await client.writer.wait_closed()

    def announce(self, tables: frozenset[str], notices: tuple[str, ...]) -> None:
        """Tell every client that these tables changed: what comes after a pause at once, bursts five times a second.

        Urgent news does not wait for the end of a burst that is not. A mere sign of life travels with the next real
        news.
        """
        self._notices = notices
        for client in self._clients:
            client.pending |= tables - UNSEEN
            if client.noticed != notices or tables - UNSEEN - SIGNS_OF_LIFE:
                self._plan(client, urgent=link.ALERTS in tables)

    def _plan(self, client: _Client, *, urgent: bool) -> None:
        """Tell a client now or when its burst allows it, whichever of its news is due first."""
        loop = asyncio.get_running_loop()
        due = client.told[urgent] + COALESCE
        if due <= loop.time():
            self._flush(client)
        elif client.timer is None or due < client.timer.when():
            self._cancel(client)
            client.timer = loop.call_at(due, self._flush, client)

    def _flush(self, client: _Client) -> None:
        loop = asyncio.get_running_loop()
        self._cancel(client)
        if client.writer.transport.get_write_buffer_size() >= link.MAX_LINE:
            client.timer = loop.call_later(COALESCE, self._flush, client)
            return
        client.told |= {urgent: loop.time() for urgent in (False, link.ALERTS in client.pending)}
        client.noticed = self._notices
        client.writer.write(link.line(link.Reply(changed=tuple(sorted(client.pending)), notices=self._notices)))
        client.pending.clear()

    def _cancel(self, client: _Client) -> None:
        if client.timer is not None:
            client.timer.cancel()
            client.timer = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(writer)
        try:
            if link.peer_uid(writer.get_extra_info("socket")) != os.getuid():
                return
            writer.write(link.line(self._greeting))
            link.parse_greeting(await reader.readline())
            self._clients.add(client)
            while raw := await reader.readline():
                client.idle.clear()
                await self._answer(client, raw)
                client.idle.set()
        except (ConnectionError, link.LinkError, ValueError):
            return  # a client that breaks the protocol loses its connection, nothing else
        finally:
            self._clients.discard(client)
            self._cancel(client)
            writer.close()

    async def _answer(self, client: _Client, raw: bytes) -> None:
        try:
            request = msgspec.json.decode(raw, type=link.Request)
        except msgspec.DecodeError as error:
            client.writer.write(link.line(link.Reply(id=-1, error=f"not understood: {error}")))
            return
        if request.watching is not None:
            client.watching = request.watching
        if request.id:
            client.writer.write(link.line(await self._reply(request)))
            await client.writer.drain()

    async def _reply(self, request: link.Request) -> link.Reply:
        if request.health:
            return link.Reply(id=request.id, health=self._health())
        try:
            command = await self._execute(request.command, request.args, request.who)
        except Exception as error:  # noqa: BLE001 - the asker is told; the link must not die of one command
            return link.Reply(id=request.id, error=f"{request.command}: {error}")
        return link.Reply(id=request.id, command=command)

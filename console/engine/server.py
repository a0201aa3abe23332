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

COALESCE = 0.03
FAREWELL = 2.0
UNSEEN = frozenset({"progress"})
SIGNS_OF_LIFE = frozenset({"sources"})


class _Client:
    """One connection; `pending` are the tables it has not been told of yet."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.pending: set[str] = set()
        self.watching = False
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
        return sum(client.watching for client in self._clients)

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
        """Tell every client that these tables changed; bursts within 30 ms become one line.

        A mere sign of life travels with the next real news.
        """
        news = notices != self._notices
        self._notices = notices
        for client in self._clients:
            client.pending |= tables - UNSEEN
            if client.timer is None and (news or tables - UNSEEN - SIGNS_OF_LIFE):
                self._flush(client, news)

    def _flush(self, client: _Client, news: bool = False) -> None:
        client.timer = None
        if not client.pending and not news:
            return
        if client.writer.transport.get_write_buffer_size() < link.MAX_LINE:
            reply = link.Reply(changed=tuple(sorted(client.pending)), notices=self._notices)
            client.writer.write(link.line(reply))
            client.pending.clear()
        client.timer = asyncio.get_running_loop().call_later(COALESCE, self._flush, client)

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
            if client.timer is not None:
                client.timer.cancel()
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

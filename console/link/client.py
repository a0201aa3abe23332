"""A console's lasting end of the link: news from the engine, commands to it."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct

from console import link
from console.model.command import Command
from console.model.source import Health


class Changed(Struct, frozen=True):
    """News: these tables have new rows; `notices` are what a person should know now."""

    tables: frozenset[str]
    notices: tuple[str, ...] = ()


class Link:
    """One connection to the engine. Make it with `connect`; iterate `changes()` in one task, ask from any."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, greeting: link.Greeting
    ) -> None:  # fmt: skip
        self.greeting = greeting
        self._reader = reader
        self._writer = writer
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[link.Reply]] = {}

    @classmethod
    async def connect(cls, path: str) -> "Link":
        """Greet the engine at `path`; raises LinkError when none answers or it speaks another protocol."""
        try:
            with link.short_path(path) as short:
                reader, writer = await asyncio.open_unix_connection(short, limit=link.MAX_LINE)
        except OSError as error:
            raise link.LinkError(f"no engine answers at {path}: {error.strerror or error}") from error
        try:
            writer.write(link.line(link.Greeting(pid=os.getpid())) + link.line(link.Request(watching=True)))
            return cls(reader, writer, link.parse_greeting(await reader.readline()))
        except (OSError, ValueError, link.LinkError) as error:
            writer.close()
            raise link.LinkError(f"the engine at {path} hung up: {error}") from error

    async def changes(self) -> AsyncIterator[Changed]:
        """News until the engine is gone; answers to commands are delivered on the way."""
        try:
            while raw := await self._reader.readline():
                reply = msgspec.json.decode(raw, type=link.Reply)
                if reply.id:
                    self._deliver(reply)
                else:
                    yield Changed(frozenset(reply.changed), reply.notices or ())
        except (OSError, ValueError):
            return  # a broken line ends the connection like a closed one: the owner connects again
        finally:
            self._abandon()

    async def command(self, name: str, args: dict[str, Any] | None = None) -> Command:
        """Have a command written down and executed; returns it with its outcome.

        Raises LinkError when the engine goes meanwhile.
        """
        reply = await self._ask(link.Request(id=next(self._ids), command=name, args=args or {}, who=link.who()))
        if reply.command is None:
            raise link.LinkError(reply.error or f"{name}: the engine gave no outcome")
        return reply.command

    async def health(self) -> Health:
        """How the engine is at this moment, also when its store cannot be written."""
        reply = await self._ask(link.Request(id=next(self._ids), health=True))
        if reply.health is None:
            raise link.LinkError(reply.error or "the engine gave no health")
        return reply.health

    def watching(self, value: bool) -> None:
        """Tell the engine whether somebody looks (the terminal has the focus)."""
        self._writer.write(link.line(link.Request(watching=value)))

    async def close(self) -> None:
        """Hang up."""
        self._abandon()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _ask(self, request: link.Request) -> link.Reply:
        future: asyncio.Future[link.Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request.id] = future
        try:
            self._writer.write(link.line(request))
            await self._writer.drain()
            return await future
        except OSError as error:
            raise link.LinkError(f"the engine hung up: {error}") from error
        finally:
            self._waiting.pop(request.id, None)

    def _deliver(self, reply: link.Reply) -> None:
        future = self._waiting.get(reply.id)
        if future is not None and not future.done():
            future.set_result(reply)

    def _abandon(self) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(link.LinkError("the engine is gone"))

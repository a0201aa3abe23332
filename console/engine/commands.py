"""Executes what people and programs ask for; every request is on the disk before it runs, and its outcome after."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from console.bus import Channel
from console.model.command import Command, CommandState
from console.store.writer import Writer

Handler = Callable[[Command], Awaitable[str]]


class RefusedError(Exception):
    """The command cannot be carried out as asked; the message says why."""


class FailedError(Exception):
    """The command was begun and did not succeed; the message says why, in words for a person."""


class Asked(Struct, frozen=True):
    """A request and the one who waits for its outcome."""

    name: str
    args: dict[str, Any]
    who: str
    done: asyncio.Future[Command]


class Commands:
    """The commands this engine knows: each room of the engine brings a table of them, by name."""

    def __init__(self, asked: Channel[Asked], writer: Writer, rooms: Iterable[Mapping[str, Handler]]) -> None:
        self._asked = asked
        self._requests = asked.subscribe("executor")
        self._writer = writer
        self._handlers = {name: handler for room in rooms for name, handler in room.items()}

    async def execute(self, name: str, args: dict[str, Any], who: str) -> Command:
        """Write the command down, carry it out, write down what became of it; returns it with its outcome."""
        done: asyncio.Future[Command] = asyncio.get_running_loop().create_future()
        await self._asked.put(Asked(name, args, who, done))
        return await done

    async def run(self) -> None:
        """Carry out what is asked until cancelled; a long command does not hold up the next."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                for asked in await self._requests.take():
                    tasks.create_task(self._answer(asked))

    async def _answer(self, asked: Asked) -> None:
        try:
            command = await self._execute(asked)
        except Exception as error:  # noqa: BLE001 - the asker receives it
            if not asked.done.done():
                asked.done.set_exception(error)
        else:
            if not asked.done.done():
                asked.done.set_result(command)

    async def _execute(self, asked: Asked) -> Command:
        command = await self._writer.accept(asked.name, asked.args, asked.who)
        try:
            outcome, state = await self._carry_out(command), CommandState.DONE
        except RefusedError as error:
            outcome, state = str(error), CommandState.REFUSED
        except FailedError as error:
            outcome, state = str(error), CommandState.FAILED
        except Exception as error:  # noqa: BLE001 - the failure is the outcome, stored and told to the asker
            outcome, state = f"{type(error).__name__}: {error}", CommandState.FAILED
        await self._writer.finish(command.id, state, outcome)
        return replace(command, state=state, outcome=outcome)

    async def _carry_out(self, command: Command) -> str:
        handler = self._handlers.get(command.name)
        if handler is None:
            raise RefusedError(f"unknown command {command.name}; known are {', '.join(sorted(self._handlers))}")
        return await handler(command)

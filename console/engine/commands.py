"""Executes what people and programs ask for; every request is on the disk before it runs, and its outcome after."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from console.bus import Channel
from console.engine.housekeeping import Housekeeping
from console.engine.supervise import Supervisor
from console.model.command import Command, CommandState
from console.store.writer import Writer

Handler = Callable[[dict[str, Any]], Awaitable[str]]


class RefusedError(Exception):
    """The command cannot be carried out as asked; the message says why."""


class Asked(Struct, frozen=True):
    """A request and the one who waits for its outcome."""

    name: str
    args: dict[str, Any]
    who: str
    done: asyncio.Future[Command]


class Commands:
    """The commands this engine knows. `stop` ends the engine."""

    def __init__(
        self,
        asked: Channel[Asked],
        writer: Writer,
        supervisors: Mapping[str, Supervisor],
        housekeeping: Housekeeping,
        stop: Callable[[], None],
    ) -> None:
        self._asked = asked
        self._requests = asked.subscribe("executor")
        self._writer = writer
        self._supervisors = supervisors
        self._housekeeping = housekeeping
        self._stop = stop
        self._handlers: dict[str, Handler] = {
            "engine.stop": self._engine_stop,
            "engine.backup": self._engine_backup,
            "source.restart": self._source_restart,
        }

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
            outcome, state = await self._carry_out(asked.name, asked.args), CommandState.DONE
        except RefusedError as error:
            outcome, state = str(error), CommandState.REFUSED
        except Exception as error:  # noqa: BLE001 - the failure is the outcome, stored and told to the asker
            outcome, state = f"{type(error).__name__}: {error}", CommandState.FAILED
        await self._writer.finish(command.id, state, outcome)
        return replace(command, state=state, outcome=outcome)

    async def _carry_out(self, name: str, args: dict[str, Any]) -> str:
        handler = self._handlers.get(name)
        if handler is None:
            raise RefusedError(f"unknown command {name}; known are {', '.join(sorted(self._handlers))}")
        return await handler(args)

    async def _engine_stop(self, _args: dict[str, Any]) -> str:
        self._stop()
        return "the engine stops"

    async def _engine_backup(self, _args: dict[str, Any]) -> str:
        return f"verified copy written: {await self._housekeeping.backup()}"

    async def _source_restart(self, args: dict[str, Any]) -> str:
        supervisor = self._supervisors.get(str(args.get("name", "")))
        if supervisor is None:
            raise RefusedError(f"no source {args.get('name')!r}; there are {', '.join(sorted(self._supervisors))}")
        supervisor.restart()
        return f"source {args['name']} starts again"

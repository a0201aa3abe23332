"""Writing to the store from a verb: there is one writer, the engine where it runs."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

import click

from console import link
from console.model.command import CommandState
from console.store import statedir

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from console.model.batch import Batch

ANSWER = 120.0

Write = Callable[["Batch"], Awaitable[None]]


def writing(project: str, state: statedir.StateDir, source: str) -> AbstractAsyncContextManager[Write]:
    """A function that commits a batch: through the engine that runs, else as the one writer oneself.

    Raises StateError when the state directory cannot be used; ClickException when the store cannot be written.
    """
    try:
        lock = statedir.hold(state.lock)
    except OSError as error:
        raise statedir.StateError(f"the state directory cannot be locked ({error.strerror}: {state.lock})") from error
    return _through_engine(state) if lock is None else _alone(project, state, lock, source)


@asynccontextmanager
async def _through_engine(state: statedir.StateDir) -> "AsyncIterator[Write]":
    spool = os.path.join(state.root, "spool")
    os.makedirs(spool, mode=0o700, exist_ok=True)
    name = f"dig-{os.getpid()}-{time.time_ns()}.json"

    async def write(batch: "Batch") -> None:
        await asyncio.to_thread(_hand_over, state.socket, spool, name, batch)

    yield write


def _hand_over(socket: str, spool: str, name: str, batch: "Batch") -> None:
    """Lay a batch into the spool and have the engine take it."""
    import msgspec

    with open(os.path.join(spool, name), "wb", opener=_private) as file:
        file.write(msgspec.json.encode(batch))
    request = link.Request(id=1, command="catalogue.take", args={"name": name}, who=link.who())
    try:
        reply = link.ask(socket, request, timeout=ANSWER)[1]
    except link.LinkError as error:
        raise click.ClickException(f"{error}; what was found so far is kept") from error
    command = reply.command if reply else None
    if command is None or command.state is not CommandState.DONE:
        said = command.outcome if command else reply.error if reply else "it gave no answer"
        raise click.ClickException(f"the engine did not take what was found: {said}")


@asynccontextmanager
async def _alone(project: str, state: statedir.StateDir, lock: int, source: str) -> "AsyncIterator[Write]":
    from console.model.hlc import HybridClock
    from console.store.recovery import recover
    from console.store.writer import StoreUnavailableError, Writer

    try:
        for notice in recover(state.store, state.backups).notices:
            click.echo(notice, err=True)
        writer = await Writer.open(state.store, HybridClock(time.time), state.node, project=project)
        try:

            async def write(batch: "Batch") -> None:
                await writer.write([(source, batch)])

            yield write
        finally:
            await writer.close()
    except StoreUnavailableError as error:
        raise click.ClickException(str(error)) from error
    finally:
        os.close(lock)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

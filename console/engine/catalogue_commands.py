"""The command that takes what was dug up: batches too large for the link lie in a spool of the state directory."""

import os
import re
from collections.abc import Awaitable, Callable

import msgspec
from msgspec.structs import replace

from console.engine.commands import Handler, RefusedError
from console.model.batch import Batch
from console.model.command import Command

MOST_BYTES = 64 * 1024 * 1024
SOURCE = "dig"

_NAME = re.compile(r"[a-z0-9-]{1,64}\.json")

Deliver = Callable[[str, Batch], Awaitable[None]]


class CatalogueCommands:
    """Hands spooled batches on with `deliver`, which returns after the commit; what lies in the spool before is old."""

    def __init__(self, spool: str, deliver: Deliver) -> None:
        self._spool = spool
        self._deliver = deliver
        for name in os.listdir(spool) if os.path.isdir(spool) else ():
            os.unlink(os.path.join(spool, name))

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"catalogue.take": self._take}

    async def _take(self, command: Command) -> str:
        name = command.args.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise RefusedError(f"{name!r} is no name of a spooled batch")
        path = os.path.join(self._spool, name)
        batch = _read(path)
        await self._deliver(SOURCE, replace(batch, events=(), counts=(), samples=(), states=()))
        os.unlink(path)
        return f"{len(batch.found)} occurrences taken"


def _read(path: str) -> Batch:
    """A spooled batch. Raises RefusedError."""
    try:
        with open(path, "rb", opener=_no_follow) as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RefusedError(f"{os.path.basename(path)} cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise RefusedError(f"{os.path.basename(path)} is too large")
    try:
        return msgspec.json.decode(data, type=Batch)
    except msgspec.MsgspecError as error:
        raise RefusedError(f"{os.path.basename(path)} is no batch: {error}") from error


def _no_follow(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)

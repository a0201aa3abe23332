"""The commands about clusters: what people decide, each durable, undoable, and told to every console."""

from typing import Any

from console.bus import Channel
from console.engine.commands import Handler, RefusedError
from console.model.command import Command
from console.store.decide import DECISIONS
from console.store.writer import Committed, Decided, Request, UndecidedError, Writer
from console.text.clean import clean
from console.text.redact import redact_text

TEXT_LIMIT = 400
CHANGED = frozenset({"clusters"})


class ClusterCommands:
    """Decides about clusters through the writer; `committed` hears of every change.

    Arguments: `cluster` (id); `into` (id) for a merge, `fingerprint` for a split, `name` for a new name, `note` for an
    acknowledgement or a resolution, `decision` (number, else the newest) for an undo.
    """

    def __init__(self, writer: Writer, committed: Channel[Committed]) -> None:
        self._writer = writer
        self._committed = committed

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"cluster.undo": self._undo, **dict.fromkeys(DECISIONS, self._decide)}

    async def _decide(self, command: Command) -> str:
        args = command.args
        request = Request(
            what=command.name,
            cluster=_number(args, "cluster"),
            who=command.who,
            time=command.time,
            into=_number(args, "into") if command.name == "cluster.merge" else 0,
            fingerprint=str(args.get("fingerprint", "")),
            text=_text(args.get("name" if command.name == "cluster.rename" else "note", "")),
        )
        try:
            return self._told(await self._writer.decide(request))
        except UndecidedError as error:
            raise RefusedError(str(error)) from error

    async def _undo(self, command: Command) -> str:
        try:
            return self._told(
                await self._writer.undo(_number(command.args, "decision") if "decision" in command.args else None)
            )
        except UndecidedError as error:
            raise RefusedError(str(error)) from error

    def _told(self, decided: Decided) -> str:
        self._committed.publish(Committed(tables=CHANGED))
        return decided.words


def _number(args: dict[str, Any], name: str) -> int:
    """A number among the arguments. Raises RefusedError."""
    value = args.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:18])
    if not isinstance(value, int) or isinstance(value, bool):
        raise RefusedError(f"{name} has to be a number, not {value!r}")
    if not 0 <= value < 1 << 62:
        raise RefusedError(f"{name} {value} is out of range")
    return value


def _text(value: object) -> str:
    return redact_text(clean(str(value)))[:TEXT_LIMIT].strip()

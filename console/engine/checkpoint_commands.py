"""The commands about checkpoints."""

import os
import re

import msgspec

from console.engine.checkpoint_parts import Parts
from console.engine.checkpoints import CheckpointKeeper, new_token
from console.engine.circumstances import Occasion
from console.engine.commands import FailedError, Handler, RefusedError
from console.model.checkpoint import Origin, Part
from console.model.command import Command

_TOKEN = re.compile(r"[0-9a-z]{8,64}")


class CheckpointCommands:
    """`token` names a request that may come again; paths are bytes written as Latin-1, below the project."""

    def __init__(self, keeper: CheckpointKeeper, parts: Parts) -> None:
        self._keeper = keeper
        self._parts = parts

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"checkpoint.take": self._take, "checkpoint.restore": self._restore}

    async def _take(self, command: Command) -> str:
        """Arguments: `message`, `cwd`, `environment`, `step` of the plan, `token`."""
        asked = command.args
        given = asked.get("environment")
        environment = {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
        message, cwd, step = str(asked.get("message", "")), str(asked.get("cwd", "")), asked.get("step") or 0
        if not isinstance(step, int):
            raise RefusedError("name a step of the plan by its number")
        occasion = Occasion(
            origin=Origin.ASKED, who=command.who, message=message, cwd=cwd, environment=environment, step=step
        )
        taken = await self._keeper.take(occasion, _token(command))
        out = f", {taken.left_out} left out" if taken.left_out else ""
        return f"checkpoint {taken.id} holds {taken.files} {'file' if taken.files == 1 else 'files'}{out}"

    async def _restore(self, command: Command) -> str:
        """Arguments: `checkpoint` (its number), `only` (a list of paths), `with` (names of parts), `files`, `token`."""
        args = command.args
        number, only, files = args.get("checkpoint"), args.get("only") or [], args.get("files", True)
        if not isinstance(number, int) or not isinstance(only, list):
            raise RefusedError("name a checkpoint by its number, and paths in a list")
        wanted, held = _parts(args.get("with") or []), await self._keeper.held(number)
        paths, token = tuple(_path(path) for path in only), _token(command)
        if files:
            before, outcome = await self._keeper.restore(number, paths, command.who, token)
        else:
            before, outcome = await self._keeper.before_restore(number, command.who, token), None
        brought = await self._parts.bring_back(held, wanted, command.who)
        words = (outcome.done.words(), *outcome.notes) if outcome else ("no file was touched",)
        said = "; ".join((f"back at checkpoint {number}: {words[0]}", *words[1:], *brought, _undo(before, wanted)))
        if outcome and outcome.problems:
            path, why = outcome.problems[0]
            more = f" and {len(outcome.problems) - 1} more" if len(outcome.problems) > 1 else ""
            raise FailedError(f"{said}; not everything: {os.fsdecode(path)!r} ({why}){more}")
        return said


def _parts(names: object) -> tuple[Part, ...]:
    try:
        return msgspec.convert(names, tuple[Part, ...])
    except msgspec.ValidationError as error:
        raise RefusedError(f"a checkpoint holds {', '.join(Part)} beside its files") from error


def _undo(before: int, wanted: tuple[Part, ...]) -> str:
    beside = f" --with {','.join(wanted)}" if wanted else ""
    return f"undo with `kontrapunkt restore {before}{beside}`"


def _token(command: Command) -> str:
    """The asker's name for the request, else a new one. Raises RefusedError for one that could be more than a name."""
    given = command.args.get("token")
    if given is None:
        return new_token()
    if not isinstance(given, str) or not _TOKEN.fullmatch(given):
        raise RefusedError(f"{given!r} is no token")
    return given


def _path(value: object) -> bytes:
    try:
        return str(value).encode("latin-1")
    except UnicodeEncodeError as error:
        raise RefusedError(f"{value!r} is no path") from error

"""The commands about the engine itself: stop it, copy its store, start a source again."""

from collections.abc import Callable, Mapping

from console.engine.commands import Handler, RefusedError
from console.engine.housekeeping import Housekeeping
from console.engine.supervise import Supervisor
from console.model.command import Command


class OwnCommands:
    """`stop` ends the engine."""

    def __init__(
        self, supervisors: Mapping[str, Supervisor], housekeeping: Housekeeping, stop: Callable[[], None]
    ) -> None:
        self._supervisors = supervisors
        self._housekeeping = housekeeping
        self._stop = stop

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {
            "engine.stop": self._engine_stop,
            "engine.backup": self._engine_backup,
            "source.restart": self._source_restart,
        }

    async def _engine_stop(self, _command: Command) -> str:
        self._stop()
        return "the engine stops"

    async def _engine_backup(self, _command: Command) -> str:
        return f"verified copy written: {await self._housekeeping.backup()}"

    async def _source_restart(self, command: Command) -> str:
        name = command.args.get("name")
        supervisor = self._supervisors.get(str(name or ""))
        if supervisor is None:
            raise RefusedError(f"no source {name!r}; there are {', '.join(sorted(self._supervisors))}")
        supervisor.restart()
        return f"source {name} starts again"

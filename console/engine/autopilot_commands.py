"""The commands of the autopilot: begin a stretch within bounds, and end it."""

from collections.abc import Callable
from typing import Any

from console.engine.autopilot import Autopilot
from console.engine.autopilot_words import on_words
from console.engine.commands import Handler, RefusedError
from console.model.autopilot import Scope, Stretch
from console.model.breaker import Moment
from console.model.command import Command

LONGEST, MOST = 86_400.0, 100


class AutopilotCommands:
    """`autopilot.start` with `seconds`, `most`, `scope` and the `token` of a request that may come again; `.stop`."""

    def __init__(self, autopilot: Autopilot, moment: Callable[[], Moment]) -> None:
        self._autopilot = autopilot
        self._moment = moment

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"autopilot.start": self._start, "autopilot.stop": self._stop}

    async def _start(self, command: Command) -> str:
        args = command.args
        wanted = Stretch(
            id=0, scope=_scope(args.get("scope", Scope.FAILURES.value)), most=int(_number(args, "most", MOST)),
            span=_number(args, "seconds", LONGEST), began=self._moment(), who=command.who,
            token=str(args.get("token", "")),
        )  # fmt: skip
        flight = await self._autopilot.start(wanted)
        return on_words(flight, flight.stretch.left(self._moment()))

    async def _stop(self, command: Command) -> str:
        return await self._autopilot.stop(f"{command.who} stopped it")


def _number(args: dict[str, Any], name: str, most: float) -> float:
    value = args.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= most:
        raise RefusedError(f"{name} has to be a number from 1 to {most:g}, not {value!r}")
    return float(value)


def _scope(value: object) -> Scope:
    try:
        return Scope(str(value))
    except ValueError:
        raise RefusedError(f"{value!r} is no scope; there are {', '.join(Scope)}") from None

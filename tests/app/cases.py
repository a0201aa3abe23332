"""Tests of actions by id, and the other end of the engine's link."""

from collections.abc import Awaitable, Callable

from console.model.command import Command, CommandState
from tests.app.support import Bench

Case = Callable[[Bench], Awaitable[None]]
CASES: dict[str, tuple[Case, dict]] = {}


def case(*ids: str, **given):
    def register(test: Case) -> Case:
        for one in ids:
            CASES[one] = (test, given)
        return test

    return register


class EngineLink:
    """The other end of the link, as far as commands go."""

    def __init__(self, state: CommandState = CommandState.DONE) -> None:
        self.state = state
        self.commands: list[tuple[str, dict]] = []

    async def command(self, name, args=None):
        self.commands.append((name, args))
        return Command(id=1, time=0.0, name=name, args=args or {}, who="jk", state=self.state, outcome="well done")

    def watching(self, value):
        pass

    async def close(self):
        pass


def connected(bench: Bench) -> EngineLink:
    link = EngineLink()
    bench.app.refresher.link = link
    bench.desk.connected = True
    return link


async def typed(bench: Bench, text: str) -> None:
    names = {
        " ": "space",
        ":": "colon",
        ".": "full_stop",
        "-": "minus",
        "!": "exclamation_mark",
        "(": "left_parenthesis",
    }
    await bench.press(*(names.get(c, c) for c in text))

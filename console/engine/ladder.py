"""The degradation ladder: what is done instead of what is broken, visible while it lasts, and refusable."""

import asyncio
import sqlite3

from msgspec.structs import replace

from console.bus import Channel
from console.engine.commands import Handler, RefusedError
from console.engine.queue.ledger import Ledger
from console.model.clock import Clock
from console.model.command import Command
from console.model.ruling import Workaround
from console.store import read_decisions, write_decisions
from console.store.writer import Committed

CHANGED = frozenset({"workarounds"})
OWN = frozenset({"store", "analysis worker", "ci"})
"""Those that the engine takes when a part of its own is broken."""


class Ladder:
    """Remembers every workaround that is taken, through restarts; those who take one undo it when it is over.

    Commands: `workaround.refuse` and `workaround.allow` with its `name`.
    """

    def __init__(self, ledger: Ledger, committed: Channel[Committed], clock: Clock) -> None:
        self._ledger = ledger
        self._committed = committed
        self._clock = clock
        self._taken: dict[str, Workaround] = {}
        self._turn = asyncio.Lock()

    @property
    def taken(self) -> tuple[Workaround, ...]:
        """All of them, by name."""
        return tuple(self._taken[name] for name in sorted(self._taken))

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know: each workaround, and those that were refused."""
        return tuple(map(words, self.taken))

    async def load(self) -> None:
        """Take over what an earlier engine took."""
        kept = await self._ledger.ask(read_decisions.workarounds)
        self._taken = {one.name: one for one in kept}

    async def take(self, name: str, instead: str, replaces: str, until: str) -> None:
        """Say that this is done instead of that, until something happens; taken already, it stays as it is."""
        async with self._turn:
            if name in self._taken:
                return
            made = Workaround(name=name, instead=instead, replaces=replaces, since=self._clock.now(), until=until)
            await self._put(made)

    async def undo(self, name: str) -> None:
        """Say that it is over."""
        async with self._turn:
            if self._taken.pop(name, None) is not None:
                await self._ledger.ask(lambda conn: write_decisions.drop_workaround(conn, name))
                self._committed.publish(Committed(tables=CHANGED))

    def takes(self, name: str) -> bool:
        """Whether a workaround is taken now, refused or not."""
        return name in self._taken

    def refused(self, name: str) -> bool:
        """Whether a person does not want it while it would last."""
        known = self._taken.get(name)
        return known is not None and known.refused

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"workaround.refuse": self._refuse, "workaround.allow": self._allow}

    async def _refuse(self, command: Command) -> str:
        return await self._mark(command, refused=True)

    async def _allow(self, command: Command) -> str:
        return await self._mark(command, refused=False)

    async def _mark(self, command: Command, *, refused: bool) -> str:
        name = str(command.args.get("name", ""))
        async with self._turn:
            known = self._taken.get(name)
            if known is None and name in OWN:
                raise RefusedError(f"{name}: there is no other way; it ends by itself")
            if known is None:
                have = ", ".join(sorted(self._taken)) or "none"
                raise RefusedError(f"there is no workaround {name!r}; there are: {have}")
            await self._put(replace(known, refused=refused))
        return words(self._taken[name])

    async def _put(self, workaround: Workaround) -> None:
        def write(conn: sqlite3.Connection) -> None:
            write_decisions.put_workaround(conn, workaround)

        await self._ledger.ask(write)
        self._taken[workaround.name] = workaround
        self._committed.publish(Committed(tables=CHANGED))


def words(one: Workaround) -> str:
    """A workaround as a sentence."""
    refused = ", which you refused" if one.refused else ""
    return f"{one.name}: {one.instead} instead of {one.replaces}, until {one.until}{refused}"

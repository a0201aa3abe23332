"""The breakers of this project: one for each thing that work depends on, in the store, asked before every call."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from console.actions.breaker import Call, Limits, ask, ease, hold, record, release, reset, trip
from console.actions.breaker.machine import Random, left, settled
from console.bus import Channel
from console.engine.commands import Handler, RefusedError
from console.engine.ladder import Ladder
from console.engine.queue.ledger import Ledger
from console.model.breaker import Answer, Breaker, BreakerState, Moment
from console.model.clock import Clock
from console.model.command import Command
from console.model.settings import BreakerSettings
from console.store import breakers as table
from console.store.horizon import Uptime, uptime
from console.store.writer import Committed
from console.text.clean import clean
from console.text.redact import redact_text

T = TypeVar("T")
Freed = Callable[[str], None]
"""Is told a dependency that may be used again."""

CHANGED = frozenset({"breakers"})
LONGEST_KEY = 200
TOOL = "tool"
"""The first word of the keys of checkers."""


class Breakers:
    """Asks and tells the breakers. `freed` hears of every one that closes, `ladder` of what is done meanwhile.

    `random` spreads how long breaks last.
    Commands: `breaker.hold` and `breaker.reset` with its `key`; a hold may say `why`.
    """

    def __init__(
        self,
        ledger: Ledger,
        committed: Channel[Committed],
        clock: Clock,
        settings: BreakerSettings,
        ladder: Ladder,
        random: Random,
        run: Callable[[], Uptime] = uptime,
    ) -> None:
        self._ledger = ledger
        self._committed = committed
        self._clock = clock
        self._limits = Limits(
            calls=settings.calls, failures=settings.failures, slow=settings.slow, slow_s=settings.slow_s
        )
        self._ladder = ladder
        self._run = run
        self._random = random
        self._freed: list[Freed] = []

    def hear(self, freed: Freed) -> None:
        """Tell this too when a dependency may be used again."""
        self._freed.append(freed)

    def moment(self) -> Moment:
        """Now, as breakers and budgets measure it."""
        run = self._run()
        return Moment(self._clock.now(), run.seconds, run.boot)

    async def load(self) -> None:
        """Bring what an earlier engine, or an earlier boot, left into the time of this one."""
        now = self.moment()
        for breaker in await self._ledger.ask(table.every):
            await self._step(breaker.key, lambda one: (settled(one, now), None))

    async def allow(self, key: str, token: str = "") -> Answer:
        """Ask for leave to use a dependency; `token` names the asker. What a person refused to wait for is allowed."""
        if self._ladder.refused(_name(key)):
            return Answer(allowed=True, why=f"waiting for {key} was refused")
        now = self.moment()
        return await self._step(key, lambda breaker: ask(breaker, now, token or "somebody", self._limits))

    async def record(
        self, key: str, ok: bool, seconds: float | None = None, probe: str = "", retry_after: float | None = None
    ) -> None:
        """Tell how a call ended, and give the probe back where it was one."""
        now, call = self.moment(), Call(ok=ok, seconds=seconds, probe=probe, retry_after=retry_after)
        await self._step(key, lambda one: (record(one, call, now, self._limits, self._random), None))

    async def release(self, key: str, probe: str) -> None:
        """Give a probe back that told nothing of the dependency."""
        await self._step(key, lambda breaker: (release(breaker, probe), None))

    async def trip(self, key: str, why: str, pause: float) -> None:
        """Open a breaker because what it guards hurts; renewed when half of the `pause` (seconds) is over."""
        now = self.moment()

        def step(one: Breaker) -> tuple[Breaker, None]:
            lasting = one.state is BreakerState.OPEN and left(one, now, self._limits) > pause / 2
            return (one if lasting else trip(one, why, now, pause)), None

        await self._step(key, step)

    async def clear(self, key: str) -> None:
        """Close a breaker, since what it waited for is there."""
        await self._step(key, lambda breaker: (reset(breaker), None))

    async def ease(self, key: str) -> None:
        """Let one asker try what had been tripped."""
        now = self.moment()
        await self._step(key, lambda one: (ease(one, now), None))

    async def broken(self) -> tuple[str, ...]:
        """The keys of all that are not closed."""
        return tuple(b.key for b in await self._ledger.ask(table.every) if b.state is not BreakerState.CLOSED)

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"breaker.hold": self._hold, "breaker.reset": self._reset}

    async def _hold(self, command: Command) -> str:
        key, now = _key(command), self.moment()
        reason = redact_text(clean(str(command.args.get("why") or "no reason given")))[:LONGEST_KEY]
        why = f"held by {command.who}: {reason}"
        await self._step(key, lambda breaker: (hold(breaker, why, now), None))
        return f"{key} is held until it is reset"

    async def _reset(self, command: Command) -> str:
        key = _key(command)
        known = {breaker.key for breaker in await self._ledger.ask(table.every)}
        if key not in known:
            raise RefusedError(f"nothing is known of {key}; there are: {', '.join(sorted(known)) or 'none'}")
        await self._step(key, lambda breaker: (reset(breaker), None))
        return f"{key} may be used again"

    async def _step(self, key: str, step: Callable[[Breaker], tuple[Breaker, T]]) -> T:
        """Let a breaker take a step in the store, and tell what came of it."""
        seen: list[Breaker] = []

        def watched(before: Breaker) -> tuple[Breaker, T]:
            after, said = step(before)
            seen[:] = before, after
            return after, said

        def work(conn: sqlite3.Connection) -> T:
            return table.change(conn, key, watched)

        said = await self._ledger.ask(work)
        if seen[0] != seen[1]:
            await self._tell(*seen)
        return said

    async def _tell(self, before: Breaker, after: Breaker) -> None:
        self._committed.publish(Committed(tables=CHANGED))
        closed = after.state is BreakerState.CLOSED
        if closed and before.state is not BreakerState.CLOSED:
            await self._ladder.undo(_name(after.key))
            for freed in self._freed:
                freed(after.key)
        elif not closed and before.state is BreakerState.CLOSED:
            until = "it is reset by hand" if after.state is BreakerState.HELD else _returns(after.key)
            await self._ladder.take(_name(after.key), _meanwhile(after), "running into the same failure", until)


def _meanwhile(breaker: Breaker) -> str:
    """What is done while something is broken: a checker's work is left out, all else waits for what it needs."""
    kind, _, name = breaker.key.partition(" ")
    if kind == TOOL and name:
        return f"what {name} checks is skipped ({breaker.why})"
    return f"what depends on {breaker.key} waits ({breaker.why})"


def _returns(key: str) -> str:
    kind, _, name = key.partition(" ")
    return f"{name} runs again" if kind == TOOL and name else f"{key} answers again"


def _name(key: str) -> str:
    """What the workaround for a broken dependency is called."""
    return f"breaker {key}"


def _key(command: Command) -> str:
    key = str(command.args.get("key", "")).strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise RefusedError(f"a dependency's name is 1 to {LONGEST_KEY} printable characters")
    return key

"""Conducts a drill: sets the stage, puts every run through the queue, watches what is made of it, cleans up."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from random import Random

from msgspec import Struct

from console.drill.catalogue import choose
from console.drill.finding import Finding
from console.drill.kind import Kind, Run
from console.drill.limits import modes_bind
from console.drill.mend import Mending, mend
from console.drill.own_engine import OwnEngine, own_engine
from console.drill.scratch import Scratch
from console.drill.servers import Servers
from console.drill.watch import Watch
from console.model.clock import Clock
from console.store.reader import Reader

LOOK = 1.0
QUIET = 12.0
"""Seconds without anything new, once every run is over, after which nothing more is expected."""

Tell = Callable[[str], None]


class Order(Struct, frozen=True, kw_only=True):
    """What is drilled: these kinds, so many waves of them, in the order that `seed` gives; mended as well?"""

    kinds: tuple[Kind, ...]
    waves: int = 1
    seed: int = 0
    mending: bool = False


class Outcome(Struct, frozen=True, kw_only=True):
    """Everything that was found; `skipped` are the kinds this machine cannot run, each with the reason."""

    findings: tuple[Finding, ...]
    mendings: tuple[Mending, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


def conduct(order: Order, clock: Clock, tell: Tell) -> Outcome:
    """Drill in a scratch directory that is gone afterwards, however this ends; `tell` hears how far it has come.

    Raises EngineError, StageError, LinkError, OSError.
    """
    scratch = Scratch.make()
    try:
        with Servers(scratch.home) as servers:
            return _drill(scratch, order, servers.words, clock, tell)
    finally:
        scratch.remove()


def _drill(scratch: Scratch, order: Order, words: dict[str, str], clock: Clock, tell: Tell) -> Outcome:
    choice = choose(order.kinds, scratch.env, enforced=modes_bind())
    for name, reason in choice.skipped:
        tell(f"skipped {name}: {reason}")
    random = Random(order.seed)  # noqa: S311 - an order that can be had again, not a secret
    waves = range(1, order.waves + 1)
    tell(f"setting the stage for {len(choice.kinds)} kinds, {order.waves} times")
    runs = [run for wave in waves for run in scratch.stage_wave(choice.kinds, wave, words, random)]
    findings = asyncio.run(_watched(scratch, runs, clock, tell))
    mendings = tuple(mend(finding, scratch.env) for finding in _first_fixable(findings)) if order.mending else ()
    return Outcome(findings=tuple(findings), mendings=mendings, skipped=choice.skipped)


def _first_fixable(findings: Sequence[Finding]) -> list[Finding]:
    """The first run of every kind that a command mends."""
    first = {finding.run.kind.name: finding for finding in reversed(findings) if finding.run.kind.fix}
    return list(first.values())[::-1]


async def _watched(scratch: Scratch, runs: Sequence[Run], clock: Clock, tell: Tell) -> list[Finding]:
    """Run everything through the queue of an engine of our own, until nothing more is to be expected."""
    async with own_engine(scratch, clock) as engine:
        tell(f"{len(runs)} runs go into the queue")
        numbers = await _enqueue(engine, runs)
        with closing(Reader(engine.state.store)) as reader:
            watch = Watch(reader, numbers, clock)
            await _follow(engine, watch, clock, tell)
            return await asyncio.to_thread(watch.findings)


async def _enqueue(engine: OwnEngine, runs: Sequence[Run]) -> dict[int, Run]:
    """Put the runs into the queue in their order; those that come after another kind after that of their folder."""
    numbers: dict[int, Run] = {}
    heads: dict[tuple[str, str], int] = {}
    for run in runs:
        before = heads.get((run.kind.after, run.folder), 0)
        number = await engine.add(run, before)
        heads[run.kind.name, run.folder] = number
        numbers[number] = run
    return numbers


async def _follow(engine: OwnEngine, watch: Watch, clock: Clock, tell: Tell) -> None:
    """Look whenever the engine tells of something new, until all is known or nothing new comes. Raises EngineError."""
    known, since = watch.known, clock.monotonic()
    while not watch.complete:
        await asyncio.to_thread(watch.look)
        if watch.known != known:
            known, since = watch.known, clock.monotonic()
            tell(f"{watch.waited_for} runs are not over, {known} things known")
        if watch.over and clock.monotonic() - since > QUIET:
            return
        await engine.news(LOOK)

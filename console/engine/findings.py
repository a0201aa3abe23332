"""The online analysts at work: budgets, patterns and pain, fed with what is committed; what they find is told."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import closing
from typing import Any

from msgspec.structs import replace

from console.analysis.budget import RateBudget
from console.analysis.pain import PainSignal, overall
from console.analysis.pain.causes import gather
from console.analysis.pain.telling import Louder
from console.analysis.patterns import Patterns, load_rules
from console.analysis.patterns.adapt import of_event, of_sample
from console.bus import Channel
from console.engine.commands import Handler, RefusedError
from console.engine.found import Found
from console.engine.objectives import left
from console.engine.tidings import SOURCE, of_budget, of_pain, of_pattern, word
from console.model.batch import Batch, State
from console.model.budget import Budget
from console.model.clock import Clock
from console.model.command import Command
from console.model.event import Draft, Event, Severity, Voice
from console.model.frame import EventQuery
from console.model.pain import Gate, Pain
from console.model.pattern import Pattern, Record
from console.model.settings import BudgetSettings, Settings
from console.store.reader import Reader
from console.store.statedir import StateDir
from console.store.tables import Batches
from console.store.writer import Committed

TICK = 10.0
STORED = 60.0
RECENT = 900.0
"""What was found in material older than this (seconds) is no news."""
FUTURE = 120.0
"""Seconds that an event may lie ahead; what lies further would make everything until then seem late."""
REMEMBERED = 4000

log = logging.getLogger(__name__)

Deliver = Callable[[str, Batch], Awaitable[None]]


class Findings:
    """Feeds the analysts and hands over what they find as quiet events in the third voice, and as states.

    `deliver` returns after the commit. `files` are rule files besides the built-in rules; what is wrong with them is
    among the `notices`. `store` is the path from which the last hours are remembered. `found` carries every look to
    whoever acts on it, `objectives` gives the budgets that others follow. Raises ReadError.

    Commands: `pain.ack` with the `scope` that somebody sees to, without one all of them.
    """

    def __init__(
        self,
        committed: Channel[Committed],
        deliver: Deliver,
        clock: Clock,
        *,
        store: str,
        node: str,
        settings: BudgetSettings,
        found: Channel[Found],
        files: tuple[str, ...] = (),
        objectives: Callable[[], tuple[Budget, ...]] = tuple,
    ) -> None:
        rules, problems = load_rules(files)
        self._problems = tuple(problem.text() for problem in problems)
        self._failed = 0
        self._found = found
        self._objectives = objectives
        self._committed = committed.subscribe(SOURCE)
        self._deliver = deliver
        self._clock = clock
        self._node = node
        self._budget = RateBudget(limit=settings.errors_per_hour, window=settings.window_hours * 3600)
        self._patterns = Patterns(rules)
        self._signal = PainSignal()
        self._louder = Louder()
        self._gates: dict[str, Gate] = {}
        self._stored = float("-inf")
        self._held: tuple[object, ...] = ()
        self._remember(store)
        self._told = word(self._budget.findings(clock.now()))

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("analysts", self._listen()), (SOURCE, self._look())]

    @classmethod
    def of(
        cls,
        project: str,
        state: StateDir,
        settings: Settings,
        committed: Channel[Committed],
        found: Channel[Found],
        deliver: Deliver,
        clock: Clock,
        objectives: Callable[[], tuple[Budget, ...]],
    ) -> "Findings":
        """The analysts of a project as it is configured; rule files are named from the project. Raises ReadError."""
        files = tuple(os.path.join(project, file) for file in settings.rules.files)
        return cls(
            committed, deliver, clock, store=state.store, node=state.node, settings=settings.budget, found=found,
            files=files, objectives=objectives,
        )  # fmt: skip

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        failed = (f"{self._failed} records could not be analysed, see the engine's log",) if self._failed else ()
        return (*self._problems, *failed)

    def measured(self, batches: Batches) -> Batches:
        """Show the analysts the samples in what is about to be written; returns the same batches."""
        try:
            for sample in (sample for _, batch in batches for sample in batch.samples):
                self._patterns.observe(of_sample(sample))
        except Exception:
            log.exception("a sample could not be analysed")
            self._failed += 1
        return batches

    def observe(self, record: Record) -> None:
        """Take what another analyst found, such as a forecast, as the rules would see it."""
        self._patterns.observe(record)

    async def tick(self) -> None:
        """Look at everything once, and tell what is new."""
        now = self._clock.now()
        budget = self._budget.findings(now)
        patterns = self._patterns.findings(now)
        budgets = (budget, *self._objectives())
        pains = self._signal.tick(gather(patterns, budgets), now)
        self._found.publish(Found(at=now, budgets=budgets, patterns=patterns, pains=pains))
        events = [*self._of_patterns(now), *self._of_budget(budget), *self._of_pain(pains)]
        louder = bool(self._louder.news(pains))
        states = self._states(budget, patterns, pains, now, news=bool(events) or louder)
        if events or states:
            samples = (left(budget, now),) if states else ()
            await self._deliver(SOURCE, Batch(events=tuple(events), states=states, samples=samples))

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"pain.ack": self._acknowledge}

    def probed(self, scope: str, passed: bool) -> None:
        """How the one probe of a scope ended that had calmed."""
        self._signal.probe(scope, self._clock.now(), passed=passed)

    async def _acknowledge(self, command: Command) -> str:
        wanted = str(command.args.get("scope", "")).strip()
        hurting = [scope for scope in self._gates if wanted in ("", scope)]
        seen = sum(self._signal.acknowledge(scope, self._clock.now()) for scope in hurting)
        if not seen:
            raise RefusedError(self._painless(wanted))
        return f"acknowledged {seen} causes of {', '.join(hurting)}; it still hurts, but grows no more"

    def _painless(self, wanted: str) -> str:
        """Why there is nothing that somebody could see to."""
        known = ", ".join(sorted(self._gates))
        if not wanted or not known:
            return "nothing hurts, so there is nothing to see to"
        return f"there is no pain named {wanted!r}; there are {known}"

    async def _look(self) -> None:
        while True:
            await self._clock.sleep(TICK)
            await self.tick()

    async def _listen(self) -> None:
        while True:
            for committed in await self._committed.take():
                for event in committed.events:
                    self._see(event)
                await asyncio.sleep(0)

    def _see(self, event: Event) -> None:
        """No event, however odd, may hold up the others."""
        if event.voice is Voice.HAND or event.time > self._clock.now() + FUTURE:
            return
        try:
            self._budget.observe(event)
            for record in of_event(event, self._node):
                self._patterns.observe(record)
        except Exception:
            log.exception("an event could not be analysed")
            self._failed += 1

    def _remember(self, store: str) -> None:
        """The budget goes on where the last engine stopped."""
        since = self._clock.now() - self._budget.window
        query = EventQuery(until=self._clock.now(), min_severity=Severity.ERROR, limit=REMEMBERED)
        with closing(Reader(store)) as reader:
            for event in reader.events(query).events:
                if event.time >= since:
                    self._budget.observe(event)

    def _of_patterns(self, now: float) -> list[Draft]:
        """What began or got worse lately; what ended is told by the states."""
        return [of_pattern(one) for one in self._patterns.news() if one.active and one.since >= now - RECENT]

    def _of_budget(self, budget: Budget) -> list[Draft]:
        """A change of the word or of the alarms."""
        told, self._told = self._told, word(budget)
        return [] if told == self._told else [of_budget(budget)]

    def _of_pain(self, pains: tuple[Pain, ...]) -> list[Draft]:
        """A gate that moved."""
        gates = {one.scope: one.gate for one in pains}
        moved = [one for one in pains if one.gate is not self._gates.get(one.scope, Gate.OPEN)]
        self._gates = gates
        return list(map(of_pain, moved))

    def _states(
        self, budget: Budget, patterns: tuple[Pattern, ...], pains: tuple[Pain, ...], now: float, *, news: bool
    ) -> tuple[State, ...]:
        """What holds, where it changed: at once with news, else once a minute."""
        held = (replace(budget, at=0.0), patterns, tuple(replace(one, at=0.0) for one in pains))
        if held == self._held or (not news and now - self._stored < STORED):
            return ()
        self._stored, self._held = now, held
        return (
            State(kind="budget", key=budget.name, value=budget),
            State(kind="patterns", key="active", value=patterns or None),
            State(
                kind="pain", key="scopes", value={"level": round(overall(pains), 3), "scopes": pains} if pains else None
            ),
        )

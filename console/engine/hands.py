"""Everything of the engine that acts: queue, decisions, fixes, checkpoints, plan and the project's own jobs, wired."""

import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from console.bus import Channel
from console.engine.checkpoint_commands import CheckpointCommands
from console.engine.checkpoint_parts import Parts
from console.engine.checkpoints import CheckpointKeeper
from console.engine.commands import Handler
from console.engine.decisions import Decisions
from console.engine.found import Found
from console.engine.ladder import words
from console.engine.leaning import Leaning
from console.engine.plan import PlanCommands
from console.engine.project import Project
from console.engine.queue.evidence import Ask, Evidence
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.ledger import Ledger
from console.engine.queue.orders import JobOrders
from console.engine.queue.reuse import Reuse
from console.engine.queue.room import MachineRoom
from console.engine.queue.runs import Runs
from console.engine.queue.teller import Teller
from console.engine.restrained import Holdback
from console.engine.trips import Probed
from console.model.batch import Batch
from console.model.clock import Clock
from console.model.job import Job, Needs
from console.model.ruling import Workaround
from console.model.settings import Settings
from console.model.vsm import Measure
from console.store import journal, statedir
from console.store.journal import Journal
from console.store.writer import Committed, Writer

Deliver = Callable[[str, Batch], Awaitable[None]]


class Hands:
    """What people and rules ask to be done, and everybody who does it."""

    def __init__(
        self,
        project: str,
        state: statedir.StateDir,
        settings: Settings,
        writer: Writer,
        committed: Channel[Committed],
        found: Channel[Found],
        clock: Clock,
        *,
        ask: Ask,
        deliver: Deliver,
        probed: Probed,
        config: str | None,
        looming: Callable[[Needs], str],
        leaning: Leaning,
    ) -> None:
        self._leaning = leaning
        self._ledger = ledger = Ledger(writer, clock, Journal(journal.beside(state.store)))
        evidence = Evidence(writer, ask)
        jitter = random.Random().random  # noqa: S311 - no secret
        self._decisions = Decisions(writer, committed, settings, clock, evidence.of_failure, jitter)
        teller = Teller(deliver, evidence, self._decisions, clock)
        reuse = Reuse(ledger.ask, clock, project, state.root)
        self._holdback = Holdback(found, self._decisions, deliver, ledger, clock, probed)
        self._runs = Runs(ledger.ask, clock, teller.tell)
        self._keeper = JobKeeper(
            ledger, committed, clock, state.jobs, MachineRoom(looming=looming), self._holdback.care, teller.ended,
            runs=self._runs, random=jitter, limits=self._holdback.helm.limited, reuse=reuse,
        )  # fmt: skip
        self._project = Project(self._keeper, ledger.ask, clock, project, state.root, config)
        self._plan = PlanCommands(writer, committed, clock)
        self._checkpoints = CheckpointKeeper.of(state, writer, committed, clock, settings.checkpoints)
        hold = self._decisions.breakers.table()["breaker.hold"]
        self._parts = Parts(writer, committed, clock, self._keeper, hold, state.remembered)
        self._decisions.mend(self._keeper, self._checkpoints, project, state.jobs, teller.tell)

    @property
    def busy(self) -> bool:
        """Whether work stands in the queue, so that the engine has to stay."""
        return self._keeper.busy or self._decisions.busy

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The changes of strategy in force."""
        return self._holdback.helm.measures

    @property
    def workarounds(self) -> tuple[Workaround, ...]:
        """What is done instead of what is broken."""
        return (*self._leaning.taken, *self._decisions.ladder.taken)

    @property
    def notices(self) -> tuple[str, ...]:
        """What everybody should know now."""
        leaning = tuple(map(words, self._leaning.taken))
        return (
            *self._ledger.notices,
            *leaning,
            *self._decisions.notices,
            *self._project.notices,
            *self._checkpoints.notices,
        )

    async def open_jobs(self) -> tuple[Job, ...]:
        """Every job that is not over."""
        return await self._keeper.open_jobs()

    def tables(self) -> tuple[dict[str, Handler], ...]:
        """The commands of these rooms."""
        return (
            JobOrders(self._keeper, self._runs.gate, self._project.claim).table(),
            CheckpointCommands(self._checkpoints, self._parts).table(),
            self._decisions.table(),
            self._plan.table(),
        )

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs as long as the engine does."""
        own = [("queue", self._keeper.run()), ("checkpoints", self._checkpoints.run())]
        return [*self._decisions.jobs(), *self._holdback.jobs(), *own, *self._project.jobs()]

"""The engine's department of decisions: breakers, retries, the rulebook, fixes and workarounds, wired in one place."""

import os.path
from collections.abc import Coroutine
from typing import Any

from console.actions import retry
from console.actions.attempt import Attempt
from console.analysis.worker.protocol import Examined
from console.bus import Channel
from console.engine.autopilot import Autopilot
from console.engine.autopilot_commands import AutopilotCommands
from console.engine.breakers import Breakers
from console.engine.checkpoints import CheckpointKeeper, new_token
from console.engine.commands import FailedError, Handler
from console.engine.deferral import Deferral
from console.engine.fix_runs import FixRuns, Tell
from console.engine.fixing import Fixing
from console.engine.gates import Gates
from console.engine.helping import Helpers
from console.engine.judge import Judge
from console.engine.ladder import Ladder
from console.engine.last_resort import LastResort
from console.engine.queue.care import Care
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.ledger import Ledger
from console.engine.retries import Examine, Retries
from console.engine.shortage import Shortage
from console.engine.subjects import Subjects
from console.engine.tools import Tools
from console.engine.weighing import Weigher
from console.model.clock import Clock
from console.model.job import Job
from console.model.ruling import FixRun
from console.model.settings import Settings
from console.store import read_decisions
from console.store.writer import Committed, Writer


class Decisions:
    """`care` answers the queue; `mend` comes once there is one. `examine` finds the evidence of a failed attempt."""

    def __init__(
        self, writer: Writer, committed: Channel[Committed], settings: Settings, clock: Clock, examine: Examine,
        random: retry.Random,
    ) -> None:  # fmt: skip
        self._ledger = Ledger(writer, clock)
        self._committed = committed
        self._clock = clock
        self._explain = settings.explain
        self.ladder = Ladder(self._ledger, committed, clock)
        self.breakers = Breakers(self._ledger, committed, clock, settings.breakers, self.ladder, random)
        self._judge = Judge(self._ledger, committed, clock, settings.decide)
        self._retries = Retries(self._ledger, clock, self.breakers, self._judge, examine)
        self._deferral = Deferral(self.ladder, self._open_jobs, Shortage())
        self._gates = Gates(self._retries, Tools(self.breakers), self._deferral, self.evidence)

    async def _open_jobs(self) -> tuple[Job, ...]:
        return await self._keeper.open_jobs()

    @property
    def care(self) -> Care:
        """What the queue asks."""
        return self._gates

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know: workarounds that are taken, and rules that are not used."""
        return (
            *self._autopilot.notices, *self._resort.notices, *self.ladder.notices, *self._judge.notices,
        )  # fmt: skip

    @property
    def busy(self) -> bool:
        """Whether the engine has to stay, though nothing may be queued now."""
        return self._autopilot.on

    def mend(self, keeper: JobKeeper, checkpoints: CheckpointKeeper, project: str, jobs: str, tell: Tell) -> None:
        """Carry fixes out in `project` by this queue; `jobs` is where its attempts lie, `tell` brings the news."""

        async def back(number: int, who: str) -> str:
            before, outcome = await checkpoints.restore(number, (), who, new_token())
            words = f"back at checkpoint {number}: {outcome.done.words()}; undo with `kontrapunkt restore {before}`"
            if outcome.problems:
                raise FailedError(f"{words}; {len(outcome.problems)} paths could not be restored")
            return words

        self._keeper = keeper
        self.breakers.hear(keeper.free)
        subjects = Subjects(self._ledger, project, jobs, self.evidence)
        self._runs = FixRuns(self._ledger, keeper, self._committed, self._judge, self._clock, tell)
        self._runs.hear(self._missed)
        weigher = Weigher(self._judge, project)
        self._fixing = Fixing(self._judge, weigher, self._clock, subjects, self._runs, checkpoints.before, back)
        helpers = Helpers(self._ledger, self._explain, self._clock, project)

        async def look(job: Job) -> Examined:
            return await self.evidence(job, Attempt(os.path.join(jobs, str(job.id), str(job.attempt))))

        self._resort = LastResort(self._ledger, self._committed, self._clock, self._judge, helpers, look, tell)
        moment = self.breakers.moment
        self._autopilot = Autopilot(
            self._ledger, self._committed, self._clock, moment, subjects, self._fixing, self._runs, tell
        )

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        autopilot = AutopilotCommands(self._autopilot, self.breakers.moment)
        return self.breakers.table() | self.ladder.table() | self._fixing.table() | autopilot.table()

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("decisions", self._run())]

    async def evidence(self, job: Job, attempt: Attempt) -> Examined:
        """What a failed attempt tells, looked for only once."""
        return await self._retries.evidence(job, attempt)

    async def job_ended(self, job: Job) -> None:
        """Learn from the end of a job, and mend it where that is allowed without a person."""
        await self._deferral.look()
        await self._runs.job_ended(job)
        await self._mend(job)

    async def _missed(self, run: FixRun) -> None:
        """Go on with the job that a fix did not help; one that ran again for it goes on by its own end."""
        job = await self._ledger.ask(lambda conn: read_decisions.failed_subject(conn, run.ruling))
        if job is not None and job.id != run.verifier:
            await self._mend(job, again=True)

    async def _mend(self, job: Job, *, again: bool = False) -> None:
        """Mend a job that failed for good where that is allowed unasked, else escalate."""
        if self._autopilot.on or not await self._fixing.consider(job):
            await self._resort.consider(job, again=again)

    async def _run(self) -> None:
        """Take over what an earlier engine left, then look after what the autopilot may."""
        await self.ladder.load()
        await self.breakers.load()
        await self._runs.load()
        await self._resort.load()
        await self._deferral.look()
        await self._autopilot.run()

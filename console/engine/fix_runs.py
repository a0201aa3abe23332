"""Fixes on their way: their jobs in the queue, what is learned when these end, through restarts."""

import logging
import os.path
import sqlite3
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from console.actions.fix import Plan
from console.bus import Channel
from console.engine.judge import Judge
from console.engine.queue.errors import JobError
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.ledger import Ledger
from console.engine.subjects import Subject
from console.model.clock import Clock
from console.model.event import Draft, Severity, Voice
from console.model.failure import FixOutcome
from console.model.job import After, Job, JobState, Work
from console.model.ruling import FixRun
from console.store import read_decisions, read_jobs, write_decisions
from console.store.writer import Committed
from console.text.clean import clean
from console.text.mask import template
from console.text.redact import redact_text

log = logging.getLogger(__name__)

Tell = Callable[[Draft], Awaitable[None]]

Missed = Callable[[FixRun], Awaitable[None]]
"""Is told a fix that did not help."""

GROUP = "fix"
CHANGED = frozenset({"clusters", "rulings"})
LOST = "the engine ended before all of it was queued"


class FixRuns:
    """Starts fixes in the queue and hears how their jobs end; `tell` brings the news into the stream."""

    def __init__(
        self, ledger: Ledger, keeper: JobKeeper, committed: Channel[Committed], judge: Judge, clock: Clock, tell: Tell
    ) -> None:
        self._ledger = ledger
        self._keeper = keeper
        self._committed = committed
        self._judge = judge
        self._clock = clock
        self._tell = tell
        self._open: dict[int, FixRun] = {}
        self._missed: list[Missed] = []

    def hear(self, missed: Missed) -> None:
        """Tell this of every fix that did not help."""
        self._missed.append(missed)

    async def load(self) -> None:
        """Take over what an earlier engine began; what ended meanwhile is learned from now."""
        for run in await self._ledger.ask(read_decisions.open_runs):
            self._open[run.ruling] = run
            if run.verifier:
                await self._catch_up(run)
            else:
                await self._end(run, None, LOST)

    async def start(self, run: FixRun, plan: Plan, subject: Subject, who: str) -> FixRun:
        """Queue what the plan runs, and what verifies it; on the disk when this returns."""
        await self._put(run)
        jobs: list[int] = []
        for argv in plan.steps:
            jobs.append(await self._queue(run, argv, subject, who, jobs[-1:]))
        verifier = jobs[-1]
        if plan.verify:
            verifier = await self._queue(run, plan.verify, subject, who, jobs[-1:])
        elif subject.job and not _itself(plan.steps[-1], subject.failed):
            verifier = subject.job
        started = replace(run, jobs=tuple(jobs), verifier=verifier)
        await self._put(started)
        await self._catch_up(started)  # a short command may have ended before all was queued
        return started

    async def find(self, ruling: int) -> FixRun | None:
        """The fix that a decision let; None when it let none."""
        return await self._ledger.ask(lambda conn: read_decisions.run(conn, ruling))

    async def undone(self, run: FixRun) -> None:
        """Keep that a person took a fix back; that counts against it."""
        await self._end(replace(run, undone=True), False, "undone")

    async def stop(self, run: FixRun, why: str) -> None:
        """Cancel what is left of a fix on its way; one that has ended stays as it is."""
        for number in dict.fromkeys((*run.jobs, run.verifier)):
            try:
                await self._keeper.cancel(number)
            except JobError as error:
                log.debug("nothing to cancel: %s", error)
        if run.ruling in self._open:
            await self._end(self._open[run.ruling], None, why)

    async def job_ended(self, job: Job) -> None:
        """Hear that a job ended that may belong to a fix."""
        if job.state.over:
            for run in list(self._open.values()):
                await self._heard(run.ruling, job.id, job.state)

    async def _heard(self, ruling: int, job: int, state: JobState) -> None:
        run = self._open.get(ruling)
        if run is None or job not in (*run.jobs, run.verifier):
            return
        if state is JobState.CANCELLED:
            await self._end(run, None, f"job {job} was cancelled")
        elif state is not JobState.PASSED:
            part = "verification" if job == run.verifier and job not in run.jobs else "command"
            await self._end(run, False, f"it did not help: its {part}, job {job}, {state.value}")
        elif job == run.verifier:
            await self._end(run, True, f"it worked: job {job} passed")
        elif job == run.jobs[-1]:
            await self._again(run)

    async def _catch_up(self, run: FixRun) -> None:
        """Hear of the run's jobs that are over already; the job it mends counts only where it ran again since."""
        numbers = dict.fromkeys((*run.jobs, run.verifier))
        jobs = await self._ledger.ask(lambda conn: [read_jobs.one(conn, number) for number in numbers])
        begun = min((job.enqueued for job in jobs if job and job.id in run.jobs), default=0.0)
        for job in jobs:
            if job and job.state.over and (job.started is None or job.started >= begun):
                await self._heard(run.ruling, job.id, job.state)

    async def _again(self, run: FixRun) -> None:
        """The fix went well; where the job that failed is to show whether it helped, that runs again."""
        if run.verifier in run.jobs:
            return
        number = run.verifier
        try:
            await self._ledger.ask(lambda conn: write_decisions.by_fix(conn, number))
            await self._keeper.again(number)
        except JobError as error:
            log.debug("%s: it is a job of the fix's own, or runs already", error)

    async def _end(self, run: FixRun, worked: bool | None, words: str) -> None:
        now = self._clock.now()
        done = replace(run, worked=worked, over=True)
        learned = () if worked is None else _outcomes(run, worked, now)

        def write(conn: sqlite3.Connection) -> None:
            write_decisions.end_run(conn, done, learned, words)

        await self._ledger.ask(write)
        self._open.pop(run.ruling, None)
        self._committed.publish(Committed(tables=CHANGED))
        await self._tell(news(run, words, now))
        if worked is False and not run.undone:
            for missed in self._missed:
                await missed(run)

    async def _queue(self, run: FixRun, argv: tuple[str, ...], subject: Subject, who: str, after: list[int]) -> int:
        work = Work(
            argv=argv, cwd=subject.cwd, env=subject.env, umask=subject.umask, group=GROUP,
            name=f"{run.rule}: {os.path.basename(argv[0])}", after=tuple(map(After, after)),
        )  # fmt: skip
        return (await self._keeper.add(work, who)).id

    async def _put(self, run: FixRun) -> None:
        self._open[run.ruling] = run
        await self._ledger.ask(lambda conn: write_decisions.put_run(conn, run))
        self._judge.changed()


def news(run: FixRun, words: str, now: float) -> Draft:
    """The event of a fix that ended."""
    text = redact_text(clean(f"fix {run.command}: {words}"))
    return Draft(
        time=now, source="jobs", kind="fix.ended", voice=Voice.RUSTBELT, severity=Severity.NOTICE, text=text,
        template=template(text), attrs={"ruling": run.ruling, "rule": run.rule},
    )  # fmt: skip


def _outcomes(run: FixRun, worked: bool, now: float) -> tuple[FixOutcome, ...]:
    return tuple(
        FixOutcome(rule=run.rule, fingerprint=fingerprint, command=run.command, worked=worked, time=now)
        for fingerprint in run.fingerprints
    )


def _itself(argv: tuple[str, ...], failed: tuple[str, ...]) -> bool:
    """Whether a fix is the command that failed put right, whose end tells by itself whether it helped."""
    words = failed[2].split() if failed[:2] == ("sh", "-c") and len(failed) > len(("sh", "-c")) else failed
    return bool(words) and os.path.basename(argv[0]) == os.path.basename(words[0])

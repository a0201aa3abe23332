"""What follows an attempt of a job: the queue's questions answered from breakers, causes, policies and budgets."""

import logging
import os.path
import shlex
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from console.actions import retry
from console.actions.attempt import Attempt
from console.actions.decide import Case, Proposal, reach_of, repeatable
from console.actions.strategy import Allowance, Policy, earned, next_step, spent, varied
from console.actions.strategy.offline import offline
from console.actions.strategy.step import TRANSIENT
from console.analysis.worker.protocol import Examined
from console.engine.breakers import Breakers
from console.engine.judge import NOBODY, Judge, recalled_by
from console.engine.queue.care import Hindrance
from console.engine.queue.ledger import Ledger
from console.engine.symptoms import Symptom, symptom
from console.model.clock import Clock
from console.model.failure import Risk
from console.model.job import Ending, Interrupted, Job, Work
from console.model.ruling import Mode, Option, Ruling, Step, Tactic
from console.store import breakers as budgets
from console.store import read_decisions, write_decisions

Examine = Callable[[Job, Attempt], Awaitable[Examined]]

log = logging.getLogger(__name__)

KEPT = 64
ALLOWANCE = Allowance()
HOPE = 0.75
"""How sure it is that a failure which is not the job's own fault is gone the next time."""


class Retries:
    """Remembers the evidence of the attempts it looked at until it is asked for, so that it is looked for once."""

    def __init__(self, ledger: Ledger, clock: Clock, breakers: Breakers, judge: Judge, examine: Examine) -> None:
        self._ledger = ledger
        self._clock = clock
        self._breakers = breakers
        self._judge = judge
        self._examine = examine
        self._seen: OrderedDict[tuple[int, int], Examined] = OrderedDict()
        self._probes: dict[tuple[int, str], str] = {}

    async def admit(self, job: Job) -> Hindrance | None:
        """Ask the breaker of everything the job depends on; probes go back when one of them says no."""
        for key in job.work.depends:
            answer = await self._breakers.allow(key, f"job {job.id}, attempt {job.attempt + 1}")
            if not answer.allowed:
                await self._heard(job, None, None)
                return Hindrance(f"{answer.why}{_instead(job)}", answer.wait)
            if answer.probe:
                self._probes[job.id, key] = answer.probe
        return None

    async def work(self, job: Job) -> Work:
        """The job's own work, or another way to do it where the last attempt asked for one."""
        tactic = await self._ledger.ask(lambda conn: read_decisions.tactic(conn, job.id, job.attempt))
        return varied(job.work, tactic) or job.work

    async def after(self, job: Job, ending: Ending, attempt: Attempt) -> Step | None:
        """What follows; the breakers of what the job depends on hear how it went."""
        if ending.code == 0 or ending.cause in ("cancelled", "interrupted"):
            await self._earn(job)
            await self._heard(job, True if ending.code == 0 else None, None)
            return None
        policy = self._policy(job, ending)
        if policy is None and not job.work.depends:
            return None
        await self._earn(job)
        told = symptom(ending, await self._look(job, attempt), self._clock.now())
        await self._heard(job, False if told.category in TRANSIENT else None, told.later)
        return None if policy is None else await self._step(job, told, policy)

    async def evidence(self, job: Job, attempt: Attempt) -> Examined:
        """What a failed attempt tells. Raises OSError when its output cannot be read."""
        key = job.id, job.attempt
        found = self._seen.get(key) or await self._examine(job, attempt)
        self._seen[key] = found
        if len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        return found

    async def _look(self, job: Job, attempt: Attempt) -> Examined:
        try:
            return await self.evidence(job, attempt)
        except OSError as error:
            log.warning("the output of job %d cannot be looked at: %s", job.id, error)
            return Examined()

    def _policy(self, job: Job, ending: Ending) -> Policy | None:
        """What may be done about this job; None when nothing may."""
        if retry.refusal(ending):
            return None
        settings, work = self._judge.settings, job.work
        twice = work.interrupted is Interrupted.RERUN or repeatable(work.argv)
        automatic = settings.retries if "retry" in settings.automatic and twice else 0
        if job.attempt > max(work.retries, automatic):
            return None
        allowed = [Tactic.CLEAN, Tactic.FEWER] if work.retries or "clean" in settings.automatic else []
        ways = frozenset(tactic for tactic in allowed if varied(work, tactic))
        return Policy(retries=work.retries, automatic=automatic, ways=ways)

    async def _step(self, job: Job, told: Symptom, policy: Policy) -> Step:
        """Decide, and write down what was decided, before the job is told."""
        fingerprint, category = told.fingerprint, told.category
        await self._ledger.ask(
            lambda conn: write_decisions.add_failed(conn, job.id, job.attempt, fingerprint, category)
        )
        history = await self._ledger.ask(lambda conn: read_decisions.history(conn, job.id, job.attempt))
        wanted = next_step(history, category, fingerprint, policy)
        step, chosen, rule = wanted, Option(wanted.tactic.value, 1.0, Mode.DO, wanted.reason), ""
        if wanted.tactic.runs:
            chosen, rule = self._judged(job, told, wanted, asked=policy.retries > 0)
            step = await self._within(job, replace(wanted, wait=told.later or 0.0), chosen)
        question = f"what follows attempt {job.attempt} of {job.title}"
        other = Option(Tactic.PERSON.value, 0.0, Mode.ASK, f"{category.value}: {told.why}")
        ruling = Ruling(
            id=0, time=self._clock.now(), subject=f"job {job.id}", question=question, others=(other,), rule=rule,
            chosen=replace(chosen, what=step.tactic.value, reason=step.reason), who=NOBODY,
        )  # fmt: skip
        made = recalled_by(ruling, told.headline)
        await self._ledger.ask(lambda conn: write_decisions.add_step(conn, job.id, job.attempt, step, ruling, made))
        self._judge.changed()
        return step

    def _judged(self, job: Job, told: Symptom, step: Step, *, asked: bool) -> tuple[Option, str]:
        """What policy and rulebook say; retries that a person asked for need no leave, and the rulebook may forbid."""
        kind = "retry" if step.tactic is Tactic.AGAIN else "clean"
        program = os.path.basename(job.work.argv[0])
        case = Case(kind=kind, category=told.category.value, program=program, text=told.headline)
        proposal = Proposal(
            what=step.tactic.value, confidence=HOPE, risk=Risk.SAFE, reach=reach_of(job.work.argv), kind=kind,
            person=asked or job.work.interrupted is Interrupted.RERUN,
        )  # fmt: skip
        return self._judge.decide(case, proposal)

    async def _within(self, job: Job, step: Step, chosen: Option) -> Step:
        """The step if it is allowed and the budget has a retry left for what the job runs."""
        if chosen.mode in (Mode.ASK, Mode.NEVER):
            return Step(Tactic.PERSON, chosen.reason)
        key, now = _key(job), self._breakers.moment()
        wait = await self._ledger.ask(
            lambda conn: budgets.change_budget(conn, key, lambda old: spent(old, now, ALLOWANCE))
        )
        if wait is None:
            return Step(Tactic.PERSON, f"{step.reason}; but the retry budget of {key} is used up")
        return replace(step, wait=max(step.wait, wait))

    async def _earn(self, job: Job) -> None:
        """A run earns its tenth of a retry."""
        key, now = _key(job), self._breakers.moment()
        await self._ledger.ask(
            lambda conn: budgets.change_budget(conn, key, lambda old: (earned(old, now, ALLOWANCE), None))
        )

    async def _heard(self, job: Job, ok: bool | None, later: float | None) -> None:
        """Tell the breakers of what the job depends on; None tells nothing of them."""
        for key in job.work.depends:
            probe = self._probes.pop((job.id, key), "")
            if ok is not None:
                await self._breakers.record(key, ok, probe=probe, retry_after=later)
            elif probe:
                await self._breakers.release(key, probe)


def _instead(job: Job) -> str:
    """How the job would need no network, where its program can do that."""
    argv = offline(job.work.argv)
    return f"; `{shlex.join(argv)}` needs no network" if argv else ""


def _key(job: Job) -> str:
    """What shares a budget: what the jobs depend on, else the program they run."""
    return job.work.depends[0] if job.work.depends else os.path.basename(job.work.argv[0])

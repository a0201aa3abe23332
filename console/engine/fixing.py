"""Carries suggestions out: why, how, a checkpoint where it is not safe, the commands, the verification, the lesson.

The commands are jobs of the queue like any other: they outlive the engine and are never given to a shell.
"""

import logging
import os.path
from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct

from console.actions.decide import Case, Proposal, reach_of
from console.actions.fix import Plan, UnfitError, plan
from console.engine.commands import FailedError, Handler, RefusedError
from console.engine.fix_runs import GROUP, FixRuns
from console.engine.judge import NOBODY, Judge
from console.engine.subjects import Subject, Subjects
from console.model.clock import Clock
from console.model.command import Command
from console.model.failure import Risk, Suggestion
from console.model.job import Job, JobState
from console.model.ruling import FixRun, Mode, Option, Ruling

Protect = Callable[[str], Awaitable[int]]
"""Keeps the present before something named is done; returns the number to go back to. Raises FailedError."""
_DONE = (Mode.DO, Mode.WATCH, Mode.CHECKPOINT)

log = logging.getLogger(__name__)

GoBack = Callable[[int, str], Awaitable[str]]
"""Goes back to what was kept, for somebody; returns what was done. Raises RefusedError, FailedError."""


class Chosen(Struct, frozen=True):
    """A suggestion that was looked at: what it runs, how it is done, the others, and which rule of the book decided."""

    suggestion: Suggestion
    plan: Plan
    option: Option
    others: tuple[Option, ...]
    rule: str


class Fixing:
    """Weighs suggestions, carries them out, and takes them back.

    Commands: `fix.apply` with `cluster` or `job` (0: the one that failed last), `suggestion` (from 1), `dry_run` and
    `yes`; `fix.undo` with `ruling`.
    """

    def __init__(
        self, judge: Judge, clock: Clock, subjects: Subjects, runs: FixRuns, protect: Protect, go_back: GoBack
    ) -> None:
        self._judge = judge
        self._clock = clock
        self._subjects = subjects
        self._runs = runs
        self._protect = protect
        self._go_back = go_back

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"fix.apply": self._apply, "fix.undo": self._undo}

    async def _apply(self, command: Command) -> str:
        args = command.args
        subject = await self._subject(args)
        chosen = await self._chosen(subject, _number(args, "suggestion", 1))
        if args.get("dry_run"):
            return told(subject, chosen)
        self._gate(chosen, sure=bool(args.get("yes")))
        return await self._carry_out(subject, chosen, command.who)

    async def consider(self, job: Job) -> None:
        """Mend a job that failed without being asked, where the settings allow that and it was not tried before."""
        if "fix" not in self._judge.settings.automatic or job.state is not JobState.FAILED or job.work.group == GROUP:
            return
        try:
            subject = await self._subjects.job(job.id)
            chosen = await self._chosen(subject, 1, person=False)
            tried = await self._judge.about(subject.label)
            if chosen.option.mode in _DONE and all(one.chosen.what != chosen.option.what for one in tried):
                await self._carry_out(subject, chosen, NOBODY)
        except RefusedError as error:
            log.info("job %d is left to a person: %s", job.id, error)

    async def _carry_out(self, subject: Subject, chosen: Chosen, who: str) -> str:
        checkpoint = await self._kept(chosen)
        ruling = Ruling(
            id=0, time=self._clock.now(), subject=subject.label, question=f"what mends {subject.label}",
            chosen=chosen.option, others=chosen.others, rule=chosen.rule, who=who,
        )  # fmt: skip
        number = await self._judge.keep(ruling, subject.headline)
        run = FixRun(
            ruling=number, rule=chosen.suggestion.rule, command=chosen.suggestion.command, jobs=(),
            fingerprints=subject.fingerprints[:1], checkpoint=str(checkpoint or ""),
        )  # fmt: skip
        started = await self._runs.start(run, chosen.plan, subject, who)
        kept = f", checkpoint {checkpoint} kept before" if checkpoint else ""
        jobs = ", ".join(map(str, started.jobs))
        return f"ruling {number}: job {jobs} runs {chosen.suggestion.command!r}{kept}; {chosen.option.reason}"

    async def _undo(self, command: Command) -> str:
        number = _number(command.args, "ruling", 0)
        run = await self._runs.find(number)
        if run is None:
            raise RefusedError(f"ruling {number} let no fix; `kontrapunkt show rules` lists them")
        if run.undone or not run.checkpoint:
            raise RefusedError("it is undone already" if run.undone else "nothing was kept before it: it was safe")
        words = await self._go_back(int(run.checkpoint), command.who)
        await self._runs.undone(run)
        return words

    async def _subject(self, args: dict[str, Any]) -> Subject:
        if "cluster" in args:
            return await self._subjects.cluster(_number(args, "cluster", 0), self._clock.now())
        return await self._subjects.job(_number(args, "job", 0))

    async def _chosen(self, subject: Subject, number: int, *, person: bool = True) -> Chosen:
        """The suggestion of that number, weighed. Raises RefusedError."""
        have = len(subject.suggestions)
        if not 1 <= number <= have:
            raise RefusedError(
                f"{subject.label} has {have} suggestions" if have else f"nothing is known that mends {subject.label}"
            )
        weighed = [await self._weigh(subject, one, person=person) for one in subject.suggestions]
        suggestion, (option, rule) = subject.suggestions[number - 1], weighed[number - 1]
        others = tuple(other for place, (other, _) in enumerate(weighed, 1) if place != number)
        try:
            return Chosen(suggestion, plan(suggestion, subject.failed), option, others, rule)
        except UnfitError as error:
            raise RefusedError(f"{suggestion.command!r}: {error}") from error

    async def _weigh(self, subject: Subject, suggestion: Suggestion, *, person: bool) -> tuple[Option, str]:
        """How a suggestion would be done, and the rulebook's entry that says so."""
        record = await self._judge.trust(suggestion.rule, suggestion.confidence)
        program = os.path.basename(suggestion.argv[0]) if suggestion.argv else ""
        case = Case(
            kind="fix", category=subject.category, program=program, fix=suggestion.rule, text=subject.headline
        )  # fmt: skip
        proposal = Proposal(
            what=suggestion.command, confidence=record.value, risk=suggestion.risk, reach=reach_of(suggestion.argv),
            person=person, protected=True, words=record.words,
        )  # fmt: skip
        return self._judge.decide(case, proposal)

    def _gate(self, chosen: Chosen, *, sure: bool) -> None:
        """Raise RefusedError where it must not be, or not without a person's yes."""
        option = chosen.option
        if option.mode is Mode.NEVER:
            raise RefusedError(f"not done: {option.reason}")
        if option.mode is Mode.ASK and not sure:
            raise RefusedError(f"{option.what!r} asks for your yes (--yes): {option.reason}")

    async def _kept(self, chosen: Chosen) -> int | None:
        """A checkpoint of the present, where what follows is not safe beyond doubt. Raises RefusedError."""
        safe = chosen.option.mode in (Mode.DO, Mode.WATCH) and chosen.suggestion.risk is Risk.SAFE
        if safe:
            return None
        try:
            return await self._protect(f"`{chosen.suggestion.command}`")
        except FailedError as error:
            raise RefusedError(f"not done, since nothing could be kept before it: {error}") from error


def told(subject: Subject, chosen: Chosen) -> str:
    """A dry run in words: what would run and change, where, and how it would be decided."""
    suggestion, option = chosen.suggestion, chosen.option
    rows = [("why", suggestion.why), ("for", f"{subject.label}: {subject.headline}"), ("in", subject.cwd)]
    rows += [("runs", repr(list(argv))) for argv in chosen.plan.steps]
    rows += [("changes", suggestion.changes or "nothing that is known")]
    rows += [("verifies", repr(list(chosen.plan.verify)))] if chosen.plan.verify else []
    rows += [("how", f"{option.mode.value}: {option.reason}")]
    rows += [("else", f"{other.what} ({other.confidence:.0%}, {other.mode.value})") for other in chosen.others]
    return "\n".join(f"{name:<9}{words}" for name, words in rows)


def _number(args: dict[str, Any], name: str, default: int) -> int:
    value = args.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 62:
        raise RefusedError(f"{name} has to be a number, not {value!r}")
    return value

"""Carries suggestions out: why, how, a checkpoint where it is not safe, the commands, the verification, the lesson.

The commands are jobs of the queue like any other: they outlive the engine and are never given to a shell.
"""

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from console.engine.commands import FailedError, Handler, RefusedError
from console.engine.fix_runs import GROUP, FixRuns
from console.engine.judge import Judge
from console.engine.subjects import Subject, Subjects
from console.engine.weighing import Chosen, Leave, Weigher
from console.model.clock import Clock
from console.model.command import Command
from console.model.job import Job, JobState
from console.model.ruling import FixRun, Mode, Ruling

Protect = Callable[[str], Awaitable[int]]
"""Keeps the present before something named is done; returns the number to go back to. Raises FailedError."""

log = logging.getLogger(__name__)

GoBack = Callable[[int, str], Awaitable[str]]
"""Goes back to what was kept, for somebody; returns what was done. Raises RefusedError, FailedError."""


class Fixing:
    """Weighs suggestions, carries them out, and takes them back.

    Commands: `fix.apply` with `cluster` or `job` (0: the one that failed last), `suggestion` (from 1), `dry_run` and
    `yes`; `fix.undo` with `ruling`.
    """

    def __init__(
        self, judge: Judge, weigher: Weigher, clock: Clock, subjects: Subjects, runs: FixRuns, protect: Protect,
        go_back: GoBack,
    ) -> None:  # fmt: skip
        self._judge = judge
        self._weigher = weigher
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
        leave = Leave(command.who, person=True)
        chosen = await self._weigher.choose(subject, _number(args, "suggestion", 1), leave)
        if args.get("dry_run"):
            return told(subject, chosen)
        self._gate(chosen, sure=bool(args.get("yes")))
        return in_words(chosen, await self._carry_out(subject, chosen, leave, lambda: True))

    async def consider(self, job: Job) -> bool:
        """Mend a job that failed without being asked, where the settings allow that; tells whether it is under way."""
        if "fix" not in self._judge.settings.automatic or job.state is not JobState.FAILED or job.work.group == GROUP:
            return False
        try:
            subject = await self._subjects.judged(job.id)
            await self.mend(subject, Leave(), await self.tried(subject))
        except RefusedError as error:
            log.info("job %d is left to a person: %s", job.id, error)
            return False
        return True

    async def tried(self, subject: Subject) -> set[str]:
        """What was decided about it before, whatever came of it."""
        return {one.chosen.what for one in await self._judge.about(subject.label)}

    async def mend(
        self, subject: Subject, leave: Leave, tried: Collection[str], still: Callable[[], bool] = lambda: True
    ) -> FixRun:
        """Begin with the best that was not tried and needs no asking. Raises RefusedError where there is none.

        `still` is asked when all is ready, right before it is written down that it begins.
        """
        return await self._carry_out(subject, await self._weigher.first(subject, leave, tried), leave, still)

    async def _carry_out(
        self, subject: Subject, chosen: Chosen, leave: Leave, still: Callable[[], bool]
    ) -> FixRun:  # fmt: skip
        checkpoint = await self._kept(chosen)
        if not still():
            raise RefusedError("it was stopped before it began")
        ruling = Ruling(
            id=0, time=self._clock.now(), subject=subject.label, question=f"what mends {subject.label}",
            chosen=chosen.option, others=chosen.others, rule=chosen.rule, who=leave.who,
        )  # fmt: skip
        number = await self._judge.keep(ruling, subject.headline)
        run = FixRun(
            ruling=number, rule=chosen.suggestion.rule, command=chosen.suggestion.command, jobs=(),
            fingerprints=subject.fingerprints[:1], checkpoint=str(checkpoint or ""),
        )  # fmt: skip
        return await self._runs.start(run, chosen.plan, subject, leave.who)

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

    def _gate(self, chosen: Chosen, *, sure: bool) -> None:
        """Raise RefusedError where it must not be, or not without a person's yes."""
        option = chosen.option
        if option.mode is Mode.NEVER:
            raise RefusedError(f"not done: {option.reason}")
        if option.mode is Mode.ASK and not sure:
            raise RefusedError(f"{option.what!r} asks for your yes (--yes): {option.reason}")

    async def _kept(self, chosen: Chosen) -> int | None:
        """A checkpoint of the present, where what follows is not safe beyond doubt. Raises RefusedError."""
        if chosen.safe:
            return None
        try:
            return await self._protect(f"`{chosen.suggestion.command}`")
        except FailedError as error:
            raise RefusedError(f"not done, since nothing could be kept before it: {error}") from error


def in_words(chosen: Chosen, run: FixRun) -> str:
    """What was begun."""
    kept = f", checkpoint {run.checkpoint} kept before" if run.checkpoint else ""
    jobs = ", ".join(map(str, run.jobs))
    return f"ruling {run.ruling}: job {jobs} runs {run.command!r}{kept}; {chosen.option.reason}"


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

"""Weighs what is suggested against a failure: which of it is done, how, and by whose leave."""

import os.path
from collections.abc import Collection
from functools import partial

from msgspec import Struct

from console.actions.decide import Case, Proposal, worst_of
from console.actions.decide.inside import stays_inside
from console.actions.fix import Plan, UnfitError, plan
from console.engine.commands import RefusedError
from console.engine.judge import NOBODY, Judge
from console.engine.subjects import Subject
from console.model.failure import Risk, Suggestion
from console.model.ruling import BY_HELPER, Mode, Option

_DONE = (Mode.DO, Mode.WATCH, Mode.CHECKPOINT)
_OPINION = "it is only the helper's opinion"


class Leave(Struct, frozen=True):
    """By whose word something is done: a `person` asks for it now, or `granted` it for a stretch of work.

    Where neither is so, only what the settings allow is done.
    """

    who: str = NOBODY
    person: bool = False
    granted: bool = False


class Chosen(Struct, frozen=True):
    """A suggestion that was looked at: what it runs, how it is done, the others, and which rule of the book decided."""

    suggestion: Suggestion
    plan: Plan
    option: Option
    others: tuple[Option, ...]
    rule: str

    @property
    def safe(self) -> bool:
        """Whether nothing has to be kept before it."""
        return self.option.mode in (Mode.DO, Mode.WATCH) and self.suggestion.risk is Risk.SAFE


class Weigher:
    """Asks rulebook and record about suggestions for subjects of `project`."""

    def __init__(self, judge: Judge, project: str) -> None:
        self._judge = judge
        self._project = project

    async def choose(self, subject: Subject, number: int, leave: Leave) -> Chosen:
        """The suggestion of that number, from 1. Raises RefusedError."""
        have = len(subject.suggestions)
        if not 1 <= number <= have:
            raise RefusedError(
                f"{subject.label} has {have} suggestions" if have else f"nothing is known that mends {subject.label}"
            )
        weighed = [await self._weigh(subject, one, leave) for one in subject.suggestions]
        suggestion, (option, rule) = subject.suggestions[number - 1], weighed[number - 1]
        others = tuple(other for place, (other, _) in enumerate(weighed, 1) if place != number)
        try:
            return Chosen(suggestion, plan(suggestion, subject.failed), option, others, rule)
        except UnfitError as error:
            raise RefusedError(f"{suggestion.command!r}: {error}") from error

    async def first(self, subject: Subject, leave: Leave, tried: Collection[str]) -> Chosen:
        """The best suggestion that was not tried, if it may be done without asking now. Raises RefusedError."""
        if subject.fault and leave.granted:
            raise RefusedError(subject.fault)
        for number, suggestion in enumerate(subject.suggestions, 1):
            if suggestion.command not in tried:
                chosen = await self.choose(subject, number, leave)
                if chosen.option.mode not in _DONE:
                    raise RefusedError(f"{chosen.option.what!r} is not done unasked: {chosen.option.reason}")
                return chosen
        raise RefusedError(f"nothing that was not tried is known to mend {subject.label}")

    async def _weigh(self, subject: Subject, suggestion: Suggestion, leave: Leave) -> tuple[Option, str]:
        """How a suggestion would be done, and the rulebook's entry that says so."""
        record = await self._judge.trust(suggestion.rule, suggestion.confidence)
        program = os.path.basename(suggestion.argv[0]) if suggestion.argv else ""
        case = Case(
            kind="fix", category=subject.category, program=program, fix=suggestion.rule, text=subject.headline
        )  # fmt: skip
        proposal = Proposal(
            what=suggestion.command, confidence=record.value, risk=suggestion.risk, person=leave.person,
            granted=leave.granted, reach=worst_of(_steps(subject, suggestion), subject.failed, self._here(subject)),
            protected=True, words=record.words, asks=_OPINION if suggestion.rule == BY_HELPER else "",
        )  # fmt: skip
        return self._judge.decide(case, proposal)

    def _here(self, subject: Subject) -> "partial[bool]":
        return partial(stays_inside, env=subject.env, cwd=subject.cwd, project=self._project)


def _steps(subject: Subject, suggestion: Suggestion) -> tuple[tuple[str, ...], ...]:
    """Everything that would run; what cannot be run here stands for itself."""
    try:
        planned = plan(suggestion, subject.failed)
    except UnfitError:
        return (suggestion.argv,)
    return (*planned.steps, planned.verify) if planned.verify else planned.steps

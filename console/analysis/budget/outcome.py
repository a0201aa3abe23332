"""What of an event counts towards an objective: jobs that ended, tests that ran, or whatever a person asks for."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from console.analysis.patterns.adapt import of_event
from console.analysis.patterns.predicate import Test, parse
from console.model import ci
from console.model.event import Draft

LONGEST = 200
_PASSED, _FAILED = frozenset({"job.passed"}), frozenset({"job.failed"})
_CI_PASSED = frozenset(f"ci.run.{one}" for one in (ci.Outcome.SUCCESS, ci.Outcome.WARNING))
_CI_FAILED = frozenset(f"ci.run.{one}" for one in (ci.Outcome.FAILURE, ci.Outcome.ERROR, ci.Outcome.TIMED_OUT))
_TESTED = frozenset({"job.failed", "job.waiting", "job.queued", "job.passed"})


class Outcome(Struct, frozen=True):
    """So many things went well and so many did not; `subject` names what did not."""

    good: int
    bad: int
    subject: str = ""


Count = Callable[[Draft], Outcome | None]
"""What an event counts for an objective; None for nothing."""


def of_jobs(event: Draft) -> Outcome | None:
    """The end of a job. An attempt that is followed by another, and a job that was cancelled, are no end."""
    return _verdict(event, _PASSED, _FAILED)


def of_ci(event: Draft) -> Outcome | None:
    """The end of a run in CI; one that was cancelled or skipped says nothing."""
    return _verdict(event, _CI_PASSED, _CI_FAILED)


def of_tests(event: Draft) -> Outcome | None:
    """The tests of a run, by what it says of itself at its end; skipped ones count for nothing."""
    tally = event.attrs.get("tally")
    if event.kind not in _TESTED or not isinstance(tally, dict):
        return None
    good, bad = _number(tally, "passed"), _number(tally, "failed") + _number(tally, "errors")
    return Outcome(good, bad, _subject(event) if bad else "") if good or bad else None


def only(count: Count, where: str) -> Count:
    """The same of events that a predicate holds for. Raises PredicateError."""
    holds = _test(where)
    return lambda event: count(event) if holds(event) else None


def of_events(where: str, bad: str) -> Count:
    """Events that a predicate holds for, good unless another one holds too. Raises PredicateError."""
    counts, fails = _test(where), _test(bad)

    def count(event: Draft) -> Outcome | None:
        if not counts(event):
            return None
        return Outcome(0, 1, _subject(event)) if fails(event) else Outcome(1, 0)

    return count


def _test(text: str) -> Callable[[Draft], bool]:
    """Whether any record of an event satisfies a predicate; an empty one is satisfied by all."""
    test: Test = parse(text) if text.strip() else lambda _fields: True
    return lambda event: any(test(record.fields) for record in of_event(event))


def _verdict(event: Draft, passed: frozenset[str], failed: frozenset[str]) -> Outcome | None:
    if event.kind in passed:
        return Outcome(1, 0)
    return Outcome(0, 1, _subject(event)) if event.kind in failed else None


def _subject(event: Draft) -> str:
    title = event.attrs.get("title")
    return (title if isinstance(title, str) else event.template or event.text)[:LONGEST]


def _number(tally: dict[str, Any], name: str) -> int:
    value = tally.get(name, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0

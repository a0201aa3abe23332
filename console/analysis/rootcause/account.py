"""The whole account of a failed run: its root cause, the tests and exceptions in it, and what kind of failure it is."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from console.analysis import fingerprint
from console.analysis.classify import Classify, classify
from console.analysis.faults import recognise
from console.analysis.rootcause.baseline import Baseline
from console.analysis.rootcause.find import find
from console.analysis.rootcause.verdict import asserted, verdict
from console.model.failure import Category, Fault, FaultKind, RootCause, Tally, Verdict

_CLASS = re.compile(r"[A-Za-z_][\w.$:]*+")
_FAINT = 0.3
_PASSING = frozenset({Category.NETWORK, Category.INFRASTRUCTURE, Category.TIMEOUT})
_IDS_NOT_CLASSES = frozenset({FaultKind.COMPILER, FaultKind.LINKER, FaultKind.LINT, FaultKind.COMMAND})


class Account(NamedTuple):
    """What is told of a failed run; `exceptions` names each class as often as it was reported.

    `tallies` are what its test runs say of themselves. `asserted` tells of a failure that may pass by itself that a
    test judged the code all the same.
    """

    cause: RootCause | None
    verdict: Verdict
    failing_tests: tuple[str, ...]
    exceptions: tuple[str, ...]
    tallies: tuple[Tally, ...] = ()
    asserted: bool = False


def account(
    lines: Sequence[str], passing: Baseline | None = None, runs: int = 1, judge: Classify = classify
) -> Account:
    """The account of a run from its clean lines; `passing` is what `runs` passing runs of the same job said.

    `judge` tells what kind of failure it is.
    """
    report = recognise(lines)
    cause = find(lines, passing, report, runs)
    found = verdict(lines, report, cause, judge)
    return Account(
        cause=cause or (_known(lines, found) if passing is None else None),
        verdict=found,
        failing_tests=tuple(test.name for test in report.tests),
        exceptions=tuple(name for fault in report.faults for name in _classes(fault)),
        tallies=report.tallies,
        asserted=found.category in _PASSING and asserted(lines, report, judge),
    )


def _classes(fault: Fault) -> list[str]:
    """The classes of exceptions in a fault, and in what it was raised from."""
    if fault.kind in _IDS_NOT_CLASSES:
        return []
    causes = [cause.partition(":")[0].strip() for cause in fault.causes]
    return [name for name in (fault.type, *causes) if _CLASS.fullmatch(name)]


def _known(lines: Sequence[str], verdict: Verdict) -> RootCause | None:
    """The line that a rule of classification knows, of a log in which nothing else tells of a failure."""
    said = verdict.summary if verdict.rule else ""
    number = next((number for number, line in enumerate(lines, start=1) if said and line.strip() == said), 0)
    if not number:
        return None
    return RootCause(
        first_line=number,
        last_line=number,
        summary=said,
        fingerprint=fingerprint.of_text(said),
        lines=(number,),
        follow_on=(),
        basis=f"no sign of a failure but a line that rule {verdict.rule} knows",
        confidence=_FAINT,
    )

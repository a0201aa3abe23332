"""What kind of failure a root cause is: judged by the fault that names it, not by others that failed beside it."""

from collections.abc import Iterator, Sequence

from console.analysis.classify import Classify
from console.analysis.faults import recognise
from console.model.failure import Category, FailedTest, Fault, FaultKind, Report, RootCause, Verdict

_OF_TESTS = frozenset({FaultKind.EXCEPTION, FaultKind.TEST})
_FAULTS = 50
_LINES = 200
_BARE = 8
"""A message shorter than this names no fault by itself: it may stand anywhere."""


def verdict(lines: Sequence[str], report: Report, cause: RootCause | None, judge: Classify) -> Verdict:
    """By the fault that names the cause, else by the evidence alone, else by the whole log."""
    found = own(lines, report, cause, judge)
    if found is None and cause is not None:
        found = _known([lines[number - 1] for number in cause.lines], judge)
    return found or judge(lines, report)


def own(lines: Sequence[str], report: Report, cause: RootCause | None, judge: Classify) -> Verdict | None:
    """By the fault that names the cause where others stand in the evidence too; None where there are none.

    What a tool repeats at its end is recognised where it stood first; where that was, its evidence is read for itself.
    """
    if cause is None:
        return None
    shown = frozenset(cause.lines)
    if not any(fault.headline in shown for fault in report.faults):
        excerpt = [lines[number - 1] for number in cause.lines]
        again = recognise(excerpt)
        if again.faults:
            lines, report, shown = excerpt, again, frozenset(range(1, len(excerpt) + 1))
    faults = [fault for fault in report.faults if fault.headline in shown]
    named = next((fault for fault in faults if _names(lines, fault, cause.summary)), None)
    tests = [test for test in report.tests if test.line in shown]
    if named is None:
        return _of_test(lines, tests, cause.summary, judge)
    others = [fault for fault in faults if fault.last < named.first or fault.first > named.last]
    if not others:
        return None
    within = [lines[number - 1] for number in sorted(shown) if named.first <= number <= named.last]
    without = [lines[number - 1] for number in sorted(shown - _lines_of(lines, tests, named, others))]
    return _known(within, judge) or _known(without, judge)


def asserted(lines: Sequence[str], report: Report, judge: Classify) -> bool:
    """Whether one of the failed tests judged the code, whatever else failed: running it again cannot help."""
    if not report.tests:
        return False
    return any(judge(told, None).category is Category.TEST for told in _told(lines, report))


def _told(lines: Sequence[str], report: Report) -> Iterator[Sequence[str]]:
    """What was told of each failed test: by its fault, else by its message, else in all lines up to the next test."""
    faults = [fault for fault in report.faults if fault.kind in _OF_TESTS][:_FAULTS]
    for fault in faults:
        yield lines[fault.first - 1 : min(fault.last, fault.first - 1 + _LINES)]
    if faults:
        return
    begins = sorted({test.line for test in report.tests})
    after = dict(zip(begins, [*begins[1:], len(lines) + 1], strict=True))
    for test in report.tests[:_FAULTS]:
        yield _said(lines, test) or lines[test.line - 1 : min(after[test.line], test.line + _LINES) - 1]


def _said(lines: Sequence[str], test: FailedTest) -> list[str]:
    """The line that tells of a test and its message; nothing where it has none."""
    return [lines[test.line - 1], test.message] if test.message else []


def _of_test(lines: Sequence[str], tests: Sequence[FailedTest], summary: str, judge: Classify) -> Verdict | None:
    """By the test that names the cause where others failed beside it, and no stack was told of it."""
    named = next((test for test in tests if lines[test.line - 1].strip() in summary), None)
    if named is None or all(test.line == named.line for test in tests):
        return None
    return _known(_said(lines, named), judge)


def _names(lines: Sequence[str], fault: Fault, summary: str) -> bool:
    """Whether a summary is that of a fault, or holds it."""
    bare = fault.message if len(fault.message) >= _BARE else ""
    typed = f"{fault.type}: {fault.message}" if fault.type and fault.message else ""
    return any(said and said in summary for said in (lines[fault.headline - 1].strip(), typed, bare, *fault.causes))


def _lines_of(
    lines: Sequence[str], tests: Sequence[FailedTest], named: Fault, others: Sequence[Fault]
) -> frozenset[int]:
    """The lines of other faults, and those that tell of the tests in which they were raised."""
    found = {number for fault in others for number in range(fault.first, fault.last + 1)}
    for test in tests:
        said = test.message.rstrip(".… ")
        if said and said not in lines[named.headline - 1] and any(said in lines[one.headline - 1] for one in others):
            found.add(test.line)
    return frozenset(found)


def _known(lines: Sequence[str], judge: Classify) -> Verdict | None:
    """The verdict of some lines, None where they tell nothing."""
    found = judge(lines, None)
    return None if found.category is Category.UNKNOWN else found

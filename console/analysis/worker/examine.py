"""Looking at the output of whole runs: where a failed one began to fail, and what a passing one prints."""

from collections.abc import Iterator, Sequence

from console.analysis.audit import doubts
from console.analysis.classify import Classify
from console.analysis.faults import recognise
from console.analysis.rootcause import Baseline
from console.analysis.rootcause.account import account
from console.analysis.rootcause.logfile import load
from console.analysis.worker.protocol import GAP, Examine, Examined, Learn, Learned
from console.model.failure import Tally
from console.text.redact import redact_text

TESTS = 200


def examine(request: Examine, judge: Classify) -> Examined:
    """The evidence of a failed run. Raises OSError when its output cannot be read."""
    lines = _lines(request.paths)
    found = account(lines, _baseline(request.baseline), judge=judge)
    tally = summed(found.tallies)
    if found.cause is None:
        tests = found.failing_tests[:TESTS]
        return Examined(tests=tests, verdict=found.verdict, tally=tally, asserted=found.asserted)
    shown = tuple(_bounded(_evidence(lines, found.cause.lines), request.limit))
    return Examined(
        lines=tuple(redact_text("\n".join(shown)).split("\n")),
        line=found.cause.first_line,
        summary=redact_text(found.cause.summary),
        basis=found.cause.basis,
        tests=found.failing_tests[:TESTS],
        verdict=found.verdict,
        tally=tally,
        asserted=found.asserted,
    )


def learn(request: Learn) -> Learned:
    """The baseline of a passing run and the ones before. Raises OSError when its output cannot be read.

    A run counts as passing only when no tally in it tells of failed tests, whatever its exit code was.
    """
    lines = _lines(request.paths)
    report = recognise(lines)
    tally = summed(report.tallies)
    if report.tests and any(tally.failed or tally.errors for tally in report.tallies[-1:]):
        return Learned(b"", tuple(redact_text(test.name) for test in report.tests[:TESTS]), tally)
    own = Baseline.of(lines)
    before = _baseline(request.baseline)
    told = tuple(redact_text(f"{one.says}: {one.evidence}") for one in doubts(lines, report.tallies))
    return Learned((own.merged(before) if before else own).dump(), tally=tally, doubts=told)


def summed(tallies: Sequence[Tally]) -> Tally | None:
    """All test runs of an output as one; None where none says anything of itself."""
    if not tallies:
        return None
    last = tallies[-1]
    return Tally(
        framework=last.framework,
        line=last.line,
        passed=sum(one.passed for one in tallies),
        failed=sum(one.failed for one in tallies),
        errors=sum(one.errors for one in tallies),
        skipped=sum(one.skipped for one in tallies),
    )


def _lines(paths: Sequence[str]) -> list[str]:
    return [line for path in paths for line in load(path).lines]


def _baseline(data: bytes) -> Baseline | None:
    """What was kept; None where nothing was, or by another version, whose baselines compare with nothing of ours."""
    try:
        return Baseline.load(data) if data else None
    except ValueError:
        return None


def _evidence(lines: Sequence[str], numbers: Sequence[int]) -> Iterator[str]:
    """The lines of those numbers; where some between them are left out a sign says so."""
    before = 0
    for number in numbers:
        if before and number != before + 1:
            yield GAP
        yield lines[number - 1]
        before = number


def _bounded(lines: Iterator[str], limit: int) -> Iterator[str]:
    """As many lines as have room for `limit` characters."""
    for line in lines:
        limit -= len(line) + 1
        if limit < 0:
            return
        yield line

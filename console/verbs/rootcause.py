"""`kontrapunkt rootcause`: where a failed run began to fail, from its log."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from console.verbs.judging import classifier

if TYPE_CHECKING:
    from console.analysis.rootcause.account import Account
    from console.analysis.rootcause.baseline import Baseline
    from console.analysis.rootcause.logfile import LogFile

CONTEXT = 3
WIDTH = 200
NAMES = 20


@click.command()
@click.argument("file", metavar="FAIL.log")
@click.option("--passing", multiple=True, metavar="PASS.log", help="The log of a passing run of the job; several help.")
@click.option("--rules", multiple=True, metavar="RULES.toml", help="Rules of classification of your own.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def rootcause(file: str, passing: Sequence[str], rules: Sequence[str], as_json: bool) -> None:
    """Show where the run behind FAIL.log began to fail: the lines that tell the cause, and what only followed.

    With the log of a passing run only what is new counts. Lines are numbered as in an editor; `.gz` files are read
    too, and `-` is standard input. Without any sign of a failure it says so.
    """
    from console.analysis.rootcause.account import account

    log = _load(file)
    found = account(log.lines, _baseline(passing), len(passing), classifier(rules))
    rows = [json.dumps(_row(found, log))] if as_json else _pages(found, log)
    click.echo("\n".join(rows))


def _load(file: str) -> "LogFile":
    """The lines of a file; what is amiss with it is told on standard error."""
    from console.analysis.rootcause.logfile import load

    try:
        log = load("/dev/stdin" if file == "-" else file)
    except OSError as error:
        raise click.UsageError(f"cannot read {file}: {error.strerror or error}; name a readable log file") from error
    if log.note:
        click.echo(f"{file}: {log.note}", err=True)
    return log


def _baseline(files: Sequence[str]) -> "Baseline | None":
    """What the passing runs said, None without any."""
    from console.analysis.rootcause.baseline import Baseline

    known: Baseline | None = None
    for file in files:
        own = Baseline.of(_load(file).lines)
        known = own if known is None else known.merged(own)
    return known


def _row(found: "Account", log: "LogFile") -> dict[str, object]:
    """The account with stable field names; lines are numbered as in the whole file."""
    from console.text.redact import redact_text

    cause, skipped = found.cause, log.skipped
    return {
        "root_cause": {
            "first_line": cause.first_line + skipped,
            "last_line": cause.last_line + skipped,
            "summary": redact_text(cause.summary),
            "fingerprint": cause.fingerprint,
        }
        if cause is not None
        else None,
        "lines": [line + skipped for line in cause.lines] if cause is not None else [],
        "follow_on": [line + skipped for line in cause.follow_on] if cause is not None else [],
        "failing_tests": list(found.failing_tests),
        "exceptions": list(found.exceptions),
        "category": found.verdict.category,
        "confidence": round(cause.confidence, 2) if cause is not None else 0.0,
        "basis": cause.basis if cause is not None else "",
    }


def _pages(found: "Account", log: "LogFile") -> Iterator[str]:
    """The account for people: the cause in a line, the evidence with its surroundings, what followed."""
    from console.text.redact import redact_text

    cause, verdict = found.cause, found.verdict
    if cause is None:
        yield "Nothing in this log tells of a failure."
        return
    yield redact_text(cause.summary)
    sure = f"{verdict.confidence:.0%} sure" if verdict.confidence else "not sure"
    yield f"{verdict.category} ({sure}); first line {cause.confidence:.0%} sure; {cause.basis}"
    if verdict.fix:
        yield f"advice: {verdict.fix}"
    yield ""
    yield from _excerpt(log, cause.lines)
    if cause.follow_on:
        yield ""
        yield f"followed from it: {_ranges([line + log.skipped for line in cause.follow_on])}"
    for title, names in (("failing tests", found.failing_tests), ("exceptions", found.exceptions)):
        if names:
            yield ""
            yield f"{title}: {len(names)}"
            yield from _counted(names)


def _excerpt(log: "LogFile", lines: Sequence[int]) -> Iterator[str]:
    """The evidence marked with `>`, a few lines around it, gaps shown as `...`."""
    from console.text.redact import redact

    marked = frozenset(lines)
    near = sorted(
        {n for line in lines for n in range(line - CONTEXT, line + CONTEXT + 1)} & {*range(1, len(log.lines) + 1)}
    )
    shown = [n for n in near if lines[0] <= n <= lines[-1] or log.lines[n - 1].strip()]
    width = len(str(shown[-1] + log.skipped))
    before = shown[0] - 1
    for number, text in zip(shown, redact([log.lines[n - 1] for n in shown]), strict=True):
        if number > before + 1:
            yield f"  {'...':>{width}}"
        before = number
        yield f"{'>' if number in marked else ' '} {number + log.skipped:>{width}}  {text[:WIDTH]}".rstrip()


def _ranges(lines: Sequence[int]) -> str:
    """Line numbers with runs drawn together: `4, 7-9`."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    shown = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)
    return f"{'line' if len(lines) == 1 else 'lines'} {shown}"


def _counted(names: Sequence[str]) -> Iterator[str]:
    """Names with how often they occur, the first of many."""
    counted = Counter(names)
    for name, count in list(counted.items())[:NAMES]:
        yield f"  {name[:WIDTH]}{f' x{count}' if count > 1 else ''}"
    if len(counted) > NAMES:
        yield f"  and {len(counted) - NAMES} more"

"""`kontrapunkt tests` and `show tests`: what became of each test, read from the reports that runs left behind."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import click
import msgspec

from console.model.testing import Case, Report, Standing, Verdict
from console.verbs.options import Options
from console.verbs.printing import print_lines
from console.verbs.stored import stored

SHOWN = 20
COMMIT = 9


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@click.option("--failed", is_flag=True, help="Tests that failed when they last ran.")
@click.option("--flaky", is_flag=True, help="Tests that pass and fail with nothing changed.")
@click.option("--slow", is_flag=True, help="Tests that took much longer than they usually do.")
@click.option("--json", "as_json", is_flag=True, help="One object a line, of every test.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help=f"At most N of a kind ({SHOWN}); 0 is all.")
@click.pass_obj
def tests(
    options: Options, files: tuple[str, ...], failed: bool, flaky: bool, slow: bool, as_json: bool, limit: int | None
) -> None:
    """Say which tests fail, since which commit, which are flaky, and which have become slow.

    It is read from the reports of earlier runs: JUnit XML, a pytest report log, `go test -json` or TAP, found by the
    globs in `[tests] reports`. With FILES these are read instead, and nothing is stored.
    """
    if files:
        _print_files(files, as_json=as_json, failed=failed)
        return
    kinds = tuple(kind for kind, wanted in (("failed", failed), ("flaky", flaky), ("slow", slow)) if wanted)
    print_tests(options, as_json=as_json, limit=limit, kinds=kinds)


_KINDS: dict[str, Callable[[Standing], object]] = {
    "failed": lambda one: one.verdict.bad or one.first_failed,
    "flaky": lambda one: one.flaky,
    "slow": lambda one: one.slow,
}


def print_tests(options: Options, *, as_json: bool, limit: int | None = None, kinds: tuple[str, ...] = ()) -> None:
    """Print what is stored of tests; without `kinds` the failed, flaky and slow ones, or all of them as JSON."""
    found = _standings(options, failing=kinds == ("failed",))
    for path, note in _notes(options).items():
        click.echo(f"{path}: {note}", err=True)
    if as_json:
        wanted = [one for one in found if not kinds or any(_KINDS[kind](one) for kind in kinds)]
        for one in wanted[:limit] if limit else wanted:
            click.echo(msgspec.json.encode(fields(one)).decode())
        return
    if not found and not kinds:
        click.echo("no test report was read yet; `[tests] reports` names the files that are looked for", err=True)
        return
    print_lines(_lines(found, kinds or tuple(_KINDS), SHOWN if limit is None else limit))
    if not kinds:
        print_lines([_summary(found)])


def fields(one: Standing) -> dict[str, object]:
    """A test as JSON; durations in seconds, times in RFC 3339."""
    told: dict[str, object] = {"suite": one.suite, "name": one.name, "verdict": one.verdict.value}
    told |= {"last": datetime.fromtimestamp(one.last, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")}
    told |= {"runs": one.runs, "failures": one.failures, "flip_rate": round(one.flips, 4), "flaky": bool(one.flaky)}
    told |= {"flaky_why": one.flaky, "seconds": one.seconds, "usual_seconds": one.usual, "slower": round(one.slow, 2)}
    return told | {"first_failed": one.first_failed, "last_passed": one.last_passed, "message": one.message}


def _standings(options: Options, *, failing: bool) -> list[Standing]:
    from console.analysis.testing.history import standing
    from console.store import read_testing

    found = stored(
        options, lambda conn: [standing(one) for one in read_testing.records(conn, failing=failing) if one.results]
    )
    return [one for one in found or () if one is not None]


def _notes(options: Options) -> dict[str, str]:
    """Which reports could not be read, or not to their end, by path."""
    from console.store import read_states

    value = stored(options, lambda conn: read_states.value(conn, "tests", "notes", None))
    return {} if value is None else msgspec.json.decode(value, type=dict[str, str])


def _lines(found: list[Standing], kinds: tuple[str, ...], limit: int) -> Iterator[str]:
    now = time.time()
    for kind in kinds:
        chosen = sorted((one for one in found if _KINDS[kind](one)), key=lambda one: -one.last)
        for one in chosen[: limit or None]:
            yield f"{kind:<6}  {_name(one.suite, one.name)}  {_words(kind, one, now)}".rstrip()
            if kind == "failed" and one.message:
                yield f"          {one.message}"
        if limit and len(chosen) > limit:
            yield f"{kind:<6}  and {len(chosen) - limit} more; --limit 0 shows all"


def _words(kind: str, one: Standing, now: float) -> str:
    """What there is to say of a test beside its name."""
    if kind == "flaky":
        return f"{one.flaky}; {one.failures} of {one.runs} failed, {one.flips:.0%} of neighbours differ"
    if kind == "slow":
        return f"{one.seconds or 0:.2f} s, usually {one.usual or 0:.2f} s ({one.slow:.1f} times)"
    since = f"since {one.first_failed[:COMMIT]}" if one.first_failed else ""
    passed = f"passed on {one.last_passed[:COMMIT]}" if one.last_passed not in ("", one.first_failed) else ""
    failing = f"{one.failures} of {one.runs} runs failed" if one.runs > 1 else ""
    return ", ".join(part for part in (since, passed, failing, f"{_age(now - one.last)} ago") if part)


def _summary(found: list[Standing]) -> str:
    counts = [(sum(bool(rule(one)) for one in found), kind) for kind, rule in _KINDS.items()]
    return f"{len(found)} tests known: " + ", ".join(f"{count} {kind}" for count, kind in counts)


def _age(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def _name(suite: str, name: str) -> str:
    return f"{suite}::{name}" if suite else name


def _print_files(files: tuple[str, ...], *, as_json: bool, failed: bool) -> None:
    """Print the cases of reports. Raises ClickException for a file that is none."""
    for path in files:
        report = _read(path)
        cases = [case for case in report.cases if case.verdict.bad or not failed]
        if as_json:
            for case in cases:
                click.echo(msgspec.json.encode({"file": path, "format": report.format} | _case_fields(case)).decode())
        else:
            print_lines(_case_lines(path, report))
        if report.note:
            click.echo(f"{path}: {report.note}; what was read until there is shown", err=True)


def _read(path: str) -> Report:
    from console.analysis.testing import reading
    from console.analysis.testing.errors import ReportError

    try:
        return reading.read_file(path)
    except ReportError as error:
        raise click.UsageError(f"{path} is no test report: {error}") from error
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from error


def _case_fields(case: Case) -> dict[str, object]:
    told: dict[str, object] = {"suite": case.suite, "name": case.name, "verdict": case.verdict.value}
    return told | {"seconds": case.seconds, "message": case.message, "mixed": case.mixed}


def _case_lines(path: str, report: Report) -> Iterator[str]:
    for case in report.cases:
        if case.verdict.bad or case.mixed:
            yield f"{case.verdict.value:<8}  {_name(case.suite, case.name)}  {case.message}".rstrip()
    counts = [(sum(case.verdict is verdict for case in report.cases), verdict.value) for verdict in Verdict]
    yield f"{path} ({report.format}): " + ", ".join(f"{count} {word}" for count, word in counts if count)

"""`kontrapunkt rules`: the patterns that are looked for, and whether rules keep their own examples."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from console.analysis.patterns.rule import Rule
    from console.model.pattern import Pattern


@click.group()
def rules() -> None:
    """List and test the rules that look for patterns in what happens."""


@rules.command("list")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rule.")
def list_rules(files: tuple[str, ...], as_json: bool) -> None:
    """List the built-in rules and those of the rule files named; a rule of the same id replaces a built-in one."""
    from console.analysis.patterns import load_rules

    found, problems = load_rules(files)
    for problem in problems:
        click.echo(f"kontrapunkt: {problem.text()}", err=True)
    for rule in found:
        row = {"id": rule.id, "kind": str(rule.kind), "severity": rule.urgency.word, "pain": rule.pain}
        row["title"] = rule.title or rule.when
        click.echo(json.dumps(row) if as_json else f"{rule.id:24} {row['kind']:12} {row['severity']:9} {row['title']}")
    sys.exit(2 if problems else 0)


@rules.command("test")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--events", metavar="EVENTS", help="Run the rules on these records instead: a JSON object a line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a result.")
def test_rules(file: str | None, events: str | None, as_json: bool) -> None:
    """Run the examples of every rule in FILE, without FILE those of the built-in rules.

    FILE is TOML with tables [[pattern]]. Each example says whether its events must fire the rule. With --events the
    rules run on recorded events: each line is an object with `time` (seconds) and further fields; - is standard input.
    Exit 1 when a rule does not do what an example says, 2 when a file cannot be read or a rule is no rule.
    """
    found = _read(file)
    if events is not None:
        sys.stdout.writelines(_replayed(found, events, as_json))
        return
    wrong = 0
    for row in _outcomes(found):
        wrong += not row["right"]
        sys.stdout.write((json.dumps(row) if as_json else _line(row)) + "\n")
    click.echo(
        f"{len(found)} rules, {wrong} examples went wrong" if wrong else f"{len(found)} rules, all right", err=True
    )
    sys.exit(1 if wrong else 0)


def _read(file: str | None) -> "list[Rule]":
    """The rules of a file, or the built-in ones; exits with 2 where something is wrong."""
    from console.analysis.patterns.rulefile import built_in, read_file

    if file is None:
        return list(built_in())
    found, problems = read_file(file)
    for problem in problems:
        click.echo(f"kontrapunkt: {problem.text()}", err=True)
    if problems:
        sys.exit(2)
    return found


def _outcomes(found: "list[Rule]") -> "Iterator[dict[str, Any]]":
    """A row for each example of each rule; a rule in words is tried on what its words say."""
    from console.analysis.patterns.examples import run

    for rule in found:
        try:
            for outcome in run(rule):
                yield {
                    "rule": rule.id, "example": outcome.number, "fires": outcome.expected,
                    "fired": outcome.fired is not None, "t": outcome.fired, "right": outcome.right,
                    "text": outcome.text,
                }  # fmt: skip
        except ValueError as error:
            click.echo(f"kontrapunkt: an example of {rule.id} cannot be read: {error}", err=True)
            sys.exit(2)


def _line(row: "dict[str, Any]") -> str:
    sign = "ok   " if row["right"] else "WRONG"
    did = f"fired at {row['t']:.0f} s: {row['text']}" if row["fired"] else "stayed quiet"
    wanted = "" if row["right"] else f", should have {'fired' if row['fires'] else 'stayed quiet'}"
    return f"{sign}  {row['rule']} {row['example']}: {did}{wanted}"


def _replayed(found: "list[Rule]", events: str, as_json: bool) -> "Iterator[str]":
    """A row for everything that began or ended on recorded events."""
    from console.analysis.patterns import Patterns
    from console.analysis.patterns.recorded import UnreadableError, records

    patterns, last = Patterns(found), None
    try:
        for record in records(events):
            patterns.observe(record)
            last = record.time
            yield from (_turn(one, as_json) for one in patterns.news())
    except UnreadableError as error:
        click.echo(f"kontrapunkt: {error}", err=True)
        sys.exit(2)
    if last is not None:
        patterns.findings(last)
        yield from (_turn(one, as_json) for one in patterns.news())


def _turn(one: "Pattern", as_json: bool) -> str:
    if as_json:
        row = {"rule": one.rule, "key": dict(one.key), "time": one.since, "ended": one.ended}
        return json.dumps({**row, "severity": one.severity.word, "text": one.text, "evidence": one.evidence}) + "\n"
    when = f"{one.since:.0f}" if one.active else f"{one.since:.0f} to {one.ended:.0f}"
    return f"{when}  {one.severity.word:9} {one.rule}: {one.text}\n"

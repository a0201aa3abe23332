"""`kontrapunkt why` and `recall`: decisions with their reasons, by number or by likeness."""

import sys
from functools import partial

import click
import msgspec

from console.model.ruling import Ruling
from console.verbs.options import Options
from console.verbs.stored import stored
from console.views.times import full, rfc3339

K = 5
FLOOR = 0.15
LONGEST = 1 << 16


@click.command()
@click.argument("number", metavar="[ID]", type=click.IntRange(1), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, or one a line.")
@click.pass_obj
def why(options: Options, number: int | None, as_json: bool) -> None:
    """Say why something was decided: what was chosen, what else there was, and how it ended.

    Without ID it lists what waits for your decision: jobs that failed, with nothing left to try unasked.
    """
    from console.store import read_decisions

    if number is None:
        _print_waiting(stored(options, read_decisions.waiting) or (), as_json=as_json)
        return
    found = stored(options, lambda conn: read_decisions.one(conn, number))
    if found is None:
        raise click.ClickException(f"there is no decision {number}; `kontrapunkt recall WORDS` looks for one")
    click.echo(msgspec.json.encode(_fields(found)).decode() if as_json else _told(found))


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("-k", "most", type=click.IntRange(1, 1000), default=K, metavar="N", help=f"At most N; {K} else.")
@click.pass_obj
def recall(options: Options, text: str, as_json: bool, most: int) -> None:
    """Find past decisions about failures that resemble TEXT, the most alike first; `-` reads standard input."""
    from console.analysis.similar.similar import Similar
    from console.analysis.similar.vector import VERSION, intact
    from console.store import read_decisions

    kept = stored(options, lambda conn: read_decisions.vectors(conn, VERSION)) or ()
    index = Similar(entry for entry in kept if intact(entry[1]))
    near = index.nearest(_clean(text), most, FLOOR)
    if not near:
        click.echo("nothing like this was decided here", err=True)
    for number, likeness in near:
        found = stored(options, partial(read_decisions.one, number=number))
        if found is None:
            continue
        if as_json:
            click.echo(msgspec.json.encode({"likeness": round(likeness, 3), **_fields(found)}).decode())
        else:
            click.echo(f"{likeness:4.0%}  #{found.id}  {found.question}: {found.chosen.what} ({found.chosen.reason})")


def _print_waiting(found: tuple[Ruling, ...], *, as_json: bool) -> None:
    """What waits for a person, a line each."""
    if not found:
        click.echo("nothing waits for your decision", err=True)
    for one in found:
        line = f"#{one.id}  {full(one.time, None)}  {one.subject}: {one.chosen.reason}"
        click.echo(msgspec.json.encode(_fields(one)).decode() if as_json else line)


def _clean(text: str) -> str:
    """The words as they would have been stored."""
    from console.text.clean import clean
    from console.text.redact import redact

    said = sys.stdin.buffer.read(LONGEST).decode("utf-8", "replace") if text == "-" else text[:LONGEST]
    return "\n".join(redact([clean(line) for line in said.splitlines()]))


def _fields(one: Ruling) -> dict[str, object]:
    plain: dict[str, object] = msgspec.to_builtins(one)
    return plain | {"time": rfc3339(one.time), "rule": one.rule or None, "outcome": one.outcome or None}


def _told(one: Ruling) -> str:
    chosen = one.chosen
    rows = [f"#{one.id}  {full(one.time, None)}  {one.subject}: {one.question}"]
    rows += [f"chosen   {chosen.what} ({chosen.mode.value}, {chosen.confidence:.0%})", f"because  {chosen.reason}"]
    rows += [
        f"else     {other.what} ({other.mode.value}, {other.confidence:.0%}): {other.reason}" for other in one.others
    ]
    rows += [f"rule     {one.rule}"] if one.rule else []
    rows += [f"by       {one.who}", f"ended    {one.outcome or 'not known yet'}"]
    return "\n".join(rows)

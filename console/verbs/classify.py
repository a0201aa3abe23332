"""`kontrapunkt classify`: what kind of failure a file tells of."""

import json
import sys
from collections.abc import Sequence
from typing import BinaryIO

import click

from console.model.failure import Verdict
from console.text.plain import DAMAGED, plain
from console.verbs.judging import classifier

HEAD = 8 * 1024 * 1024
TAIL = 24 * 1024 * 1024
PIECE = 1024 * 1024
CUT = b"\n... a part of the file was left out ...\n"


@click.command()
@click.argument("file")
@click.option("--rules", multiple=True, metavar="RULES.toml", help="Rules of your own besides the built-in ones.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def classify(file: str, rules: Sequence[str], as_json: bool) -> None:
    """Say what kind of failure FILE tells of, how sure that is, why, and what may help; `-` reads standard input.

    The kinds are build, test, dependency, environment, network, resource, configuration, auth, lint, timeout and
    infrastructure; it stays `unknown` rather than guess.
    """
    judge = classifier(rules)
    text = _read(file).decode("utf-8", "replace")
    click.echo("\n".join(_rows(judge(text, None), as_json)))


def _rows(verdict: Verdict, as_json: bool) -> list[str]:
    """The verdict on one line of JSON, or for people."""
    row = {name: getattr(verdict, name) for name in ("category", "confidence", "summary", "reason", "fix", "rule")}
    if as_json:
        return [json.dumps(row)]
    sure = f"{verdict.confidence:.0%} sure" if verdict.confidence else "not sure"
    told = [("", verdict.summary), ("why", verdict.reason), ("fix", verdict.fix)]
    return [
        f"{verdict.category}  ({sure})",
        *(f"  {name + ':':5}{said}" if name else f"  {said}" for name, said in told if said),
    ]


def _read(file: str) -> bytes:
    """The file's bytes, unpacked; of a very large one its beginning and its end, which standard error tells."""
    try:
        if file == "-":
            return _bounded(sys.stdin.buffer)
        with open(file, "rb") as stream:
            return _bounded(stream)
    except OSError as error:
        raise click.UsageError(
            f"cannot read {file}: {error.strerror or error}; name a readable file, or - for standard input"
        ) from error


def _bounded(file: BinaryIO) -> bytes:
    """The first and the last part of what can be read, never much more than both in memory."""
    head, tail, missing = bytearray(), bytearray(), 0
    try:
        stream = plain(file)
        while piece := stream.read1(PIECE):
            room = HEAD - len(head)
            head += piece[:room]
            tail += piece[room:]
            if len(tail) > 2 * TAIL:
                missing += len(tail) - TAIL
                del tail[:-TAIL]
    except DAMAGED:
        click.echo("the file is cut off or damaged; what could be read was judged", err=True)
    missing += max(0, len(tail) - TAIL)
    if missing:
        click.echo(f"{missing} bytes in the middle were left out", err=True)
    return bytes(head + (CUT if missing else b"") + tail[-TAIL:])

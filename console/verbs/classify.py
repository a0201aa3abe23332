"""`kontrapunkt classify`: what kind of failure a file tells of."""

import json
import os
import sys

import click

from console.model.failure import Verdict

HEAD = 8 * 1024 * 1024
TAIL = 24 * 1024 * 1024
CUT = b"\n... a part of the file was left out ...\n"


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def classify(file: str, as_json: bool) -> None:
    """Say what kind of failure FILE tells of, how sure that is, why, and what may help; `-` reads standard input.

    The kinds are build, test, dependency, environment, network, resource, configuration, auth, lint, timeout and
    infrastructure; it stays `unknown` rather than guess.
    """
    from console.analysis.classify import classify as judge

    text = _read(file).decode("utf-8", "replace")
    click.echo("\n".join(_rows(judge(text), as_json)))


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
    """The file's bytes; of a very large one its beginning and its end, which standard error tells."""
    try:
        if file == "-":
            return _bounded(sys.stdin.buffer.fileno())
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return _bounded(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise click.UsageError(
            f"cannot read {file}: {error.strerror}; name a readable file, or - for standard input"
        ) from error


def _bounded(descriptor: int) -> bytes:
    """The first and the last part of what can be read, never much more than both in memory."""
    head = _some(descriptor, HEAD)
    tail, missing = b"", 0
    while piece := _some(descriptor, TAIL):
        kept = tail + piece
        tail = kept[-TAIL:]
        missing += len(kept) - len(tail)
    if missing:
        click.echo(f"{missing} bytes in the middle were left out", err=True)
    return head + (CUT if missing else b"") + tail


def _some(descriptor: int, most: int) -> bytes:
    """Up to `most` bytes; fewer only at the end."""
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(descriptor, min(most, 1024 * 1024))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)

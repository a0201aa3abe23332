"""`kontrapunkt similar TEXT`: have I seen this before? Read from the store; no engine is needed."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import msgspec
from msgspec import Struct

from console.verbs.options import Options
from console.verbs.stored import read

if TYPE_CHECKING:
    from console.store.reader import Reader

K = 5
FLOOR = 0.2
_TEXT_LIMIT = 1 << 20


class Resembling(Struct, frozen=True, kw_only=True):
    """One past failure as it is printed: times in RFC 3339, `ended` in words."""

    cluster: int
    title: str
    likeness: float
    first: str
    last: str
    total: int
    ended: str


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="JSON with stable field names, one failure a line.")
@click.option("-k", "most", type=click.IntRange(1, 1000), default=K, metavar="N", help=f"At most N failures; {K} else.")
@click.pass_obj
def similar(options: Options, text: str, as_json: bool, most: int) -> None:
    """Find past failures that resemble TEXT, the most alike first, and say how each ended; `-` reads standard input."""
    words = _clean(text)
    found = read(options, lambda reader: list(_found(reader, words, most)))
    if found is None:
        click.echo("nothing is remembered here yet: no engine has watched this project", err=True)
    elif not found:
        click.echo("nothing like this has been seen here", err=True)
    told = found or []
    lines = (msgspec.json.encode(one).decode() for one in told) if as_json else map(_line, told)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _clean(text: str) -> str:
    """The text as it would have been stored: cleaned and redacted."""
    from console.text.clean import clean
    from console.text.redact import redact

    said = sys.stdin.buffer.read(_TEXT_LIMIT).decode("utf-8", "replace") if text == "-" else text[:_TEXT_LIMIT]
    return "\n".join(redact([clean(line) for line in said.splitlines()]))


def _found(reader: "Reader", text: str, most: int) -> Iterator[Resembling]:
    from console.analysis.similar.stored import remembered

    for cluster, likeness in remembered(reader).nearest(text, most, FLOOR):
        dossier = reader.dossier(cluster)
        if dossier is None:
            continue  # the engine joined it with another just now, which is in the list itself
        known = dossier.cluster
        outcome = next((failure.outcome for failure in dossier.past if failure.outcome), "")
        yield Resembling(
            cluster=known.id,
            title=known.name or known.title,
            likeness=round(likeness, 3),
            first=_time(known.first),
            last=_time(known.last),
            total=known.total,
            ended=outcome or str(known.standing),
        )


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _line(one: Resembling) -> str:
    """One failure for people."""
    times = "once" if one.total == 1 else f"{one.total} times"
    return f"{one.likeness:4.0%}  #{one.cluster}  {one.title}  ({times}, last {one.last[:10]}; {one.ended})"

"""`kontrapunkt mine`: the kinds of lines in log files."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

if TYPE_CHECKING:
    from console.analysis.mining.files import Mining


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line of the files, in order.")
def mine(files: tuple[str, ...], as_json: bool) -> None:
    """Group the lines of log files by their kind.

    A kind is shown as its template, with <*> for what varies. The header of a line (time, level, host, process) is
    recognised and left out. Files may be compressed by gzip; - is standard input. Without --json the kinds are listed,
    the most frequent first. Exit 2 when a file cannot be read.
    """
    from console.analysis.mining.files import Mining, UnreadableError

    with Mining() as mining:
        try:
            for file in files:
                mining.read(file)
        except UnreadableError as error:
            click.echo(f"kontrapunkt: {error}", err=True)
            sys.exit(2)
        sys.stdout.writelines(_objects(mining, files) if as_json else _table(mining))


def _objects(mining: "Mining", files: tuple[str, ...]) -> Iterator[str]:
    """A JSON object for each line; of several files it names the file too."""
    for file, clusters in zip(files, mining.clusters(), strict=True):
        ends: dict[int, str] = {}
        for line, number in enumerate(clusters, start=1):
            end = ends.get(number)
            if end is None:
                kind = mining.kind(number)
                fields = {"cluster": kind.cluster, "template": kind.template}
                if len(files) > 1:
                    fields["file"] = file
                end = ends[number] = "," + msgspec.json.encode(fields).decode()[1:] + "\n"
            yield f'{{"line":{line}{end}'


def _table(mining: "Mining") -> Iterator[str]:
    """The kinds of lines for people."""
    kinds = mining.kinds()
    width = max((len(f"{kind.lines:,}") for kind in kinds), default=0)
    for kind in kinds:
        yield f"{kind.lines:>{width},}  {kind.template}\n"

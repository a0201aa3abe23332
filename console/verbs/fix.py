"""`kontrapunkt fix`: what may mend a failed command, from its output; it runs something only with --apply."""

import sys
from typing import BinaryIO

import click
import msgspec

from console.model.failure import Suggestion
from console.verbs.options import Options

LIMIT = 8 * 2**20


@click.command()
@click.option("--command", "command", metavar="CMD", default="", help="The command line that failed.")
@click.option("--output", metavar="FILE", default="", help="What it printed; - for standard input.")
@click.option("--folder", metavar="DIR", default=".", help="Where it was run; default: here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--apply", "applied", is_flag=True, help="Do it: for the job that failed last, or --job, or --cluster.")
@click.option("--job", type=click.IntRange(1), metavar="ID", help="With --apply: this job.")
@click.option("--cluster", type=click.IntRange(1), metavar="ID", help="With --apply: this cluster.")
@click.option("-n", "number", type=click.IntRange(1), default=1, metavar="N", help="With --apply: suggestion N.")
@click.option("--dry-run", is_flag=True, help="With --apply: only say what would run and change.")
@click.option("--yes", is_flag=True, help="With --apply: do also what is asked for.")
@click.option("--undo", type=click.IntRange(1), metavar="RULING", help="Go back to what was kept before a fix.")
@click.pass_obj
def fix(
    options: Options,
    command: str,
    output: str,
    folder: str,
    as_json: bool,
    applied: bool,
    job: int | None,
    cluster: int | None,
    number: int,
    dry_run: bool,
    yes: bool,
    undo: int | None,
) -> None:
    """Suggest what may mend a failed command, best first; often nothing.

    Without --command the output is a log, in which the command is looked for. Nothing is run but with --apply, which
    decides as the settings say, runs without a shell, verifies and remembers. Exit 2 when the file cannot be read.
    """
    if applied or undo:
        from console.verbs import fixrun

        if undo:
            fixrun.undo(options, undo)
        else:
            fixrun.apply(options, cluster, job, number, dry_run=dry_run, yes=yes)
    elif output:
        _suggest(command, output, folder, as_json=as_json)
    else:
        raise click.UsageError("name the --output to look at, or --apply a fix")


def _suggest(command: str, output: str, folder: str, *, as_json: bool) -> None:
    """Print what may mend it."""
    from console.analysis.fixes import suggest, suggest_for
    from console.analysis.fixes.here import Here
    from console.text.clean import clean

    text = _read(output)
    here = Here(folder)
    if command.strip():
        found = suggest(command, text, here)
    else:
        found = suggest_for([clean(line) for line in text.split("\n")], here=here)
    if as_json:
        click.echo(msgspec.json.encode({"suggestions": found}).decode())
    else:
        click.echo("\n\n".join(_words(one) for one in found) or "no suggestion")


def _words(one: Suggestion) -> str:
    """One suggestion for people: the command first, to be copied."""
    about = [
        f"{one.confidence:.0%} sure, {one.risk.value}",
        one.why,
        one.changes,
        one.verify and f"verify: {one.verify}",
    ]
    return "\n".join([one.command, *(f"    {line}" for line in about if line)])


def _read(name: str) -> str:
    """The end of a file, as far as anybody would read it."""
    if name == "-":
        return _tail(sys.stdin.buffer)
    try:
        with open(name, "rb") as file:
            return _tail(file)
    except OSError as error:
        click.echo(f"kontrapunkt: {name}: {error.strerror}; name a file that can be read, or -", err=True)
        sys.exit(2)


def _tail(file: BinaryIO) -> str:
    """What a stream holds, unpacked, of more than `LIMIT` bytes the last ones; in bounded memory."""
    from console.text.plain import DAMAGED, plain

    kept = b""
    try:
        stream = plain(file)
        while piece := stream.read1(LIMIT):
            kept = (kept + piece)[-LIMIT:]
    except DAMAGED:
        click.echo("the output is cut off or damaged; what could be read was judged", err=True)
    return kept.decode("utf-8", "replace")

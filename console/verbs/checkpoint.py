"""`kontrapunkt checkpoint`, `checkpoints` and `restore`: keep the work tree, list what was kept, go back."""

import os
import shlex
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from console.model.checkpoint import Checkpoint, Part
from console.model.environment import allowed
from console.store import statedir
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.safe import safe
from console.verbs.stored import read
from console.views.times import rfc3339

if TYPE_CHECKING:
    from console.actions.checkpoint.compare import Difference

PATIENCE = 600.0
ENVIRONMENT = "environment"


@click.command()
@click.option("-m", "--message", default="", help="What it is for.")
@click.option("--step", type=click.IntRange(0), default=0, help="The step of the plan that it belongs to.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def checkpoint(options: Options, message: str, step: int, as_json: bool) -> None:
    """Keep the work tree as it is: every file that is not ignored, byte for byte, and what was going on."""
    environment = {safe(name): safe(value) for name, value in allowed(os.environ).items()}
    args = {"message": safe(message), "cwd": safe(os.getcwd()), "environment": environment, "step": step}
    done = order(options, "checkpoint.take", args | {"token": uuid.uuid4().hex}, PATIENCE)
    number = int(done.outcome.split()[1])
    click.echo(msgspec.json.encode({"id": number}).decode() if as_json else str(number))
    click.echo(done.outcome, err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_obj
def checkpoints(options: Options, as_json: bool) -> None:
    """List the checkpoints, oldest first."""
    found = sorted(_stored(options), key=lambda one: one.id)
    if not found and not as_json:
        click.echo("no checkpoints; `kontrapunkt checkpoint` takes one", err=True)
    for one in found:
        click.echo(msgspec.json.encode(_fields(one)).decode() if as_json else _line(one))


@click.command()
@click.argument("number", metavar="ID", type=click.IntRange(1))
@click.option("--only", multiple=True, metavar="PATH", help="Only this file or folder; may be given again.")
@click.option(
    "--with", "beside", default="", metavar="PART,...",
    help="Also bring back: queue, breakers, plan, notes, layout, or all; environment prints it for a shell.",
)  # fmt: skip
@click.option("--no-files", is_flag=True, help="Leave the files alone; only what --with names.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore(
    options: Options, number: int, only: tuple[str, ...], beside: str, no_files: bool, dry_run: bool, yes: bool
) -> None:
    """Go back to a checkpoint. The present is kept in one first, and what goes is moved to a trash folder."""
    parts, environment = _parts(beside)
    if no_files and not (parts or environment):
        raise click.UsageError("nothing would be brought back: name it with --with")
    paths = _below(options, only)
    found = _one(options, number)
    if not no_files:
        _show(_preview(options, found, paths))
    for line in _beside(found, parts):
        click.echo(line, err=True)
    if environment:
        click.echo("\n".join(_shell(found)))
    if dry_run or (no_files and not parts):
        return
    if not yes and not click.confirm(f"Go back to checkpoint {number}?", err=True):
        raise click.ClickException("nothing was changed")
    args = {"checkpoint": number, "only": [path.decode("latin-1") for path in paths], "token": uuid.uuid4().hex}
    done = order(options, "checkpoint.restore", args | {"with": parts, "files": not no_files}, PATIENCE)
    click.echo(done.outcome, err=environment)


def _parts(beside: str) -> tuple[list[str], bool]:
    """The parts that the engine brings back, and whether the environment is asked for."""
    names = [name.strip() for name in beside.split(",") if name.strip()]
    if "all" in names:
        return [part.value for part in Part], ENVIRONMENT in names
    unknown = set(names) - {*Part, ENVIRONMENT}
    if unknown:
        raise click.UsageError(f"{min(unknown)!r} is no part; there are {', '.join(Part)}, {ENVIRONMENT} and all")
    return [name for name in dict.fromkeys(names) if name != ENVIRONMENT], ENVIRONMENT in names


def _beside(found: Checkpoint, parts: list[str]) -> Iterator[str]:
    """What the checkpoint holds of these parts."""
    held = found.circumstances
    counts = {
        Part.QUEUE: f"{len(held.jobs)} jobs, {len(held.paused)} paused groups",
        Part.BREAKERS: f"{len(held.breakers)} open or held",
        Part.PLAN: f"{len(held.plan)} items",
        Part.NOTES: f"{sum(bool(one.note) for one in held.failures)} notes",
        Part.LAYOUT: "theme and layout" if held.layout else "none",
    }
    yield from (f"{part}: {counts[Part(part)]}" for part in parts)


def _shell(found: Checkpoint) -> Iterator[str]:
    """Lines for a shell: the folder and the environment that it was taken in; secrets are not kept."""
    held = found.circumstances
    if held.cwd:
        yield f"cd -- {shlex.quote(held.cwd)}"
    yield from (f"export {name}={shlex.quote(value)}" for name, value in held.environment.items())


def _below(options: Options, only: tuple[str, ...]) -> tuple[bytes, ...]:
    """The named paths as the engine knows them: below the project."""
    from console.actions.checkpoint.compare import paths
    from console.actions.checkpoint.git import CheckpointError

    try:
        return paths(only, options.project, os.path.realpath(os.getcwd()))
    except CheckpointError as error:
        raise click.UsageError(str(error)) from error


def _one(options: Options, number: int) -> Checkpoint:
    found = next((one for one in _stored(options) if one.id == number), None)
    if found is None:
        raise click.ClickException(f"there is no checkpoint {number}; `kontrapunkt checkpoints` lists them")
    return found


def _preview(options: Options, wanted: Checkpoint, only: tuple[bytes, ...]) -> "Difference":
    """What going back would change; looked up without an engine, nothing is written."""
    from console.actions.checkpoint.folder import Folder, Limits
    from console.actions.checkpoint.git import CheckpointError
    from console.actions.checkpoint.row import verified
    from console.config import load

    state = statedir.open_existing(options.project, options.state)
    settings = load(options.project, explicit=options.config).settings.checkpoints
    limits = Limits(file=settings.file_bytes, total=settings.total_bytes)
    folder = Folder(state.checkpoints, state.project, state.root, limits)
    try:
        return folder.preview(verified(folder, wanted), only)
    except (CheckpointError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _show(difference: "Difference") -> None:
    """Names on standard output, the counts on standard error."""
    rows = [("M", entry.path) for entry in difference.changed] + [("A", entry.path) for entry in difference.back]
    rows += [("D", path) for path in difference.gone] + [("T", entry.path) for entry in difference.touched]
    for sign, path in sorted(rows, key=lambda row: row[1]):
        click.echo(f"{sign} {_shown(path)}")
    for path, _ in difference.folders:
        click.echo(f"A {_shown(path)}/")
    for path in difference.empty:
        click.echo(f"D {_shown(path)}/")
    click.echo(difference.words(), err=True)


def _stored(options: Options) -> tuple[Checkpoint, ...]:
    """The checkpoints in the store, newest first; none where there is no store yet."""
    return read(options, lambda reader: reader.checkpoints()) or ()


def _fields(one: Checkpoint) -> dict[str, object]:
    """A checkpoint as `checkpoints --json` prints it."""
    held = one.circumstances
    return {
        "id": one.id,
        "time": rfc3339(held.time),
        "message": held.message or None,
        "origin": held.origin.value,
        "who": held.who or None,
        "files": one.files,
        "bytes": one.bytes,
        "left_out": one.left_out,
        "head": one.head or None,
        "branch": one.branch or None,
        "step": held.step or None,
        "jobs": [job.id for job in held.jobs],
        "failures": [failure.cluster for failure in held.failures],
        "cwd": held.cwd or None,
        "digest": one.digest,
    }


def _line(one: Checkpoint) -> str:
    from console.text.clean import clean
    from console.views.times import full

    held = one.circumstances
    words = f"  {held.message}" if held.message else ""
    branch = f"  {clean(one.branch)} {one.head[:9]}" if one.head or one.branch else ""
    return f"{one.id:>5}  {full(held.time, None)}  {held.origin.value:<14} {one.files:>6} files{branch}{words}"


def _shown(path: bytes) -> str:
    from console.text.clean import clean

    return clean(path.decode("utf-8", "replace"))

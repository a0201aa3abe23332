"""`kontrapunkt run`: put a command, or a job of the project, into the queue."""

import os
import time
import uuid
from collections.abc import Iterator
from typing import Any

import click
import msgspec
from click.core import ParameterSource

from console.actions.recipes import spans
from console.model.deploy import Deploy
from console.model.environment import allowed
from console.model.job import After, Condition, Interrupted, Needs, Work
from console.verbs import deploying
from console.verbs.asking import order
from console.verbs.options import Options

DASHES = "kontrapunkt.run.dashes"
_FIELDS = {
    "name": "name", "group": "group", "afters": "after", "priority": "priority", "retries": "retries",
    "timeout": "timeout", "deadline": "deadline", "idempotent": "interrupted", "inputs": "inputs", "needed": "needs",
    "depends": "depends", "version": "version", "step": "step",
    "names": "env", "force": "force",
}  # fmt: skip


def seconds(text: str) -> float:
    """A span such as `90`, `90s`, `10m`, `2h`, in seconds. Raises BadParameter."""
    try:
        return spans.seconds(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def after(text: str) -> After:
    """A predecessor such as `12` or `12:fail`. Raises BadParameter."""
    number, _, on = text.partition(":")
    if not number.isascii() or not number.isdigit() or on not in ("", *Condition):
        raise click.BadParameter(f"{text!r} names no job; write 12, 12:ok, 12:fail or 12:always")
    return After(int(number), Condition(on or "ok"))


def needs(texts: tuple[str, ...]) -> Needs:
    """What has to be free, from words such as `mem=2G`, `disk=500M`, `cores=2`. Raises BadParameter."""
    try:
        return spans.needs(texts)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


class Spoken(click.Command):
    """Remembers whether the words behind the options were set off by `--`: those are a command, never a job's name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words apart."""
        ctx.meta[DASHES] = "--" in args
        return super().parse_args(ctx, args)


@click.command(cls=Spoken)
@click.option("--list", "listed", is_flag=True, help="List the jobs of the project and where they are from.")
@click.option("--name", default="", help="What the job is called.")
@click.option("--group", "-g", default="default", help="The group, whose limit it counts against.")
@click.option("--after", "afters", multiple=True, metavar="ID[:HOW]", help="Run after a job ended: ok, fail, always.")
@click.option("--priority", type=int, default=0, help="Higher goes first.")
@click.option("--retries", type=click.IntRange(0, 100), default=0, help="Try again so often when it fails.")
@click.option("--timeout", metavar="T", help="End it after this long: 90s, 10m, 2h.")
@click.option("--deadline", metavar="T", help="It should be done within this long; it goes first when that comes near.")
@click.option("--idempotent", is_flag=True, help="It may simply run again when it was interrupted.")
@click.option("--inputs", multiple=True, metavar="GLOB", help="Files it depends on.")
@click.option(
    "--depends", multiple=True, metavar="NAME", help="A registry, host or tool; it waits while that is broken."
)
@click.option("--needs", "needed", multiple=True, metavar="mem=2G", help="What must be free before it starts.")
@click.option("--env", "names", multiple=True, metavar="NAME", help="Another variable of this environment to pass on.")
@click.option("--step", type=click.IntRange(0), default=0, help="The step of the plan that it is for.")
@click.option("--version", default="", help="What it runs with or deploys; else the commit of a clean checkout.")
@deploying.options
@click.option("--force", is_flag=True, help="Run it all the same: nothing changed, or a version is refused (asks).")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.argument("argv", nargs=-1, metavar="NAME | -- COMMAND...", type=click.UNPROCESSED)
@click.pass_obj
def run(
    options: Options, /, *, listed: bool, as_json: bool, yes: bool, argv: tuple[str, ...], deploy: Deploy | None,
    **said: Any,  # noqa: ANN401 - the other options, each as its own
) -> None:  # fmt: skip
    """Put a command into the queue: `kontrapunkt run -- make test`, or a job of the project: `kontrapunkt run test`.

    It runs on whatever becomes of this terminal. --list tells the jobs of the project. With --check it is a deployment.
    """
    asked = _asked(argv, deploy, said)
    if listed:
        _list(options, as_json=as_json)
    elif _is_command(argv):
        _tell(*_add(options, asked, yes=yes), as_json=as_json)
    else:
        _run_named(options, argv[0], asked, as_json=as_json, yes=yes)


def _asked(argv: tuple[str, ...], deploy: Deploy | None, said: dict[str, Any]) -> Work:
    """The options by the names of their parameters as the work they describe."""
    mask = os.umask(0)
    os.umask(mask)
    return Work(
        argv=argv, cwd=os.getcwd(), name=said["name"], env=allowed(os.environ, said["names"]), group=said["group"],
        priority=said["priority"], after=tuple(map(after, said["afters"])), retries=said["retries"],
        timeout=seconds(said["timeout"]) if said["timeout"] else None,
        deadline=time.time() + seconds(said["deadline"]) if said["deadline"] else None,
        interrupted=Interrupted.RERUN if said["idempotent"] else Interrupted.ASK,
        inputs=said["inputs"], needs=needs(said["needed"]), depends=said["depends"], force=said["force"], umask=mask,
        version=said["version"], step=said["step"], deploy=deploy,
    )  # fmt: skip


def _list(options: Options, *, as_json: bool) -> None:
    from console.verbs.named import listing, project_jobs

    for line in listing(project_jobs(options), as_json=as_json):
        click.echo(line)


def _is_command(argv: tuple[str, ...]) -> bool:
    """Whether the words are a command: behind `--`, or several of them."""
    if not argv:
        raise click.UsageError("name a job of the project (--list tells them), or a command behind --")
    return bool(click.get_current_context().meta[DASHES]) or len(argv) > 1


def _run_named(options: Options, name: str, asked: Work, *, as_json: bool, yes: bool) -> None:
    """Queue a job of the project, after those that have to pass before it."""
    from console.actions.recipes.plan import linked
    from console.verbs.named import planned, project_jobs

    said = {field: getattr(asked, field) for field in _said()} | ({"deploy": asked.deploy} if asked.deploy else {})
    numbers: dict[str, tuple[int, ...]] = {}
    for step in planned(options, project_jobs(options), name, said, asked.umask):
        number, outcome = _add(options, linked(step, numbers), yes=yes)
        numbers[step.name] = (*numbers.get(step.name, ()), number)
    _tell(number, outcome, as_json=as_json)


def _said() -> Iterator[str]:
    """The parts of a job's work that this command line names."""
    ctx = click.get_current_context()
    for option, field in _FIELDS.items():
        if ctx.get_parameter_source(option) is ParameterSource.COMMANDLINE:
            yield field


def _add(options: Options, work: Work, *, yes: bool) -> tuple[int, str]:
    def add(work: Work) -> tuple[int, str]:
        done = order(options, "job.add", {"work": msgspec.to_builtins(work), "token": uuid.uuid4().hex})
        return int(done.outcome.split()[1]), done.outcome

    return deploying.insisting(add, work, force=work.force, yes=yes)


def _tell(number: int, outcome: str, *, as_json: bool) -> None:
    click.echo(msgspec.json.encode({"id": number}).decode() if as_json else str(number))
    click.echo(outcome, err=True)

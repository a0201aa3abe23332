"""`kontrapunkt run`: put a command into the queue."""

import os
import re
import time
import uuid

import click
import msgspec

from console.model.environment import allowed
from console.model.job import After, Condition, Interrupted, Needs, Work
from console.verbs.asking import order
from console.verbs.options import Options

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_SIZES = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}


def seconds(text: str) -> float:
    """A span such as `90`, `90s`, `10m`, `2h`, in seconds. Raises BadParameter."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text.strip())
    if found is None:
        raise click.BadParameter(f"{text!r} is no span of time; write 90s, 10m, 2h or 1d")
    return float(found[1]) * _UNITS[found[2]]


def after(text: str) -> After:
    """A predecessor such as `12` or `12:fail`. Raises BadParameter."""
    number, _, on = text.partition(":")
    if not number.isascii() or not number.isdigit() or on not in ("", *Condition):
        raise click.BadParameter(f"{text!r} names no job; write 12, 12:ok, 12:fail or 12:always")
    return After(int(number), Condition(on or "ok"))


def needs(texts: tuple[str, ...]) -> Needs:
    """What has to be free, from words such as `mem=2G`, `disk=500M`, `cores=2`. Raises BadParameter."""
    found: dict[str, float] = {}
    for text in texts:
        pair = re.fullmatch(r"(mem|memory|disk|cores)=(\d+(?:\.\d+)?)([kKmMgGtT]?)i?[bB]?", text.strip())
        if pair is None:
            raise click.BadParameter(f"{text!r} is no need; write mem=2G, disk=500M or cores=2")
        name = "memory" if pair[1] == "mem" else pair[1]
        found[name] = float(pair[2]) * (_SIZES[pair[3].lower()] if name != "cores" else 1)
    return Needs(memory=int(found.get("memory", 0)), disk=int(found.get("disk", 0)), cores=found.get("cores", 0.0))


@click.command()
@click.option("--name", default="", help="What the job is called.")
@click.option("--group", "-g", default="default", help="The group, whose limit it counts against.")
@click.option("--after", "afters", multiple=True, metavar="ID[:HOW]", help="Run after a job ended: ok, fail, always.")
@click.option("--priority", type=int, default=0, help="Higher goes first.")
@click.option("--retries", type=click.IntRange(0, 100), default=0, help="Try again so often when it fails.")
@click.option("--timeout", metavar="T", help="End it after this long: 90s, 10m, 2h.")
@click.option("--deadline", metavar="T", help="It should be done within this long; it goes first when that comes near.")
@click.option("--idempotent", is_flag=True, help="It may simply run again when it was interrupted.")
@click.option("--inputs", multiple=True, metavar="GLOB", help="Files it depends on.")
@click.option("--needs", "needed", multiple=True, metavar="mem=2G", help="What must be free before it starts.")
@click.option("--env", "names", multiple=True, metavar="NAME", help="Another variable of this environment to pass on.")
@click.option("--force", is_flag=True, help="Run it even when nothing it depends on has changed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.argument("argv", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_obj
def run(
    options: Options,
    name: str,
    group: str,
    afters: tuple[str, ...],
    priority: int,
    retries: int,
    timeout: str | None,
    deadline: str | None,
    idempotent: bool,
    inputs: tuple[str, ...],
    needed: tuple[str, ...],
    names: tuple[str, ...],
    force: bool,
    as_json: bool,
    argv: tuple[str, ...],
) -> None:
    """Put a command into the queue: `kontrapunkt run -- make test`. It runs on whatever becomes of this terminal."""
    mask = os.umask(0)
    os.umask(mask)
    work = Work(
        argv=argv, cwd=os.getcwd(), name=name, env=allowed(os.environ, names), group=group, priority=priority,
        after=tuple(map(after, afters)), retries=retries, timeout=seconds(timeout) if timeout else None,
        deadline=time.time() + seconds(deadline) if deadline else None,
        interrupted=Interrupted.RERUN if idempotent else Interrupted.ASK,
        inputs=inputs, needs=needs(needed), force=force, umask=mask,
    )  # fmt: skip
    done = order(options, "job.add", {"work": msgspec.to_builtins(work), "token": uuid.uuid4().hex})
    number = int(done.outcome.split()[1])
    click.echo(msgspec.json.encode({"id": number}).decode() if as_json else str(number))
    click.echo(done.outcome, err=True)

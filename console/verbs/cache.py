"""`kontrapunkt cache` and `show caches`: how often caches hit, what that saved, why not more; filling them ahead."""

import os
import shlex
import shutil
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import msgspec

from console.actions.recipes.plan import Step, linked
from console.model.environment import allowed
from console.model.job import Interrupted, Work
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.printing import glyphs_of, print_lines
from console.verbs.stored import stored

if TYPE_CHECKING:
    from console.analysis.caching.rates import Rate

DAYS = 7
DAY = 86400
BAR = 20
GROUP = "warm"
NICE = 10


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One object a line, of every tool.")
@click.option("--days", type=click.IntRange(1, 90), default=DAYS, show_default=True, help="How far back.")
@click.pass_context
def cache(ctx: click.Context, as_json: bool, days: int) -> None:
    """Say how often the caches of tools hit, what that saved, and what keeps them from hitting more.

    It is read from what jobs printed (GitHub Actions cache steps, turbo, nx, bazel, Gradle, docker build, pip, npm,
    ccache, sccache), from the figures of ccache and of an sccache server that runs, and from the jobs that did not have
    to run.
    """
    if ctx.invoked_subcommand is None:
        print_caches(ctx.obj, as_json=as_json, days=days)


@cache.command()
@click.option("--list", "listed", is_flag=True, help="Only say what would be queued.")
@click.pass_obj
def warm(options: Options, listed: bool) -> None:
    """Queue what fills the caches: the jobs in `[caches] warm`, else what the lockfiles of the project lead to.

    What fetches by a lockfile that has not changed since it last passed need not run again.
    """
    runs = _configured(options) or [[Step(work.name, work)] for work in _detected(options)]
    if not runs:
        raise click.UsageError("no lockfile leads to a warm-up here; name jobs of the project in `[caches] warm`")
    for steps in runs:
        if listed:
            print_lines(f"{step.name:<12} {shlex.join(step.work.argv)}" for step in steps)
        else:
            _queue(options, steps)


def print_caches(options: Options, *, as_json: bool, days: int = DAYS) -> None:
    """Print the rate of every tool that told of its cache."""
    from console.analysis.caching.rates import rates
    from console.store import read_caches

    target = _settings(options).target
    looks = stored(options, lambda conn: read_caches.looks(conn, time.time() - days * DAY))
    found = rates(looks or (), target)
    if as_json:
        for one in found:
            click.echo(msgspec.json.encode(_fields(one, target)).decode())
        return
    if not found:
        click.echo("no job has told of a cache so far", err=True)
        return
    print_lines(line for one in found for line in _lines(one, target, ascii_=glyphs_of(options).ascii))


def _fields(one: "Rate", target: float) -> dict[str, Any]:
    days = [{"day": _day(day.day), "hits": day.hits, "misses": day.misses} for day in one.days]
    missed = [{"what": miss.what, "why": miss.why, "seconds": miss.seconds} for miss in one.worst]
    told: dict[str, Any] = {"tool": one.tool, "hits": one.hits, "misses": one.misses, "hit_rate": round(one.rate, 4)}
    told |= {"target": target, "minutes_saved": None if one.saved is None else round(one.saved / 60, 2)}
    return told | {"estimated": one.estimated, "reason": one.reason, "days": days, "missed": missed}


def _lines(one: "Rate", target: float, *, ascii_: bool) -> Iterator[str]:
    """A line of figures with the rate as a bar in which the target is marked; below it what explains it."""
    counts = f"{one.hits} of {one.hits + one.misses}"
    about = "about " if one.estimated else ""
    saved = "" if one.saved is None else f", {about}{one.saved / 60:.1f} min saved"
    yield f"{one.tool:<8} {_bar(one.rate, target, ascii_=ascii_)} {one.rate:>4.0%}  {counts}{saved}"
    if one.reason:
        yield f"         below {target:.0%}: {one.reason}"
        for miss in one.worst:
            took = f" ({miss.seconds:.0f} s)" if miss.seconds is not None else ""
            yield f"           {miss.what}{took}{': ' if miss.why else ''}{miss.why}"


def _bar(rate: float, target: float, *, ascii_: bool) -> str:
    full, rest, mark = "#-|" if ascii_ else "█░│"
    cells = [full if place < round(rate * BAR) else rest for place in range(BAR)]
    cells[min(round(target * BAR), BAR - 1)] = mark
    return "".join(cells)


def _day(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).date().isoformat()


def _settings(options: Options) -> Any:  # noqa: ANN401 - CacheSettings, imported late
    from console.config import load

    return load(options.project, explicit=options.config).settings.caches


def _queue(options: Options, steps: list[Step]) -> None:
    """Queue steps, each after those that it comes after."""
    numbers: dict[str, tuple[int, ...]] = {}
    for step in steps:
        work = msgspec.to_builtins(linked(step, numbers))
        done = order(options, "job.add", {"work": work, "token": uuid.uuid4().hex})
        numbers[step.name] = (*numbers.get(step.name, ()), int(done.outcome.split()[1]))
        click.echo(done.outcome, err=True)


def _configured(options: Options) -> list[list[Step]]:
    """The jobs of the project that the configuration names. Raises ClickException for one that is none."""
    names = _settings(options).warm
    if not names:
        return []
    from console.verbs.named import planned, project_jobs

    jobs = project_jobs(options)
    return [planned(options, jobs, name, {}, _umask()) for name in names]


def _detected(options: Options) -> list[Work]:
    """What the lockfiles lead to; it gives way to all other work, and may simply run again."""
    from collectors.caches.warm import found

    cache_home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return [
        Work(
            argv=one.argv, cwd=one.folder, name=one.name, env=allowed(os.environ), group=GROUP, priority=-10,
            interrupted=Interrupted.RERUN, inputs=(one.lockfile,), umask=_umask(), nice=NICE,
        )
        for one in found(options.project, os.path.join(cache_home, "kontrapunkt"), shutil.which)
    ]  # fmt: skip


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""`kontrapunkt where`: what was going on here, what finished meanwhile, what failed, and the next step."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from console.model.job import Job
from console.verbs.options import Options
from console.verbs.stored import stored
from console.views.times import full, rfc3339

if TYPE_CHECKING:
    from console.model.where import Where


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def where(options: Options, as_json: bool) -> None:
    """Pick up again: what was going on, what finished meanwhile, what failed, and what comes next."""
    found = _found(options)
    click.echo(msgspec.json.encode(_fields(found)).decode() if as_json else "\n".join(_lines(found)))


def _found(options: Options) -> "Where":
    import psutil

    from console.store.where import where as look

    found = stored(options, lambda conn: look(conn, time.time(), booted=psutil.boot_time()))
    if found is None:
        raise click.ClickException("nothing is remembered here yet: no engine has watched this project")
    return found


def _lines(found: "Where") -> Iterator[str]:
    """The same for a person, what matters most first."""
    from console.text.clean import clean

    yield f"next      {clean(found.next)}"
    if found.doing:
        yield f"plan      {' > '.join(clean(item.title) for item in found.doing)}  ({found.finished}/{found.steps})"
    if found.git:
        git = found.git
        operation = f", {git.operation}" if git.operation else ""
        yield f"git       {git.branch} {git.head[:9]} {clean(git.subject)}  ({git.dirty_total} changed{operation})"
    if found.last:
        yield f"last      {full(found.last.time, None)}  {found.last.name} by {clean(found.last.who)}"
    if found.rebooted:
        yield f"rebooted  {full(found.rebooted, None)}  (the machine was started anew since)"
    yield from (f"open      {_job(job)}" for job in found.open)
    yield from (f"passed    {_job(job)}" for job in found.passed)
    yield from (f"failed    {_job(job)}" for job in found.failed)
    for cluster in found.clusters:
        yield f"failure   {cluster.id}: {clean(cluster.name or cluster.title)}  ({cluster.standing.value})"
    if found.checkpoint:
        held = found.checkpoint.circumstances
        words = held.message or held.origin.value
        yield f"kept      checkpoint {found.checkpoint.id}, {full(held.time, None)}  {clean(words)}"


def _job(job: Job) -> str:
    from console.text.clean import clean

    cause = f"  ({clean(job.cause)})" if job.cause else ""
    return f"job {job.id} {job.state.value}: {job.title}{cause}"


def _fields(found: "Where") -> dict[str, object]:
    """What `where --json` prints; times are RFC 3339, null for what is not known."""
    return {
        "next": found.next,
        "since": rfc3339(found.since) if found.since else None,
        "last": found.last.name if found.last else None,
        "branch": found.git.branch if found.git else None,
        "head": found.git.head if found.git else None,
        "operation": (found.git.operation or None) if found.git else None,
        "plan": [{"id": item.id, "level": item.level.value, "title": item.title} for item in found.doing],
        "finished": found.finished,
        "steps": found.steps,
        "open": [job.id for job in found.open],
        "passed": [job.id for job in found.passed],
        "failed": [job.id for job in found.failed],
        "interrupted": [job.id for job in found.interrupted],
        "rebooted": rfc3339(found.rebooted) if found.rebooted else None,
        "failures": [{"id": one.id, "title": one.name or one.title} for one in found.clusters],
        "checkpoint": found.checkpoint.id if found.checkpoint else None,
    }

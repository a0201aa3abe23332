"""`kontrapunkt jobs` and the verbs about one job: retry, cancel, pause, resume, priority, after, edit, logs."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import click
import msgspec

from console.model.deploy import Rollout
from console.model.job import Job, JobState
from console.store import deploys, read_jobs, statedir
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.run import after as parse_after
from console.verbs.stored import read, stored

ENDED = 50
ROLLOUTS = 1000
LOOK = 0.1
CHUNK = 65_536


@click.command()
@click.option("--all", "every", is_flag=True, help="Also all that are over, oldest first.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--stats", is_flag=True, help="How often, and for how long, jobs did not have to run.")
@click.pass_obj
def jobs(options: Options, every: bool, as_json: bool, stats: bool) -> None:
    """List the jobs that are not over, and the last of those that are."""
    if stats:
        from console.verbs.spared import spared

        click.echo(spared(options, as_json=as_json))
        return
    found = sorted(_stored(options, None if every else ENDED), key=lambda job: job.id)
    if as_json:
        from console.views.data_machine import job_fields

        rollouts = _rollouts(options)
        for job in found:
            click.echo(msgspec.json.encode(job_fields(job) | _deploy_fields(rollouts.get(job.id))).decode())
        return
    if not found:
        click.echo("no jobs; `kontrapunkt run -- COMMAND` queues one", err=True)
    for job in found:
        click.echo(_line(job))


@click.command()
@click.argument("job", type=click.IntRange(1))
@click.option("-f", "--follow", is_flag=True, help="Go on until the job is over.")
@click.option("--attempt", type=click.IntRange(1), help="An earlier attempt instead of the last.")
@click.option("--check", "part", flag_value="check", help="Of a deployment: the check that failed, or runs.")
@click.option("--rollback", "part", flag_value="rollback", help="Of a deployment: its rollback.")
@click.pass_obj
def logs(options: Options, job: int, follow: bool, attempt: int | None, part: str | None) -> None:
    """Print what a job has printed; with -f as it comes."""
    known = _one(options, job)
    number = attempt or known.attempt
    if not number:
        raise click.ClickException(f"job {job} has not begun ({known.state.value})")
    state = statedir.open_existing(options.project, options.state)
    folder = _part(os.path.join(state.jobs, str(job)), number, part)
    for piece in _output(folder, lambda: not follow or _one(options, job).state.over):
        sys.stdout.write(piece)
        sys.stdout.flush()


def _part(folder: str, attempt: int, part: str | None) -> str:
    """The folder of an attempt, or of what a deployment ran after it. Raises ClickException."""
    if part is None:
        return os.path.join(folder, str(attempt))
    begun = f"{attempt}.{part}"
    found = [name for name in os.listdir(folder) if name == begun or name.startswith(f"{begun}-")]
    if not found:
        raise click.ClickException(f"attempt {attempt} of this job has no {part}")
    return os.path.join(folder, min(found, key=lambda name: int(name.rpartition("-")[2]) if "-" in name else 0))


def _ordering(name: str, help_: str) -> click.Command:
    """A verb that sends one command about one job."""

    @click.command(name, help=help_)
    @click.argument("job", type=click.IntRange(1))
    @click.pass_obj
    def verb(options: Options, job: int) -> None:
        click.echo(order(options, f"job.{name}", {"job": job}).outcome)

    return verb


cancel = _ordering("cancel", "End a job, with everything it started, or take it out of the queue.")
pause = _ordering("pause", "Hold a running job where it is.")
resume = _ordering("resume", "Let a paused job go on.")


@click.command()
@click.argument("job", type=click.IntRange(1), required=False)
@click.option("--failed", is_flag=True, help="All that failed or were interrupted since they last passed.")
@click.pass_obj
def retry(options: Options, job: int | None, failed: bool) -> None:
    """Run a job that is over once more; its earlier attempts are kept."""
    if (job is None) is not failed:
        raise click.UsageError("name a job, or --failed")
    bad = (JobState.FAILED, JobState.INTERRUPTED)
    wanted = [job] if job else [one.id for one in _stored(options, None) if one.state in bad]
    for number in wanted:
        click.echo(order(options, "job.retry", {"job": number}).outcome)


@click.command()
@click.argument("job", type=click.IntRange(1))
@click.argument("value", type=int)
@click.pass_obj
def priority(options: Options, job: int, value: int) -> None:
    """Give a job another priority; higher goes first."""
    _edit(options, job, {"priority": value})


@click.command()
@click.argument("job", type=click.IntRange(1))
@click.argument("others", nargs=-1, metavar="[ID[:ok|fail|always]]...")
@click.pass_obj
def after(options: Options, job: int, others: tuple[str, ...]) -> None:
    """Have a job run after others; without any it waits for none."""
    _edit(options, job, {"after": msgspec.to_builtins([parse_after(other) for other in others])})


@click.command()
@click.argument("job", type=click.IntRange(1))
@click.argument("argv", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_obj
def edit(options: Options, job: int, argv: tuple[str, ...]) -> None:
    """Give a job that has not begun another command: `kontrapunkt edit 12 -- make -j2`."""
    _edit(options, job, {"argv": list(argv)})


def _edit(options: Options, job: int, changes: dict[str, Any]) -> None:
    click.echo(order(options, "job.edit", {"job": job, "changes": changes}).outcome)


def _stored(options: Options, ended: int | None) -> tuple[Job, ...]:
    """The jobs in the store; none where there is no store yet."""
    return read(options, lambda reader: reader.jobs(ended)) or ()


def _rollouts(options: Options) -> dict[int, Rollout]:
    """The last deployment of every job that is one."""
    found = stored(options, lambda conn: deploys.newest(conn, ROLLOUTS)) or ()
    return {rollout.job: rollout for rollout in reversed(found)}


def _deploy_fields(rollout: Rollout | None) -> dict[str, str | None]:
    return {
        "version": (rollout.version or None) if rollout else None,
        "deploy": rollout.phase.value if rollout else None,
    }


def _one(options: Options, number: int) -> Job:
    found = stored(options, lambda conn: read_jobs.one(conn, number))
    if found is None:
        raise click.ClickException(f"there is no job {number}; `kontrapunkt jobs --all` lists them")
    return found


def _line(job: Job) -> str:
    state = job.state.value if job.exit_code is None else f"{job.state.value} {job.exit_code}"
    cause = f"  ({job.cause})" if job.cause else ""
    return f"{job.id:>5}  {state:<12} {job.work.group:<10} {job.title}{cause}"


def _output(folder: str, over: Callable[[], bool]) -> Iterator[str]:
    """The lines of an attempt's output, clean and redacted; on until `over` says that no more comes."""
    from console.text.clean import clean_bytes
    from console.text.redact import redact_text

    tail = Tail(folder)
    while True:
        ended = over()
        for raw in tail.lines(last=ended):
            yield redact_text(clean_bytes(raw)) + "\n"
        if ended:
            return
        time.sleep(LOOK)


class Tail:
    """Reads on in the files of an attempt's output, which grow, and of which the newest two are used in turns."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._read: dict[str, int] = {}
        self._rest = b""

    def lines(self, *, last: bool) -> Iterator[bytes]:
        """The complete lines since the last call; with `last` an unfinished one too."""
        from console.actions.attempt import Attempt

        for path in Attempt(self._folder).output():
            for data in self._pieces(path):
                *lines, self._rest = (self._rest + data).split(b"\n")
                yield from lines
        if last and self._rest:
            yield self._rest

    def _pieces(self, path: str) -> Iterator[bytes]:
        with open(path, "rb") as file:
            start = self._read.get(path, 0)
            file.seek(start if start <= os.fstat(file.fileno()).st_size else 0)
            while data := file.read(CHUNK):
                self._read[path] = file.tell()
                yield data

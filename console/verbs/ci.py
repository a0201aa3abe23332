"""`kontrapunkt ci` and `show ci`: the runs on CI servers, why jobs failed, and what may be asked of the servers."""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from console.model.ci import Card, CiJob, PlaceState
from console.model.source import Freshness
from console.store import read_ci, statedir
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.stored import stored

DEGRADED = 3
EVIDENCE = 12
ASK_S = 90.0
LOOK = 1.0
LOOK_LOG = 3.0
TOKEN_BYTES = 4096


@click.group()
def ci() -> None:
    """Look at runs on CI servers, and run them again, cancel or set them off; servers are found by the git remotes."""


@ci.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object a line: the places, then the runs.")
@click.pass_obj
def list_(options: Options, as_json: bool) -> None:
    """List what runs, and what ran last, newest first."""
    sys.exit(print_ci(options, as_json=as_json))


@ci.command()
@click.argument("run", type=click.IntRange(1))
@click.option("--job", default="", help="One job, by name or the server's id, instead of the whole run.")
@click.option("--failed", is_flag=True, help="Only the jobs that failed.")
@click.pass_obj
def retry(options: Options, run: int, job: str, failed: bool) -> None:
    """Run RUN again, or a part of it; how that ends is followed and told."""
    if job and failed:
        raise click.UsageError("--job and --failed are two ways to say which part; give one")
    click.echo(_order(options, "retry", {"run": run, "job": job, "failed": failed}))


@ci.command()
@click.argument("run", type=click.IntRange(1))
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.pass_obj
def cancel(options: Options, run: int, yes: bool) -> None:
    """End RUN on its server."""
    card = _card(options, run)
    if not yes:
        click.confirm(f"End {card.run.name} #{card.run.number} at {card.run.place}?", abort=True, err=True)
    click.echo(_order(options, "cancel", {"run": run}))


@ci.command()
@click.argument("name")
@click.option("--ref", default="", help="The branch or tag; default: the one that is checked out.")
@click.option("--place", default="", help="Server and project, where several are watched.")
@click.option("--input", "inputs", multiple=True, metavar="NAME=VALUE", help="An input of the pipeline; repeatable.")
@click.pass_obj
def trigger(options: Options, name: str, ref: str, place: str, inputs: tuple[str, ...]) -> None:
    """Set off the pipeline NAME: a workflow's file, a builder; GitLab has only one, whatever it is called here."""
    given = dict(text.partition("=")[::2] for text in inputs)
    ref = ref or _branch(options)
    click.echo(_order(options, "trigger", {"name": name, "ref": ref, "place": place, "inputs": given}))


@ci.command()
@click.argument("run", type=click.IntRange(1))
@click.pass_obj
def watch(options: Options, run: int) -> None:
    """Wait until RUN is over; exit code 0 when it ended well, 1 otherwise."""
    click.echo(_order(options, "watch", {"run": run}), err=True)
    while not (card := _card(options, run)).run.stand.over:
        time.sleep(LOOK)
    click.echo(_line(card))
    outcome = card.run.stand.outcome
    sys.exit(0 if outcome is not None and outcome.good else 1)


@ci.command()
@click.argument("run", type=click.IntRange(1))
@click.option("--job", default="", help="The job, by name or the server's id; default: the first that failed.")
@click.option("-f", "--follow", is_flag=True, help="Go on until the run is over, where the server gives that out.")
@click.pass_obj
def log(options: Options, run: int, job: str, follow: bool) -> None:
    """Print the log of a job, clean and without secrets."""
    for line in _log(options, run, job, follow=follow):
        click.echo(line)


@ci.command()
@click.argument("host")
def token(host: str) -> None:
    """Keep the token for HOST, read from standard input, in a file that only you can read."""
    from collectors.ci.tokens import file_name, token_folder, usable

    given = sys.stdin.readline(TOKEN_BYTES).strip()
    if not usable(given):
        raise click.UsageError("no token came on standard input: `kontrapunkt ci token HOST < FILE`")
    folder = token_folder(os.environ)
    path = os.path.join(folder, file_name(host.lower()))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(fd, "w", encoding="ascii") as file:
            os.fchmod(fd, 0o600)
            file.write(given + "\n")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"kept in {path}; an engine that runs takes it at its next start", err=True)


def print_ci(options: Options, *, as_json: bool) -> int:
    """Print places and runs; returns the exit code, 3 without an engine or when a place cannot be believed."""
    found = stored(options, lambda conn: (read_ci.places(conn), read_ci.shown(conn)))
    places, cards = found or ((), ())
    if as_json:
        from console.views.data_ci import place_fields, run_fields

        for fields in (*map(place_fields, places), *map(run_fields, cards)):
            click.echo(msgspec.json.encode(fields).decode())
    else:
        for line in _lines(places, cards):
            click.echo(line)
    if not places:
        click.echo("no CI server was watched yet; see `servers` in the configuration", err=True)
    running = _running(options)
    if not running:
        click.echo("no engine runs here; what is shown was stored before", err=True)
    return 0 if running and not any(place.trouble for place in places) else DEGRADED


def _lines(places: tuple[PlaceState, ...], cards: tuple[Card, ...]) -> Iterator[str]:
    for place in places:
        for sight in place.sights:
            if sight.freshness is not Freshness.LIVE:
                yield f"{sight.freshness.value} {place.place} {sight.kind}: {sight.detail}"
    for card in cards:
        yield _line(card)
        for job in card.jobs:
            if job.stand.bad:
                yield from _job_lines(card, job)


def _line(card: Card) -> str:
    run = card.run
    took = f"{run.finished - run.started:.0f} s" if run.finished is not None and run.started is not None else ""
    usual = f"(usually {card.usual:.0f} s)" if card.usual is not None else ""
    attempt = f"attempt {run.attempt}" if run.attempt > 1 else ""
    parts = (f"#{run.number}" if run.number else "", run.branch, run.commit[:8], attempt, took, usual, run.who)
    return f"{card.key:>5}  {run.stand.word:<10} {run.name}  {'  '.join(part for part in parts if part)}".rstrip()


def _job_lines(card: Card, job: CiJob) -> Iterator[str]:
    yield f"       {job.stand.word:<10} {job.name}"
    told = next((one for one in card.told if one.job == job.id), None)
    if told is not None:
        if told.summary or told.note:
            yield f"                  {told.summary or told.note}"
        yield from (f"                    {line}" for line in told.lines[:EVIDENCE])


def _order(options: Options, name: str, args: dict[str, Any]) -> str:
    return order(options, f"ci.{name}", args, timeout=ASK_S).outcome


def _card(options: Options, key: int) -> Card:
    found = stored(options, lambda conn: read_ci.card(conn, key))
    if found is None:
        raise click.ClickException(f"there is no run {key}; `kontrapunkt ci list` lists them")
    return found


def _branch(options: Options) -> str:
    """The branch that is checked out, as the engine saw it last."""
    from console.store import read_states

    state = stored(options, lambda conn: read_states.git(conn, None))
    return state.branch if state else ""


def _running(options: Options) -> bool:
    try:
        return statedir.is_held(statedir.open_existing(options.project, options.state).lock)
    except statedir.StateError:
        return False


def _log(options: Options, run: int, job: str, *, follow: bool) -> Iterator[str]:
    from console.text.clean import clean_bytes
    from console.text.redact import redact_text

    offset = 0
    while True:
        over = _card(options, run).run.stand.over or not follow
        with open(_order(options, "log", {"run": run, "job": job}), "rb") as file:
            file.seek(offset)
            for raw in file:
                if not raw.endswith(b"\n") and not over:
                    break
                offset += len(raw)
                yield redact_text(clean_bytes(raw.rstrip(b"\r\n")))
        if over:
            return
        time.sleep(LOOK_LOG)

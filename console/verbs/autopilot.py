"""`kontrapunkt autopilot`: have what fails mended unasked for a while, see how it stands, and stop it."""

import time
import uuid

import click
import msgspec

from console.model.autopilot import Flight, Scope
from console.model.ruling import FixRun
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.stored import stored
from console.views.times import rfc3339

HOUR, FIXES = "1h", 10
LONGEST, MOST = 86_400.0, 100


@click.command()
@click.argument("word", metavar="[stop]", required=False, type=click.Choice(["start", "stop"]))
@click.option("--for", "span", metavar="T", default=HOUR, help=f"So long, e.g. 30m or 2h; {HOUR} else, a day at most.")
@click.option(
    "--most", type=click.IntRange(1, MOST), default=FIXES, metavar="N", help=f"At most N fixes; {FIXES} else."
)
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),  # of an enum click takes the names, not the values
    default=Scope.FAILURES.value,
    help="Jobs that fail, or all failures seen.",
)
@click.option("--json", "as_json", is_flag=True, help="Begin nothing: print how it stands, as one JSON object.")
@click.pass_obj
def autopilot(options: Options, word: str | None, span: str, most: int, scope: str, as_json: bool) -> None:
    """Mend what fails by itself, for a stretch of work.

    What is suggested against new failures, and is sure enough, is done without asking: after a checkpoint where it is
    not safe, one fix after the other, verified. Never what destroys, reaches out of the project or writes to the
    network, and never against a test's or a compiler's word on your own code. It ends by itself: when the time is
    over, the fixes are made, or two in a row did not help. `autopilot stop`, or `!` in the console, ends it at once
    with the fix that is under way.
    """
    if as_json:
        click.echo(msgspec.json.encode(_fields(options)).decode())
    elif word == "stop":
        click.echo(order(options, "autopilot.stop", {}).outcome)
    else:
        args = {"seconds": _seconds(span), "most": most, "scope": scope, "token": uuid.uuid4().hex}
        click.echo(order(options, "autopilot.start", args).outcome)


def _seconds(text: str) -> float:
    """A span of a second to a day. Raises BadParameter."""
    from console.actions.recipes import spans

    try:
        found = spans.seconds(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--for") from error
    if not 1 <= found <= LONGEST:
        raise click.BadParameter(f"{text!r} is not between a second and a day", param_hint="--for")
    return found


def _fields(options: Options) -> dict[str, object]:
    """How it stands, from the store."""
    from console.model.breaker import Moment
    from console.store import autopilot as table
    from console.store.horizon import uptime

    flight = stored(options, table.last)
    if flight is None:
        return {"on": False}
    run = uptime()
    left = flight.stretch.left(Moment(time.time(), run.seconds, run.boot)) if flight.on else 0.0
    return _told(flight, left)


def _told(flight: Flight, left: float) -> dict[str, object]:
    stretch = flight.stretch
    return {
        "on": flight.on and left > 0,
        "id": stretch.id,
        "scope": stretch.scope.value,
        "who": stretch.who,
        "began": rfc3339(stretch.began.wall),
        "left_s": round(left, 1),
        "most": stretch.most,
        "taken": flight.taken,
        "helped": flight.helped,
        "ended": rfc3339(stretch.ended) if stretch.ended else None,
        "why": stretch.why or None,
        "fixes": [_fix(run) for run in flight.runs],
    }


def _fix(run: FixRun) -> dict[str, object]:
    return {
        "ruling": run.ruling,
        "command": run.command,
        "jobs": run.jobs,
        "checkpoint": int(run.checkpoint) if run.checkpoint else None,
        "worked": run.worked,
        "over": run.over,
    }

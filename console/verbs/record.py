"""`kontrapunkt record` and `replay`: a recording is a store of the same schema, looked at through the same code."""

import os
import sys
import time

import click

from console.store import statedir
from console.verbs.options import Options
from console.verbs.times import moment


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--since", metavar="T", default="1h", show_default=True, help="From when: 10m, 2h, or an RFC 3339 time.")
@click.option("--until", metavar="T", default="", help="Until when; default: now.")
@click.pass_obj
def record(options: Options, file: str, since: str, until: str) -> None:
    """Write what was stored between two times to FILE, for `replay` here or elsewhere."""
    from console.store.recording import record as write

    if os.path.exists(file):
        raise click.ClickException(f"{file} exists already; name a new file")
    try:
        state = statedir.open_existing(options.project, options.state)
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error
    now = time.time()
    events = write(state.store, file, moment(since, now), moment(until, now) if until else now)
    click.echo(f"{file}: {events} events, {os.path.getsize(file) / 1e6:.1f} MB", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--at", metavar="T", default="", help="Where to begin: an RFC 3339 time, or 10m before the end.")
@click.option("--speed", type=click.FloatRange(min=0.1, max=3600), default=1.0, show_default=True, help="How fast.")
@click.pass_obj
def replay(options: Options, file: str, at: str, speed: float) -> None:
    """Look at a recording: every pane as it was, at any moment, at any speed."""
    from console.verbs.open import open_recording

    sys.exit(open_recording(options, file, at, speed))

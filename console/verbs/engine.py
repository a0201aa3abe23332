"""`kontrapunkt engine`: run it in the foreground, ask how it is, stop it."""

import json
import sys
import time

import click

from console import link
from console.store import statedir
from console.verbs.options import Options

STOP_TIMEOUT = 30.0


@click.group(invoke_without_command=True)
@click.option("--until-idle", is_flag=True, help="Leave when no console looks and nothing runs.")
@click.pass_context
def engine(ctx: click.Context, until_idle: bool) -> None:
    """Run the engine of this project until it is stopped (SIGTERM, ctrl+c or `engine stop`)."""
    if ctx.invoked_subcommand is not None:
        return
    from console.engine.service import run_engine

    options: Options = ctx.obj
    try:
        code = run_engine(options.project, options.state, options.config, until_idle)
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(code)


@engine.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(options: Options, as_json: bool) -> None:
    """Say whether an engine runs here and what it costs; exit 3 when none does."""
    try:
        greeting, reply = link.ask(_state(options).socket, link.Request(id=1, health=True))
    except (link.LinkError, statedir.StateError) as error:
        click.echo(json.dumps({"running": False, "reason": str(error)}) if as_json else f"no engine runs: {error}")
        sys.exit(3)
    health = reply.health if reply else None
    if as_json:
        figures = {"cpu": health.cpu, "rss": health.rss, "lag": health.lag, "started": health.started} if health else {}
        click.echo(json.dumps({"running": True, "pid": greeting.pid, "version": greeting.version, **figures}))
        return
    click.echo(f"running: pid {greeting.pid}, version {greeting.version}")
    if health:
        click.echo(f"cpu {health.cpu:.1f} %, memory {health.rss / 1e6:.0f} MB, lag {health.lag * 1000:.0f} ms")
        for notice in health.notices:
            click.echo(f"! {notice}")


@engine.command()
@click.pass_obj
def stop(options: Options) -> None:
    """Stop the engine and wait until it has left; what runs under it goes on."""
    try:
        state = _state(options)
        greeting, reply = link.ask(state.socket, link.Request(id=1, command="engine.stop", who=link.who()))
    except (link.LinkError, statedir.StateError) as error:
        click.echo(f"no engine runs: {error}", err=True)
        return
    if reply is None or reply.error:
        raise click.ClickException(reply.error if reply else "the engine gave no answer")
    deadline = time.monotonic() + STOP_TIMEOUT
    while statedir.is_held(state.lock):
        if time.monotonic() > deadline:
            raise click.ClickException(f"engine {greeting.pid} was told to stop and still runs")
        time.sleep(0.02)
    click.echo(f"engine {greeting.pid} stopped", err=True)


def _state(options: Options) -> statedir.StateDir:
    return statedir.open_existing(options.project, options.state)

"""`show workarounds` and `kontrapunkt workaround`: what is done instead of what is broken, and whether one wants it."""

import click
import msgspec

from console.model.ruling import Workaround
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.stored import stored
from console.views.times import full, rfc3339

ANSWER = 1.0


def print_workarounds(options: Options, *, as_json: bool) -> None:
    """Print every workaround that is taken, a line each; an engine that cannot store them is asked itself."""
    from console.store import read_decisions

    kept = {one.name: one for one in stored(options, read_decisions.workarounds) or ()}
    taken = kept | {one.name: one for one in _told(options)}
    for name in sorted(taken):
        click.echo(msgspec.json.encode(fields(taken[name])).decode() if as_json else line(taken[name]))
    if not taken:
        click.echo("nothing is done in another way than it should be", err=True)


@click.group()
def workaround() -> None:
    """Refuse what is done instead of what is broken, or allow it again; `show workarounds` lists what there is."""


@workaround.command()
@click.argument("name")
@click.pass_obj
def refuse(options: Options, name: str) -> None:
    """Do without the workaround NAME while what it is for is broken."""
    click.echo(order(options, "workaround.refuse", {"name": name}).outcome)


@workaround.command()
@click.argument("name")
@click.pass_obj
def allow(options: Options, name: str) -> None:
    """Take `refuse` back."""
    click.echo(order(options, "workaround.allow", {"name": name}).outcome)


def fields(one: Workaround) -> dict[str, object]:
    """A workaround as JSON."""
    return {
        "workaround": one.name,
        "instead": one.instead,
        "replaces": one.replaces,
        "since": rfc3339(one.since),
        "until": one.until,
        "refused": one.refused,
    }


def line(one: Workaround) -> str:
    """A workaround for people."""
    refused = " (refused)" if one.refused else ""
    return f"{one.name}: {one.instead}, until {one.until}; since {full(one.since, None)}{refused}"


def _told(options: Options) -> tuple[Workaround, ...]:
    """What a running engine says."""
    from console import link
    from console.store import statedir

    try:
        state = statedir.open_existing(options.project, options.state)
        reply = link.ask(state.socket, link.Request(id=1, health=True), timeout=ANSWER)[1]
    except (statedir.StateError, link.LinkError):
        return ()
    return reply.health.workarounds if reply and reply.health else ()

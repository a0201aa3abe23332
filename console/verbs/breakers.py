"""`show breakers` and `kontrapunkt breaker`: what the work depends on, whether it may be used, and by whose word."""

import click
import msgspec

from console.model.breaker import Breaker
from console.model.ruling import Workaround
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.stored import stored
from console.verbs.workarounds import fields
from console.views.times import full, rfc3339


def print_breakers(options: Options, *, as_json: bool) -> None:
    """Print every breaker, and what is done meanwhile, a line each."""
    from console.store import breakers, read_decisions

    found = stored(options, lambda conn: (breakers.every(conn), read_decisions.workarounds(conn)))
    known, taken = found or ((), ())
    for one in known:
        click.echo(msgspec.json.encode(_fields(one)).decode() if as_json else _line(one))
    for workaround in taken:
        click.echo(msgspec.json.encode(fields(workaround)).decode() if as_json else _words(workaround))
    if not known:
        click.echo("no breaker was needed yet; jobs name what they depend on with `depends`", err=True)


@click.group()
def breaker() -> None:
    """Keep jobs from what they depend on, or let them use it again; `show breakers` lists what is known."""


@breaker.command()
@click.argument("key")
@click.option("--why", default="", help="The reason, shown with everything that waits.")
@click.pass_obj
def hold(options: Options, key: str, why: str) -> None:
    """Let nothing use KEY until it is reset."""
    click.echo(order(options, "breaker.hold", {"key": key, "why": why}).outcome)


@breaker.command()
@click.argument("key")
@click.pass_obj
def reset(options: Options, key: str) -> None:
    """Let everything use KEY again, whatever was seen of it."""
    click.echo(order(options, "breaker.reset", {"key": key}).outcome)


@breaker.command()
@click.argument("key")
@click.pass_obj
def refuse(options: Options, key: str) -> None:
    """Have nothing wait for KEY while it is broken."""
    click.echo(order(options, "workaround.refuse", {"name": f"breaker {key}"}).outcome)


@breaker.command()
@click.argument("key")
@click.pass_obj
def allow(options: Options, key: str) -> None:
    """Take `refuse` back."""
    click.echo(order(options, "workaround.allow", {"name": f"breaker {key}"}).outcome)


def _fields(one: Breaker) -> dict[str, object]:
    return {
        "key": one.key,
        "state": one.state.value,
        "calls": sum(bucket.calls for bucket in one.window),
        "failures": sum(bucket.failures for bucket in one.window),
        "slow": sum(bucket.slow for bucket in one.window),
        "opened": rfc3339(one.opened.wall) if one.opened else None,
        "pause_s": round(one.pause, 1),
        "trips": one.trips,
        "probe": one.probe or None,
        "why": one.why or None,
    }


def _line(one: Breaker) -> str:
    since = f" since {full(one.opened.wall, None)}" if one.opened else ""
    pause = f", for {one.pause:.0f} s" if one.opened and one.pause else ""
    probe = f", {one.probe} tries" if one.probe else ""
    return f"{one.state.value:<10} {one.key}{since}{pause}{probe}{': ' + one.why if one.why else ''}"


def _words(one: Workaround) -> str:
    refused = " (refused)" if one.refused else ""
    return f"{'instead':<10} {one.instead}, until {one.until}{refused}"

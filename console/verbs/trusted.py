"""`show rules`: how far each rule is trusted and why, what the rulebook says, and what happens without a person."""

from functools import partial

import click
import msgspec

from console.model.settings import DecideSettings
from console.verbs.options import Options
from console.verbs.stored import stored

MOST = 200
EVEN = 0.5
"""What the posterior leans to where no suggestion says how sure its rule is."""


def print_rules(options: Options, *, as_json: bool) -> None:
    """Print the record of every rule that was followed here, then rulebook and thresholds."""
    from console.actions.decide import trust
    from console.config import Trust, load
    from console.store import read_decisions

    settings = load(options.project, explicit=options.config, trust=Trust()).settings.decide
    for rule, outcomes in stored(options, partial(read_decisions.records, limit=MOST)) or ():
        found = trust(EVEN, outcomes)
        if as_json:
            click.echo(msgspec.json.encode({"rule": rule, **msgspec.to_builtins(found)}).decode())
        else:
            span = f"{found.mean:.0%} ({found.low:.0%} to {found.high:.0%})"
            click.echo(f"{rule}: {span}, worked {found.worked} of {found.tried}; {found.words}")
    for entry in settings.rules:
        named = {name: value for name, value in msgspec.to_builtins(entry).items() if value}
        click.echo(msgspec.json.encode({"rulebook": named}).decode() if as_json else _entry(named))
    if not as_json:
        click.echo(_policy(settings), err=True)


def _entry(named: dict[str, str]) -> str:
    about = ", ".join(f"{name} {value}" for name, value in named.items() if name not in ("name", "mode"))
    return f"rulebook {named['name']}: {named['mode']} when {about or 'anything'}"


def _policy(settings: DecideSettings) -> str:
    return (
        f"safe and above {settings.do:.0%}: done; from {settings.watch:.0%}: done and watched; from "
        f"{settings.checkpoint:.0%}: after a checkpoint; below: asked. Without a person: "
        f"{', '.join(settings.automatic) or 'nothing'}; always asked: {', '.join(settings.never) or 'nothing'}"
    )

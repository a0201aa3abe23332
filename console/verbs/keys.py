"""`kontrapunkt keys`: the key bindings, and what is wrong with the configured ones."""

import sys

import click

from console.config import Loaded, load
from console.keymap import Keymap, resolve
from console.keys import ACTIONS
from console.verbs.checks import checks
from console.verbs.options import Options


@click.group(invoke_without_command=True)
@click.pass_context
def keys(ctx: click.Context) -> None:
    """List the key bindings in force; `keys check` also tells what is wrong."""
    if ctx.invoked_subcommand is None:
        _print(resolve(_loaded(ctx.obj).settings.keys)[0])


@keys.command()
@click.pass_obj
def check(options: Options) -> None:
    """Print the bindings, then every problem of the configured ones as file:line; exit 2 when there is one."""
    loaded = _loaded(options)
    _print(resolve(loaded.settings.keys)[0])
    wrong = [problem for problem in loaded.problems if problem.key == "keys" or problem.key.startswith("keys.")]
    for problem in wrong:
        click.echo(problem.text(), err=True)
    sys.exit(2 if wrong else 0)


def _loaded(options: Options) -> Loaded:
    return load(options.project, explicit=options.config, checks=checks())


def _print(keymap: Keymap) -> None:
    for action in ACTIONS:
        label = "  ".join(keymap.by_id[action.id]) or "-"
        click.echo(f"{label:<24} {action.id:<24} {action.help}")

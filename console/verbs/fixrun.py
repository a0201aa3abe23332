"""`kontrapunkt fix --apply` and `--undo`: have the engine carry a suggestion out, through the same gates as a key."""

import click

from console.verbs.asking import order
from console.verbs.options import Options

PATIENCE = 120.0
"""Seconds: a checkpoint may come first."""


def apply(options: Options, cluster: int | None, job: int | None, number: int, *, dry_run: bool, yes: bool) -> None:
    """Ask the engine to mend a cluster, a job, or the job that failed last. Raises ClickException in words."""
    args: dict[str, object] = {"suggestion": number, "dry_run": dry_run, "yes": yes}
    if cluster is not None and job is not None:
        raise click.UsageError("name a job or a cluster, not both")
    args |= {"cluster": cluster} if cluster is not None else {"job": job or 0}
    click.echo(order(options, "fix.apply", args, PATIENCE).outcome)


def undo(options: Options, ruling: int) -> None:
    """Ask the engine to go back to what was kept before a fix. Raises ClickException in words."""
    click.echo(order(options, "fix.undo", {"ruling": ruling}, PATIENCE).outcome)

"""The options of `kontrapunkt run` that make a job a deployment, and asking a person when one is refused."""

import functools
from collections.abc import Callable
from typing import Any

import click
from msgspec import ValidationError, convert
from msgspec.structs import replace

from console.actions.recipes.deployment import deployment
from console.model.deploy import Deploy
from console.model.job import Work
from console.model.settings import JobSettings

REFUSED = "not deployed: "
_OPTIONS = (
    ("check", "COMMAND", "Deploy: run this again and again once it passed."),
    ("rollback", "COMMAND", "Deploy: run this at once when the check fails."),
    ("window", "T", "Deploy: check for so long (2m)."),
    ("every", "T", "Deploy: the time between two checks (5s)."),
    ("critical", "NAME,...", "Deploy: only a version that passed these jobs."),
)


def options(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options of a deployment; it gets them as one argument, `deploy`."""

    @functools.wraps(verb)
    def collected(*args: Any, **said: Any) -> None:  # noqa: ANN401 - whatever the other options are
        verb(*args, deploy=_deploy({name: said.pop(name) for name, _, _ in _OPTIONS}), **said)

    for name, metavar, text in reversed(_OPTIONS):
        collected = click.option(f"--{name}", name, default="", metavar=metavar, help=text)(collected)
    return collected


def _deploy(said: dict[str, str]) -> Deploy | None:
    critical = tuple(name.strip() for name in said.pop("critical").split(",") if name.strip())
    try:
        return deployment(convert(said | {"critical": critical}, JobSettings))
    except (ValueError, ValidationError) as error:
        raise click.UsageError(str(error)) from error


def insisting(add: Callable[[Work], tuple[int, str]], work: Work, *, force: bool, yes: bool) -> tuple[int, str]:
    """Queue a job; a refused deployment is asked about where it was to be forced. Raises ClickException."""
    try:
        return add(work)
    except click.ClickException as error:
        if work.deploy is None or not force or not error.message.startswith(REFUSED):
            raise
        if not yes and not click.confirm(f"{error.message}. Deploy it all the same?", err=True):
            raise click.ClickException("nothing was deployed") from error
        return add(replace(work, deploy=replace(work.deploy, anyway=True)))

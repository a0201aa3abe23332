"""The jobs of the project for `kontrapunkt run`: listed, and queued by name with those they come after."""

import os
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from console.actions.recipes.discover import Found, UnknownRecipeError, discover
from console.actions.recipes.plan import before, order, work
from console.actions.recipes.recipe import Recipe
from console.config import load
from console.model.job import After, Work
from console.verbs.options import Options


def project_jobs(options: Options) -> Found:
    """The jobs of the project; what is wrong with the files that name them goes to standard error."""
    loaded = load(options.project, explicit=options.config)
    try:
        found = discover(options.project, loaded.settings.jobs)
    except OSError as error:
        raise click.ClickException(f"{options.project} cannot be read: {error.strerror}") from error
    ours = [problem.text() for problem in loaded.problems if problem.key.split(".", 1)[0] == "jobs"]
    for problem in (*ours, *found.problems):
        click.echo(problem, err=True)
    return found


def listing(found: Found, *, as_json: bool) -> Iterator[str]:
    """One line a job: its name, its command, and where it is from."""
    for recipe in found.recipes.values():
        if as_json:
            yield msgspec.json.encode(_fields(recipe)).decode()
        else:
            yield f"{recipe.name:<24} {shlex.join(recipe.argv):<48} {recipe.origin}"


def _fields(recipe: Recipe) -> dict[str, Any]:
    told = recipe.settings
    plain = {"name": recipe.name, "short": recipe.short, "argv": recipe.argv, "origin": recipe.origin}
    return plain | {"after": told.after, "watch": told.watch, "every": told.every, "at": told.at}


def works(
    options: Options, found: Found, name: str, asked: Mapping[str, object], umask: int
) -> Iterator[tuple[str, Work, tuple[str, ...]]]:
    """What to queue for a job, in order: its name, its work, and the names it comes after.

    `asked` are the parts of the work that options say otherwise; all but `force` are for the named job alone.
    """
    try:
        planned = order(found, name)
        for recipe in planned:
            made = work(recipe, options.project, os.environ, umask)
            others = dict(asked) if recipe is planned[-1] else {k: v for k, v in asked.items() if k == "force"}
            yield recipe.name, replace(made, **others), tuple(one.name for one in before(found, recipe))
    except UnknownRecipeError as error:
        raise click.ClickException(f"{error}; a command goes behind --") from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def linked(made: Work, names: tuple[str, ...], numbers: Mapping[str, int]) -> Work:
    """The work with the jobs it comes after, now that they have numbers."""
    return replace(made, after=(*made.after, *(After(numbers[name]) for name in names)))

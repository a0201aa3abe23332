"""The jobs of the project for `kontrapunkt run`: listed, and queued by name with those they come after."""

import os
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from console.actions.recipes.discover import Found, UnknownRecipeError, discover
from console.actions.recipes.plan import Step, steps, work
from console.actions.recipes.recipe import Recipe
from console.config import load
from console.model.job import Work
from console.store import statedir
from console.store.recurring import History, history
from console.verbs.options import Options
from console.verbs.stored import stored


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


def planned(options: Options, found: Found, name: str, asked: Mapping[str, object], umask: int) -> list[Step]:
    """What to queue for a job, in order.

    `asked` are the parts of the work that options say otherwise; all but `force` are for the named job alone.
    """
    named = ""

    def make(recipe: Recipe) -> Work:
        others = asked if recipe.name == named else {key: value for key, value in asked.items() if key == "force"}
        return replace(work(recipe, options.project, os.environ, umask), **others)

    try:
        named = found.named(name).name
        return list(steps(found, name, make, lambda recipe, made: _parts(options, recipe, made)))
    except UnknownRecipeError as error:
        raise click.ClickException(f"{error}; a command goes behind --") from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _parts(options: Options, recipe: Recipe, made: Work) -> tuple[Work, ...]:
    """The job as one run or two, by what it did before."""
    if not recipe.settings.affected:
        return (made,)
    from console.actions.affected.first import outputs, part_name, parts

    told = stored(options, lambda conn: history(conn, made.name, part_name(made.name))) or History()
    jobs = statedir.open_state(options.project, options.state).jobs
    return parts(recipe, made, options.project, told.passed, outputs(jobs, told.failed))

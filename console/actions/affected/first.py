"""A job as two runs, where its configuration asks for that: what the latest changes touch, then the rest."""

import os
from collections.abc import Iterable

from msgspec.structs import replace

from console.actions.affected.changes import changed
from console.actions.affected.select import arguments, failed_in, touched_tests
from console.actions.affected.split import halves, is_pytest
from console.actions.attempt import Attempt
from console.actions.output import tail
from console.actions.recipes.recipe import Recipe
from console.model.job import Work

LATER = 10
"""How much priority the rest gives way."""


def part_name(name: str) -> str:
    """What the first of the two runs is called."""
    return f"{name} (affected)"


def outputs(jobs: str, failed: Iterable[tuple[int, int]]) -> str:
    """The ends of what failed runs printed; `jobs` is the folder of all attempts."""
    return "\n".join(tail(Attempt(os.path.join(jobs, str(job), str(number))).output()) for job, number in failed)


def parts(recipe: Recipe, work: Work, project: str, passed: float | None, output: str) -> tuple[Work, ...]:
    """One run, or two; `passed` is when the job last passed (seconds), `output` what it printed when it failed since.

    Raises ValueError for a glob that cannot be read.
    """
    settings = recipe.settings
    if not settings.affected:
        return (work,)
    changes = changed(work.cwd, passed)
    if settings.first:
        more = arguments(work.cwd, changes, settings.first)
        return _two(work, (*work.argv, *more), work.argv) if more else (work,)
    if not is_pytest(work.argv):
        return (work,)
    files = touched_tests(work.cwd, project, changes, failed_in(output, work.cwd))
    split = halves(work.argv, work.cwd, files)
    return _two(work, split.first, split.rest) if files else (work,)


def _two(work: Work, first: tuple[str, ...], rest: tuple[str, ...]) -> tuple[Work, ...]:
    return (
        replace(work, argv=first, name=part_name(work.name)),
        replace(work, argv=rest, priority=work.priority - LATER),
    )

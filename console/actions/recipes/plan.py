"""From a job's name to the work that the queue gets: the job itself and those that have to pass before it."""

import os
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.actions.recipes.deployment import deployment
from console.actions.recipes.discover import Found, UnknownRecipeError
from console.actions.recipes.recipe import Recipe
from console.actions.recipes.spans import needs, seconds
from console.model.environment import allowed
from console.model.job import After, Condition, Interrupted, Work

Numbers = Mapping[str, tuple[int, ...]]
Split = Callable[[Recipe, Work], tuple[Work, ...]]
"""A job as the runs it is made of, one after the other."""


class Step(Struct, frozen=True):
    """One run for the queue: of which job, what it is, and which jobs have to pass before. `behind` an earlier part."""

    name: str
    work: Work
    after: tuple[str, ...] = ()
    behind: bool = False


def steps(found: Found, name: str, make: Callable[[Recipe], Work], split: Split) -> Iterator[Step]:
    """Everything to queue for a job, in order. Raises UnknownRecipeError, and ValueError as `work` does."""
    for recipe in order(found, name):
        names = tuple(one.name for one in before(found, recipe))
        for part, one in enumerate(split(recipe, make(recipe))):
            yield Step(recipe.name, one, names, behind=part > 0)


def linked(step: Step, numbers: Numbers) -> Work:
    """The work of a step with what it comes after, now that those have numbers."""
    passed = tuple(After(number) for name in step.after for number in numbers[name])
    behind = (After(numbers[step.name][-1], Condition.ALWAYS),) if step.behind else ()
    return replace(step.work, after=(*step.work.after, *passed, *behind))


def order(found: Found, name: str) -> tuple[Recipe, ...]:
    """The named job last, and before it all that it comes after, each once.

    Raises UnknownRecipeError, also for jobs that wait for each other in a circle.
    """
    done: dict[str, Recipe] = {}
    _place(found, found.named(name), done, ())
    return tuple(done.values())


def _place(found: Found, recipe: Recipe, done: dict[str, Recipe], above: tuple[str, ...]) -> None:
    if recipe.name in above:
        raise UnknownRecipeError(f"these jobs wait for each other: {' after '.join((*above, recipe.name))}")
    for other in before(found, recipe):
        if other.name not in done:
            _place(found, other, done, (*above, recipe.name))
    done[recipe.name] = recipe


def before(found: Found, recipe: Recipe) -> Iterator[Recipe]:
    """The jobs that have to pass before one. Raises UnknownRecipeError."""
    return map(found.named, recipe.settings.after)


def work(recipe: Recipe, project: str, env: Mapping[str, str], umask: int) -> Work:
    """What the queue runs for a job, without its predecessors; `env` is the environment of whoever asks.

    Raises ValueError in words for a setting that says nothing.
    """
    settings = recipe.settings
    try:
        return Work(
            argv=recipe.argv, cwd=os.path.normpath(os.path.join(project, settings.cwd)), name=recipe.name,
            env=allowed(env, settings.env), group=settings.group, priority=settings.priority, retries=settings.retries,
            timeout=seconds(settings.timeout) if settings.timeout else None, inputs=settings.inputs,
            interrupted=Interrupted.RERUN if settings.idempotent else Interrupted.ASK,
            needs=needs(settings.needs), depends=settings.depends, umask=umask, version=settings.version,
            deploy=deployment(settings),
        )  # fmt: skip
    except ValueError as error:
        raise ValueError(f"job {recipe.name}: {error}") from error

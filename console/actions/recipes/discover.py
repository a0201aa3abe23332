"""All jobs of a project: what its configuration names over what its tools bring along."""

import shlex
from collections.abc import Mapping

from msgspec import Struct

from console.actions.recipes.builds import cargo, go, gradle, maven
from console.actions.recipes.environments import nox, tox
from console.actions.recipes.files import Folder
from console.actions.recipes.python import python
from console.actions.recipes.recipe import Finder, Recipe
from console.actions.recipes.scripts import just, make, package_json
from console.model.settings import JobSettings

FINDERS: tuple[Finder, ...] = (python, package_json, make, tox, nox, cargo, go, just, gradle, maven)
CONFIGURED = "configuration"
MOST = 500
"""Jobs of one project; a makefile of a generator can have thousands."""


class UnknownRecipeError(Exception):
    """No job of the project is meant by this name, or more than one; the message says what there is."""


class Found(Struct, frozen=True):
    """The jobs of a project by name, configured ones first, and why others are not known."""

    recipes: Mapping[str, Recipe]
    problems: tuple[str, ...] = ()

    def named(self, name: str) -> Recipe:
        """The job of a name, or of a short one that only it has. Raises UnknownRecipeError."""
        if name in self.recipes:
            return self.recipes[name]
        short = [recipe.name for recipe in self.recipes.values() if recipe.short == name]
        if len(short) == 1:
            return self.recipes[short[0]]
        if short:
            raise UnknownRecipeError(f"several jobs are called {name!r}: {', '.join(short)}; name one of them in full")
        known = ", ".join(list(self.recipes)[:20]) or "none"
        raise UnknownRecipeError(f"the project has no job {name!r}; it has: {known}")


def discover(project: str, jobs: Mapping[str, JobSettings]) -> Found:
    """Read a project's files; none of its code runs. Raises OSError when the folder cannot be listed."""
    folder = Folder(project)
    made = [recipe for name, settings in jobs.items() if (recipe := configured(name, settings, folder))]
    made += [recipe for finder in FINDERS for recipe in finder(folder)]
    found: dict[str, Recipe] = {}
    for recipe in made:
        found.setdefault(recipe.name, recipe)
    if len(found) > MOST:
        folder.note("jobs", f"{len(found) - MOST} of {len(found)} are left out")
    return Found({name: found[name] for name in list(found)[:MOST]}, tuple(folder.problems))


def configured(name: str, settings: JobSettings, folder: Folder) -> Recipe | None:
    """A job of the configuration; None, with the reason told, where its command cannot be run."""
    command = settings.command
    try:
        argv = tuple(shlex.split(command)) if isinstance(command, str) else command
    except ValueError as error:
        folder.note(f"jobs.{name}.command", str(error))
        return None
    if not argv or not argv[0]:
        folder.note(f"jobs.{name}", "names no command")
        return None
    return Recipe(name=name, argv=argv, origin=CONFIGURED, settings=settings)

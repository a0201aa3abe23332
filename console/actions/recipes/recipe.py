"""A job that the project has, before anybody asked for it."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from console.actions.recipes.files import Folder
from console.model.settings import JobSettings


class Recipe(Struct, frozen=True, kw_only=True):
    """A job by name. `short` is what it is called where no other job claims that word, `origin` the file it is from."""

    name: str
    argv: tuple[str, ...]
    origin: str
    short: str = ""
    settings: JobSettings = JobSettings()


Finder = Callable[[Folder], Iterator[Recipe]]
"""Finds the jobs that one kind of tool brings along."""

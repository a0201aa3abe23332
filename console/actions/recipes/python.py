"""The Python tools that a project has configured: pytest, ruff, mypy."""

import os
from collections.abc import Iterator
from typing import Any

from console.actions.recipes.files import Folder, section
from console.actions.recipes.recipe import Recipe

_RUNNERS = (
    ("uv.lock", ("uv", "run")), ("poetry.lock", ("poetry", "run")), ("pdm.lock", ("pdm", "run")),
    ("Pipfile", ("pipenv", "run")),
)  # fmt: skip


def python(folder: Folder) -> Iterator[Recipe]:
    """A job for each of the tools that some file sets up."""
    for name, short, argv, origin in (
        ("pytest", "test", ("pytest",), _pytest(folder)),
        ("ruff", "lint", ("ruff", "check", "."), _ruff(folder)),
        ("mypy", "types", ("mypy", *_checked(folder)), _mypy(folder)),
    ):
        if origin:
            yield Recipe(name=name, short=short, argv=_in_environment(folder, argv), origin=origin)


def _tools(folder: Folder) -> dict[str, Any]:
    return section(folder.toml("pyproject.toml"), "tool")


def _pytest(folder: Folder) -> str:
    """Where pytest looks for its configuration, in its own order; test folders count too, it needs no configuration."""
    if folder.has("pytest.ini", ".pytest.ini"):
        return folder.has("pytest.ini", ".pytest.ini")
    if "pytest" in _tools(folder):
        return "pyproject.toml"
    if folder.ini("tox.ini").has_section("pytest"):
        return "tox.ini"
    if folder.ini("setup.cfg").has_section("tool:pytest"):
        return "setup.cfg"
    return folder.has("conftest.py", "tests/conftest.py", "test/conftest.py")


def _ruff(folder: Folder) -> str:
    alone = folder.has("ruff.toml", ".ruff.toml")
    return alone or ("pyproject.toml" if "ruff" in _tools(folder) else "")


def _mypy(folder: Folder) -> str:
    alone = folder.has("mypy.ini", ".mypy.ini")
    if alone or "mypy" in _tools(folder):
        return alone or "pyproject.toml"
    return "setup.cfg" if folder.ini("setup.cfg").has_section("mypy") else ""


def _checked(folder: Folder) -> tuple[str, ...]:
    """The folder for mypy, where its configuration does not say what it checks."""
    set_up = section(_tools(folder), "mypy")
    said = {"files", "packages", "modules"} & set_up.keys()
    for name in ("mypy.ini", ".mypy.ini", "setup.cfg"):
        parser = folder.ini(name)
        said |= {key for key in ("files", "packages", "modules") if parser.has_option("mypy", key)}
    return () if said else (".",)


def _in_environment(folder: Folder, argv: tuple[str, ...]) -> tuple[str, ...]:
    """The command in the project's own environment, where it has one."""
    for place in (".venv", "venv"):
        program = os.path.join(place, "bin", argv[0])
        if folder.has(program):
            return (program, *argv[1:])
    return (*next((runner for lock, runner in _RUNNERS if folder.has(lock)), ()), *argv)

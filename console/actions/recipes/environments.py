"""The environments of tox and the sessions of nox."""

import ast
import re
from collections.abc import Iterator
from itertools import product

from console.actions.recipes.files import Folder, section
from console.actions.recipes.recipe import Recipe

MOST = 100
"""Environments of one list; a product of factors grows fast."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_WORD = re.compile(r"(?:\{[^{}]*\}|[^,\s{}])++")


def tox(folder: Folder) -> Iterator[Recipe]:
    """All of tox as one job, and one for each environment of its list."""
    origin, listed = _listed(folder)
    if not origin:
        return
    yield Recipe(name="tox", argv=("tox",), origin=origin)
    for name in listed[:MOST]:
        yield Recipe(name=f"tox:{name}", short=name, argv=("tox", "-e", name), origin=origin)


def _listed(folder: Folder) -> tuple[str, list[str]]:
    for name, part in (("tox.ini", "tox"), ("setup.cfg", "tox:tox")):
        parser = folder.ini(name)
        if parser.has_section(part):
            words = parser.get(part, "env_list", fallback="") or parser.get(part, "envlist", fallback="")
            return name, environments(words)
    project = section(folder.toml("pyproject.toml"), "tool", "tox")
    for name, table in (("tox.toml", folder.toml("tox.toml")), ("pyproject.toml", project)):
        if table:
            named = table.get("env_list")
            words = named if isinstance(named, list) else []
            return name, [word for word in words if isinstance(word, str)]
    return "", []


def environments(words: str) -> list[str]:
    """The names in a list such as `py{310,311}-{a,b}, lint`, in order, at most as many as are shown."""
    found: list[str] = []
    for word in _WORD.findall(words):
        pieces = _BRACES.split(word)
        choices = [piece.split(",") if n % 2 else [piece] for n, piece in enumerate(pieces)]
        for made in product(*choices):
            if len(found) >= MOST:
                return found
            found.append("".join(part.strip() for part in made))
    return [name for name in dict.fromkeys(found) if name]


def nox(folder: Folder) -> Iterator[Recipe]:
    """All of nox as one job, and one for each session that its file declares; the file is read, not run."""
    text = folder.text("noxfile.py")
    if not text:
        return
    yield Recipe(name="nox", argv=("nox",), origin="noxfile.py")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        folder.note("noxfile.py", f"cannot be read: {error}")
        return
    for name in _sessions(tree):
        yield Recipe(name=f"nox:{name}", short=name, argv=("nox", "-s", name), origin="noxfile.py")


def _sessions(tree: ast.Module) -> Iterator[str]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for decorator in function.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            if ast.unparse(call.func if call else decorator) in ("nox.session", "session"):
                yield _named(call) or function.name


def _named(call: ast.Call | None) -> str:
    values = [word.value for word in call.keywords if word.arg == "name"] if call else []
    named = next((value.value for value in values if isinstance(value, ast.Constant)), "")
    return named if isinstance(named, str) else ""

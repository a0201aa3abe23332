"""Which Python distributions a project asks for: its requirements, pyproject and lock files, and wheels beside it.

Names are normalised as PEP 503 has it. Everything is read, nothing is run, and what cannot be read names nothing.
"""

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

_BYTES, _FILES, _UP = 4 * 2**20, 5000, 8
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,99})\s*(?=[\[<>=!~;@#,]|$)")
_LOCKED = re.compile(r'(?m)^name = "([A-Za-z0-9][A-Za-z0-9._-]{0,99})"')
_SPLIT = re.compile(r"[-_.]+")
_WHEELS = ("wheelhouse", "wheels", "vendor")
Table = Mapping[str, Any]


def normalised(name: str) -> str:
    """A distribution's name as the index compares it."""
    return _SPLIT.sub("-", name).lower()


def declared(folder: Path) -> frozenset[str]:
    """The normalised names that `folder`, or a folder above it up to the checkout's own, asks for."""
    found: set[str] = set()
    for place in islice((folder, *folder.resolve().parents), _UP):
        found.update(_of(place))
        if found or (place / ".git").exists():
            break
    found.update(_wheels(os.environ.get("PIP_FIND_LINKS", "").split()))
    return frozenset(map(normalised, found))


def _of(folder: Path) -> Iterator[str]:
    """The names that the files of one folder name."""
    patterns = ("*requirements*.txt", "requirements/*.txt", "constraints*.txt")
    for pattern in patterns:
        for path in islice(sorted(folder.glob(pattern)), _FILES):
            yield from _lines(_text(path))
    for name, read in _READERS.items():
        yield from read(_text(folder / name))
    yield from _wheels([str(folder / name) for name in _WHEELS])


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        match = _NAME.match(line.partition(" #")[0].rstrip())
        if match is not None:
            yield match[1]


def _indented(text: str) -> Iterator[str]:
    """The continuation lines of a setup.cfg; its keys stand at the margin."""
    return _lines("\n".join(line for line in text.split("\n") if line[:1].isspace()))


def _pyproject(text: str) -> Iterator[str]:
    table = _toml(text)
    project = _table(table, "project")
    optional = _table(project, "optional-dependencies")
    groups = _table(table, "dependency-groups")
    lists = [project.get("dependencies"), *optional.values(), *groups.values()]
    for one in lists:
        if isinstance(one, list):
            yield from _lines("\n".join(item for item in one if isinstance(item, str)))
    poetry = _table(table, "tool", "poetry")
    grouped = [_table(group, "dependencies") for group in _table(poetry, "group").values()]
    for table in (_table(poetry, "dependencies"), _table(poetry, "dev-dependencies"), *grouped):
        yield from table


def _pipfile(text: str) -> Iterator[str]:
    table = _toml(text)
    yield from _table(table, "packages")
    yield from _table(table, "dev-packages")


def _pipfile_lock(text: str) -> Iterator[str]:
    try:
        table = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return
    for part in ("default", "develop"):
        yield from _table(table, part)


def _locked(text: str) -> Iterator[str]:
    yield from _LOCKED.findall(text)


_READERS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "pyproject.toml": _pyproject, "Pipfile": _pipfile, "Pipfile.lock": _pipfile_lock, "poetry.lock": _locked,
    "uv.lock": _locked, "pdm.lock": _locked, "setup.cfg": _indented,
}  # fmt: skip


def _wheels(folders: list[str]) -> Iterator[str]:
    """The names of wheels and source archives in folders."""
    for folder in folders:
        try:
            with os.scandir(folder.removeprefix("file://")) as entries:
                names = [entry.name for entry in islice(entries, _FILES)]
        except (OSError, ValueError):
            continue
        yield from (name.partition("-")[0] for name in names if name.endswith(".whl"))
        yield from (name.rpartition("-")[0] for name in names if name.endswith(".tar.gz"))


def _toml(text: str) -> Table:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(table: object, *path: str) -> Table:
    """The table at a path; an empty one where something else stands."""
    for name in path:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _text(path: Path) -> str:
    """The beginning of a file; nothing when it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_BYTES)
    except (OSError, ValueError):
        return ""

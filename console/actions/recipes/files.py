"""Reading the files of a project that name its jobs: bounded, and what cannot be read is told, not raised."""

import configparser
import json
import os
import stat
import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from console.text.clean import clean

T = TypeVar("T")

LARGEST = 1024 * 1024
"""Bytes; no file that people write to name their jobs is larger."""

LARGEST_INI = 128 * 1024
LONGEST_LINE = 2000
"""The reader of the standard library takes quadratic time for a line."""


class Folder:
    """The project's own folder; every file is read once. `problems` says in words what could not be read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[str] = []
        self._names = frozenset(os.listdir(path))
        self._texts: dict[str, str] = {}

    def has(self, *names: str) -> str:
        """The first of these names that is there, else nothing."""
        return next((name for name in names if self._there(name)), "")

    def text(self, name: str) -> str:
        """A file as text; empty where there is none."""
        if name not in self._texts:
            self._texts[name] = self._read(name) if self.has(name) else ""
        return self._texts[name]

    def toml(self, name: str) -> dict[str, Any]:
        """A TOML file; empty where there is none."""
        return self._parsed(name, tomllib.loads, {})

    def json(self, name: str) -> dict[str, Any]:
        """A JSON object; empty where there is none."""
        found: object = self._parsed(name, json.loads, None)
        return found if isinstance(found, dict) else {}

    def ini(self, name: str) -> configparser.RawConfigParser:
        """An INI file; without sections where there is none."""

        def parse(text: str) -> configparser.RawConfigParser:
            if len(text) > LARGEST_INI or len(max(text.split("\n"), key=len)) > LONGEST_LINE:
                raise ValueError("it is larger than such files are")
            parser = configparser.RawConfigParser(strict=False)
            parser.read_string(text)
            return parser

        return self._parsed(name, parse, configparser.RawConfigParser())

    def note(self, name: str, why: str) -> None:
        """Tell why the jobs of a file are not known."""
        self.problems.append(clean(f"{name}: {why}")[:300])

    def _there(self, name: str) -> bool:
        return name in self._names if "/" not in name else os.path.exists(os.path.join(self.path, name))

    def _parsed(self, name: str, parse: Callable[[str], T], nothing: T) -> T:
        text = self.text(name)
        if not text:
            return nothing
        try:
            return parse(text)
        except (ValueError, RecursionError, configparser.Error) as error:
            self.note(name, f"cannot be read: {error}")
            return nothing

    def _read(self, name: str) -> str:
        """The text of a regular file; a pipe of this name is not waited for."""
        path = os.path.join(self.path, name)
        try:
            with open(path, "rb", opener=_without_waiting) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    self.note(name, "is no regular file")
                    return ""
                data = file.read(LARGEST + 1)
        except OSError as error:
            self.note(name, f"cannot be read: {error.strerror}")
            return ""
        if len(data) > LARGEST:
            self.note(name, f"is larger than {LARGEST // 1024} KiB and was not read")
            return ""
        return data.decode("utf-8-sig", errors="replace")


def section(table: object, *names: str) -> dict[str, Any]:
    """A table inside tables; empty where it is none."""
    for name in names:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)

"""File names: which are logs, and which one names an older part of another."""

import fnmatch
import os
import re
from collections.abc import Iterable
from functools import lru_cache

from console.model.settings import LogSettings
from console.text.filenames import display

TOOL_FOLDERS = frozenset({"_logs", "surefire-reports", "failsafe-reports", "test-results", "test-reports", "testlogs"})
TEXT_SUFFIXES = (".txt", ".log", ".out", ".err")
VENV_HOMES = frozenset({".tox", ".nox"})

_NEVER = (
    ".pid", ".lock", ".lck", ".sock", ".swp", ".db", ".sqlite", ".sqlite3", ".db-wal", ".db-shm", ".journal",
    ".journal~", ".xz", ".bz2", ".zst", ".lz4", ".zip", ".tar", ".tgz", ".png", ".jpg", ".gif", ".svg", ".pdf", ".html",
    ".htm", ".css", ".js", ".xml", ".py", ".pyc", ".so", ".md", "~",
)  # fmt: skip
_DATE = r"\d{4}-\d{2}-\d{2}(?:[T_-]?\d{2}(?:[-:]?\d{2}){0,2})?"
_ROTATED = re.compile(rf"(?:[._-](?:\d{{1,4}}|\d{{8,14}}|{_DATE}|old|bak|prev))+$")
_EXTENSION = re.compile(r"\.(?:log|out|err|txt)$")


class Names:
    """The name rules of one configuration; `exclude` entries may be patterns."""

    def __init__(self, settings: LogSettings) -> None:
        self._include = _pattern(settings.include)
        self._exclude = _pattern(settings.exclude)
        self._folders = frozenset(settings.folders)

    def is_log(self, name: str) -> bool:
        """Whether a file of this name is a log wherever it lies; archives other than gzip are not."""
        return self._include.match(name.removesuffix(".gz")) is not None and not name.endswith(_NEVER)

    def is_text(self, name: str, *, tool: bool) -> bool:
        """Whether a file in a log folder counts as a log; in a tool's folder only the plain-text suffixes do."""
        return name.endswith(TEXT_SUFFIXES) if tool else not name.endswith(_NEVER)

    def is_excluded(self, name: str) -> bool:
        """Whether a file or folder of this name is never touched."""
        return self._exclude.match(name) is not None

    def is_folder(self, name: str) -> bool:
        """Whether every text file below a folder of this name is a log."""
        return name in self._folders


def _pattern(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression for several shell patterns; none at all matches nothing."""
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns) or r"(?!)", re.DOTALL)


@lru_cache(maxsize=4096)
def label(path: str) -> str:
    """A path as text that may be shown and stored; remembered, for it is asked for with every block."""
    return display(path)


def near(path: str, project: str) -> str:
    """A label for people who work in `project`: relative to it where it lies inside."""
    root = label(project).rstrip("/")
    return label(path).removeprefix(f"{root}/") if root else label(path)


@lru_cache(maxsize=4096)
def base(name: str) -> str:
    """The name a rotated file had while it was written: `app.log` for `app.log.2.gz` and `app-2026-11-20.log`."""
    plain = name.removesuffix(".gz")
    stem = _ROTATED.sub("", plain)
    ending = _EXTENSION.search(stem)
    if stem == plain and ending is not None:
        inner = _ROTATED.sub("", stem[: ending.start()])
        return inner + ending[0] if inner else plain
    return stem or plain


def family(path: str) -> tuple[str, str]:
    """What a file and its rotated parts have in common: folder and base name."""
    folder, name = os.path.split(path)
    return folder, base(name)


def is_older_part(path: str) -> bool:
    """Whether the name is that of a rotated part."""
    name = os.path.basename(path)
    return base(name) != name

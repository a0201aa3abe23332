"""What a command can reach, judged by its words: only what is known to be harmless counts as harmless."""

import os.path
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

_OUTSIDE = re.compile(r"(?:~|/(?!tmp/|dev/null$)|\.\.(?:/|$))")
_PYTHON = re.compile(r"python[\d.]*")
_PIP = frozenset({"pip", "pip3"})


class Reach(StrEnum):
    """The worst a command can do. UNKNOWN: its words do not tell."""

    HARMLESS = "harmless"
    PROJECT = "project"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    NETWORK_WRITE = "network-write"
    DESTRUCTIVE = "destructive"


_WORSE = tuple(Reach)


class _Tables(Struct, frozen=True, forbid_unknown_fields=True):
    """What reach.toml holds: programs with the words that are meant, between blanks, and lists of words."""

    repeatable: dict[str, str]
    network: dict[str, str]
    outside: dict[str, str]
    destroys: dict[str, str]
    words: dict[str, str]


@cache
def _tables() -> _Tables:
    return convert(tomllib.loads(Path(__file__).with_name("reach.toml").read_text(encoding="utf-8")), _Tables)


def reach_of(argv: Sequence[str]) -> Reach:
    """The worst that a command can do, as far as its words tell."""
    program, rest = _taken(argv)
    tables, edits = _tables(), _one_of("edits", [program])
    if _among(tables.destroys, program, rest) or (edits and _one_of("force", rest)):
        return Reach.DESTRUCTIVE
    if _among(tables.network, program, rest):
        return Reach.NETWORK_WRITE
    if (
        _among(tables.outside, program, rest)
        or _one_of("system", [program])
        or _one_of("globally", rest)
        or any(map(_OUTSIDE.match, rest))
    ):
        return Reach.OUTSIDE
    if _among(tables.repeatable, program, rest):
        return Reach.HARMLESS
    return Reach.PROJECT if edits else Reach.UNKNOWN


def worst_of(steps: Iterable[Sequence[str]], own: Sequence[str], here: Callable[[Sequence[str]], bool]) -> Reach:
    """The worst that commands run one after the other can do.

    `own` is a command that a person ran themselves: what it reaches is theirs where its words do not tell. `here`
    tells whether what a command installs stays in the project; where it does not, the command reaches outside.
    """
    found = [_told(step, own, here) for step in steps]
    return max(found, key=_WORSE.index, default=Reach.HARMLESS)


def installs(argv: Sequence[str]) -> bool:
    """Whether a command puts packages into whatever Python environment is in force."""
    program, rest = _taken(argv)
    words = [word for word in rest if not word.startswith("-")][:2]
    return (program in _PIP and words[:1] == ["install"]) or (program == "uv" and words == ["pip", "install"])


def _told(argv: Sequence[str], own: Sequence[str], here: Callable[[Sequence[str]], bool]) -> Reach:
    reach = reach_of(argv)
    if reach is Reach.UNKNOWN and tuple(argv) == tuple(own):
        return Reach.PROJECT
    outside = installs(argv) and not here(argv)
    return max(reach, Reach.OUTSIDE, key=_WORSE.index) if outside else reach


def repeatable(argv: Sequence[str]) -> bool:
    """Whether running a command twice does no more harm than running it once."""
    program, rest = _taken(argv)
    return _among(_tables().repeatable, program, rest) and not _one_of("force", rest)


def _taken(argv: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The program that does the work, and the words behind it: `python -m pytest` is pytest."""
    if not argv:
        return "", ()
    name = os.path.basename(argv[0])
    if len(argv) > 2 and argv[1] == "-m" and _PYTHON.fullmatch(name):
        return argv[2], argv[3:]
    if len(argv) > 2 and (name, argv[1]) in (("uv", "run"), ("poetry", "run"), ("bundle", "exec")):
        return _taken(argv[2:])
    return _taken(argv[1:]) if name == "npx" and len(argv) > 1 else (name, argv[1:])


def _one_of(name: str, rest: Sequence[str]) -> bool:
    return not set(_tables().words[name].split()).isdisjoint(rest)


def _among(table: Mapping[str, str], program: str, rest: Sequence[str]) -> bool:
    """Whether the program's first word that is no option is one of those in the table."""
    known = table.get(program)
    if known is None:
        return False
    first = next((word for word in rest if not word.startswith("-")), "")
    return known == "*" or first in known.split()

"""Conditions: the same trouble under many names, as listed in `conditions.toml`."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class Reach(StrEnum):
    """How far a condition reaches: what two failures must share to have it from one cause."""

    MACHINE = "machine"
    NETWORK = "network"
    PEER = "peer"


class Condition(Struct, frozen=True, kw_only=True):
    """One trouble with its name in words and the signs of it in lower-case text.

    `network` tells whether it is one of the shapes in which trouble with a peer shows: a server that is down refuses,
    then times out, then is unavailable. `instead_of` is a wider condition of which the signs are the same.
    """

    name: str
    reach: Reach
    signs: tuple[str, ...]
    network: bool = False
    instead_of: str = ""


class _File(Struct, frozen=True):
    condition: tuple[Condition, ...]


@cache
def conditions() -> tuple[Condition, ...]:
    """All conditions that are known."""
    text = files(__package__).joinpath("conditions.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File).condition


@cache
def _patterns() -> tuple[tuple[Condition, re.Pattern[str]], ...]:
    """The conditions with a pattern of their signs, which begin words: `ModuleNotFound` is no ENOTFOUND."""
    return tuple((c, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, c.signs))})")) for c in conditions())


def conditions_of(text: str) -> tuple[Condition, ...]:
    """The conditions that a text names."""
    low = text.lower()
    found = [condition for condition, signs in _patterns() if signs.search(low)]
    hidden = {condition.instead_of for condition in found}
    return tuple(condition for condition in found if condition.name not in hidden)

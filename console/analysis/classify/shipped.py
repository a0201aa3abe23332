"""The rules that came with the program, without what is needed to read a user's."""

from functools import cache
from pathlib import Path

import msgspec

from console.analysis.classify.rule import Rule

PACK = Path(__file__).with_name("rules.msgpack")


@cache
def built_in() -> tuple[Rule, ...]:
    """The built-in rules, read from the pack made of their TOML files."""
    return msgspec.msgpack.decode(PACK.read_bytes(), type=tuple[Rule, ...])

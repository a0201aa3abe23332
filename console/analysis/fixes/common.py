"""Words of the trade, from words.toml: programs people call by name, and names that differ from place to place."""

import tomllib
from pathlib import Path

from msgspec import Struct, convert


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What words.toml holds: lists as words between spaces, and tables from one name to another."""

    often: str
    rare: str
    plain: str
    kinds: str
    bundled: str
    same: str
    node: str
    called: dict[str, str]
    modules: dict[str, str]
    headers: dict[str, str]
    tools: dict[str, str]
    plugins: dict[str, str]


WORDS = convert(tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8")), Words)
OFTEN = tuple(WORDS.often.split())
NAMES = dict.fromkeys((*OFTEN, *WORDS.rare.split()))
PLAIN = frozenset(WORDS.plain.split())
KINDS = tuple(WORDS.kinds.split())
CALLED = WORDS.called

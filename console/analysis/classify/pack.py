"""The built-in rules in one file that is read in a millisecond: `python -m console.analysis.classify.pack` makes it.

Rules are written as TOML, which takes some 20 ms to read at every start; a test compares the pack with them.
"""

import tomllib
from pathlib import Path

import msgspec

from console.analysis.classify.rule import Rule
from console.analysis.classify.rulefile import read_rule
from console.analysis.classify.shipped import PACK

ROOM = Path(__file__).parent


def written() -> tuple[Rule, ...]:
    """The rules of the TOML files. Raises ValueError for one that is wrong or whose id is taken."""
    rules: dict[str, Rule] = {}
    for path in sorted((ROOM / "rules").glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
            rule, flaws = read_rule(row)
            if rule is None or flaws or rule.id in rules:
                raise ValueError(f"{path.name}: {row.get('id')}: {flaws or 'the id is taken'}")
            rules[rule.id] = rule
    return tuple(rules.values())


def packed() -> bytes:
    """The pack's bytes."""
    return msgspec.msgpack.encode(written())


if __name__ == "__main__":
    PACK.write_bytes(packed())

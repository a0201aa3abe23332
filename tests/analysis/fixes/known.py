"""Surroundings that are told instead of looked up, and the examples that go with the registry."""

import tomllib
from pathlib import Path

from msgspec import Struct, convert

from console.analysis.fixes.surroundings import Cache, Holder, Nowhere

EXAMPLES = Path(__file__).with_name("examples")


class Example(Struct, forbid_unknown_fields=True):
    """A rule's example. `rule_only`: another rule may well come first, this one only has to give its part."""

    command: str
    output: str
    gives: str
    quiet: str
    rule_only: bool = False
    branches: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    port: int = 0
    caches: bool = False


class Told(Nowhere):
    """What an example says is around."""

    def __init__(self, example):
        self._example = example

    def branches(self):
        return self._example.branches

    def scripts(self):
        return self._example.scripts

    def targets(self):
        return self._example.targets

    def entries(self, folder):
        return self._example.entries if folder == "." else ()

    def holder(self, port):
        return Holder(4242, "node") if port == self._example.port else None

    def caches(self):
        return (Cache("~/.cache/pip", 2**30, "pip cache purge"),) if self._example.caches else ()


def examples():
    """Every example by the id of its rule."""
    files = sorted(EXAMPLES.glob("*.toml"))
    return {
        rule: convert(read, Example)
        for file in files
        for rule, read in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }

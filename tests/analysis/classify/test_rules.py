"""The built-in rules: each fires on its own example, keeps quiet on its other one, and tells its category."""

import tomllib
from functools import cache

import msgspec
import pytest

from console.analysis.classify.classifier import Classifier
from console.analysis.classify.matching import Matcher
from console.analysis.classify.pack import ROOM, packed, written
from console.analysis.classify.rule import Rule
from console.analysis.classify.shipped import PACK, built_in
from console.analysis.classify.text import lines_of

RULES = {rule.id: rule for rule in written()}


@cache
def examples() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for path in sorted((ROOM / "rules" / "examples").glob("*.toml")):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        assert not tables.keys() & found.keys()
        tables |= found
    return tables


@cache
def matcher() -> Matcher:
    return Matcher(tuple(RULES.values()))


@cache
def classifier() -> Classifier:
    return Classifier(tuple(RULES.values()))


def fired(text: str) -> set[str]:
    return {hit.rule.id for hit in matcher().hits(lines_of(text))}


def test_every_rule_has_both_examples_and_no_example_lacks_its_rule() -> None:
    assert examples().keys() == RULES.keys()
    assert all(set(table) == {"fires", "quiet"} for table in examples().values())


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_fires_on_its_example_only(name: str) -> None:
    assert name in fired(examples()[name]["fires"])
    assert name not in fired(examples()[name]["quiet"])


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_example_of_a_rule_gets_its_category(name: str) -> None:
    assert classifier().classify(examples()[name]["fires"].strip()).category is RULES[name].category


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_why_and_names_only_what_it_catches(rule: Rule) -> None:
    assert rule.reason
    assert rule.fix or rule.weight <= 2
    groups = {name for pattern in rule.any for name in pattern.split("(?P<")[1:] for name in [name.split(">")[0]]}
    slots = {part.split("}")[0] for text in (rule.reason, rule.fix) for part in text.split("{")[1:]}
    assert slots <= groups


def test_the_pack_is_made_of_the_toml_files() -> None:
    assert PACK.read_bytes() == packed()
    assert msgspec.to_builtins(built_in()) == msgspec.to_builtins(written())


def test_there_are_enough_rules_for_every_category() -> None:
    assert len(RULES) >= 200
    assert len({rule.category for rule in RULES.values()}) == 12

"""Every rule of the registry: it fires on its example and is quiet on the other; what follows from it is up to date."""

import pytest

from console.analysis.fixes import suggest
from console.analysis.fixes.case import case
from console.analysis.fixes.document import MARK, PAGE, index_text, page_text
from console.analysis.fixes.firing import fire
from console.analysis.fixes.rules import REGISTRY, every_rule, families, family
from tests.analysis.fixes.known import Told, examples

RULES = {rule.id: rule for rule in every_rule()}
EXAMPLES = examples()


def test_each_rule_has_its_example_and_each_example_its_rule():
    assert len(RULES) == len(every_rule())
    assert EXAMPLES.keys() == RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_fires(rule):
    example = EXAMPLES[rule]
    made = list(fire(RULES[rule], case(example.command, example.output, Told(example))))
    assert made
    assert made[0].command == example.gives
    assert made[0].evidence in example.output
    assert made[0].why
    assert "{" not in made[0].why + made[0].changes


@pytest.mark.parametrize("rule", RULES)
def test_is_quiet(rule):
    example = EXAMPLES[rule]
    assert list(fire(RULES[rule], case(example.command, example.quiet, Told(example)))) == []


@pytest.mark.parametrize("rule", [rule for rule, example in EXAMPLES.items() if not example.rule_only])
def test_comes_first_of_all_that_is_suggested(rule):
    example = EXAMPLES[rule]
    made = suggest(example.command, example.output, Told(example))
    assert made
    assert made[0].command == example.gives


def test_the_index_is_that_of_the_files():
    assert (REGISTRY / "index.toml").read_text(encoding="utf-8") == index_text()


def test_the_page_lists_what_there_is():
    page = PAGE.read_text(encoding="utf-8")
    assert MARK in page
    assert page == page_text(page)


def test_there_are_enough_of_them():
    tools = {tool for rule in RULES.values() for tool in rule.tools}
    assert len(RULES) >= 150
    assert len(tools) >= 60


@pytest.mark.parametrize("name", families())
def test_synonyms_lead_to_what_the_tool_knows(name):
    for words, known in family(name).vocabulary.items():
        for other, meant in known.synonyms.items():
            assert other not in known.commands, (words, other)
            assert meant.split(" ")[0] in known.commands, (words, meant)

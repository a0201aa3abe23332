"""What a helper prints becomes an opinion or a command; nothing hostile gets through."""

import json

import pytest

from console.engine.answers import OPINION, understood
from console.model.helping import Said

TOKEN = "ghp_" + "a1B2" * 9


def test_words_are_an_opinion_and_an_object_is_a_command():
    assert understood(b"  pull the plug\n") == Said(opinion="pull the plug")
    told = {"argv": ["touch", "a b"], "why": "it is missing", "sure": 1}
    assert understood(json.dumps(told).encode()) == Said(argv=("touch", "a b"), why="it is missing")
    assert understood(b"") == Said()


@pytest.mark.parametrize(
    "argv", [[], [""], [" "], ["a\x1b[2J"], ["a", "b\0"], ["x"] * 65, ["y" * 3000], ["a", TOKEN], "touch x", [1], None]
)
def test_what_cannot_be_a_command_is_only_words(argv):
    found = understood(json.dumps({"argv": argv, "why": "so"}).encode())
    assert found.argv == ()
    assert found.opinion
    assert TOKEN not in found.opinion


def test_words_are_cleaned_redacted_and_cut():
    found = understood(f"\x1b[31mred\x07 {TOKEN} \xff".encode("latin-1") + b"z" * 100_000)
    assert "\x1b" not in found.opinion
    assert TOKEN not in found.opinion
    assert len(found.opinion) <= OPINION + 100
    why = understood(json.dumps({"argv": ["x"], "why": f"\x1b]52;c;eA==\x07{TOKEN}"}).encode()).why
    assert "\x1b" not in why
    assert TOKEN not in why


def test_deep_brackets_are_only_words():
    assert understood(b"[" * 60_000).opinion

"""Whatever was typed and printed: no exception, no control byte in a suggestion, bounded work, and nothing is run."""

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.fixes import suggest, suggest_for
from console.text.clean import clean
from tests.analysis.fixes.known import examples

PIECES = st.sampled_from(
    [
        *(example.output for example in examples().values()),
        *(example.command for example in examples().values()),
        "\x1b]0;evil\x07", "\x00", "\ud800", "$(reboot)", "`reboot`", "; rm -rf ~", "'", '"', "\\", "[bold]", "\u202e",
    ]
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=4).map("\n".join))
BOMBS = {
    "one long line": "a" * 5_000_000,
    "many quotes": "did you mean " + "'" * 200_000,
    "many brackets": "usage: git [" + "a|" * 300_000,
    "many colons": "unknown command" + ":" * 500_000,
    "many lines": "git: 'x' is not a git command\n" * 100_000,
    "many hints": "did you mean this?\n\tx\n" * 50_000,
    "spaces": "run" + " " * 1_000_000,
}


@given(TEXT, TEXT)
@settings(max_examples=150, deadline=None)
def test_any_text(command, output):
    for one in suggest(command, output):
        assert all(clean(part) == part for part in (*one.argv, one.command, one.why, one.evidence))
        assert "\n" not in one.evidence
        assert 0 < one.confidence < 1
        assert one.argv


@given(st.lists(TEXT, max_size=5), st.integers(-3, 9))
@settings(max_examples=50, deadline=None)
def test_any_log(lines, line):
    suggest_for([part for text in lines for part in text.split("\n")], line)


@pytest.mark.parametrize("bomb", BOMBS)
def test_the_work_is_bounded(bomb):
    assert len(suggest("git x " + "y" * 3000, BOMBS[bomb])) <= 5
    assert suggest(BOMBS[bomb], "git: 'x' is not a git command") == ()


def test_words_of_the_output_are_quoted():
    made = suggest("git checkout -b x", "fatal: A branch named 'a;reboot $(x)' already exists.")
    assert made[0].command == "git checkout 'a;reboot $(x)'"
    assert made[0].argv == ("sh", "-c", made[0].command) or made[0].argv[-1] == "a;reboot $(x)"


def test_nothing_is_run(monkeypatch):
    def never(*_args, **_kwargs):
        raise AssertionError

    monkeypatch.setattr(subprocess, "Popen", never)
    monkeypatch.setattr(os, "system", never)
    monkeypatch.setattr(os, "posix_spawn", never)
    for example in examples().values():
        suggest(example.command, example.output)

"""Suggestions as a whole: hints, printed commands, unknown words, programs, risk, and silence."""

import tomllib
from pathlib import Path

import pytest

from console.analysis.fixes import suggest
from console.model.failure import Risk

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))


def cases(*names):
    return [pytest.param(*case.values(), id=case["command"] or "log") for name in names for case in CASES[name]]


@pytest.mark.parametrize(("command", "output", "gives"), cases("hints", "lists", "printed", "programs"))
def test_first(command, output, gives):
    assert [one.command for one in suggest(command, output)][:1] == [gives]


@pytest.mark.parametrize(("command", "output"), cases("silent"))
def test_silence(command, output):
    assert suggest(command, output) == ()


def test_what_destroys_is_sure_only_where_the_tool_says_so():
    told = suggest("git branch -d a", "error: The branch 'a' is not fully merged.\nrun 'git branch -D a'.")[0]
    assert told.risk is Risk.DESTRUCTIVE
    assert told.confidence >= 0.7
    guessed = suggest("rm old", "rm: cannot remove 'old': Is a directory")[0]
    assert guessed.risk is Risk.DESTRUCTIVE
    assert guessed.confidence < 0.7


def test_a_destructive_word_of_the_user_is_not_held_against_the_suggestion():
    made = suggest("git psuh --force", "git: 'psuh' is not a git command.\n\nThe most similar command is\n\tpush")[0]
    assert made.command == "git push --force"
    assert made.risk is Risk.REVERSIBLE


def test_a_secret_in_the_output_is_never_suggested():
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    made = suggest("git push", f"use\n\n    git push https://{secret}@github.com/a/b main\n")
    assert all(secret not in one.command + one.why + one.evidence for one in made)


def test_a_suggestion_has_everything():
    one = suggest("mkdir a/b", "mkdir: cannot create directory 'a/b': No such file or directory")[0]
    assert one.argv == ("mkdir", "-p", "a/b")
    assert one.risk is Risk.SAFE
    assert one.evidence.startswith("mkdir: cannot")
    assert one.verify == "ls -d a/b"
    assert one.changes
    assert one.why

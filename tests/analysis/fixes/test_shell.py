"""Command lines taken apart: what is a word, a segment, a program, and edits that keep the rest."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.fixes.parsing import parse, split
from console.analysis.fixes.shell import quote

WORDS = st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12), min_size=1)


@pytest.mark.parametrize(
    ("line", "programs"),
    [
        ("git add . && git push", ["git", "git"]),
        ("cat a | grep 'b; c' || true", ["cat", "grep", "true"]),
        ("make 2>&1 | tee log; echo ok &", ["make", "tee", "echo"]),
        ("A=1 B='x y' sudo -u root /usr/bin/env -i python x.py", ["python"]),
        ("echo $(git log | head -1) done", ["echo"]),
        ("time nice -n 5 make", ["make"]),
        ("", []),
    ],
)
def test_programs(line, programs):
    assert [segment.program for segment in parse(line).segments] == programs


@pytest.mark.parametrize(
    ("line", "sub", "rest"),
    [
        ("git -c a=b -C /x push -f origin", "push", ["-f", "origin"]),
        ("docker --host h ps -a", "ps", ["-a"]),
        ("adb -s 111 shell ls", "shell", ["ls"]),
        ("rm -r old", "", ["-r", "old"]),
        ("cargo", "", []),
    ],
)
def test_subcommands(line, sub, rest):
    segment = parse(line).segments[0]
    assert segment.sub == sub
    assert [word.value for word in segment.rest] == rest


def test_an_edit_keeps_everything_else():
    line = parse("cd 'a b' && FOO=1 sudo git  pusk  \"x y\" > log")
    assert line.having(line.segments[1], "git push 'x y'") == "cd 'a b' && FOO=1 sudo git push 'x y'"
    first = parse("git pusk | cat")
    assert first.having(first.segments[0], "git push") == "git push | cat"


def test_open_quotes_make_a_broken_line_of_plain_words():
    line = parse("git commit -m 'half")
    assert line.broken
    assert [word.value for word in line.segments[0].words] == ["git", "commit", "-m", "'half"]


@pytest.mark.parametrize("line", ["ls\x00", "ls\nrm -rf x", "\x1b[31mls", "a" * 9000])
def test_what_could_deceive_is_not_read(line):
    assert parse(line).segments == ()


@given(WORDS)
def test_quoted_words_come_back(words):
    line = parse(" ".join(shlex.quote(word) for word in words))
    assert [word.value for segment in line.segments for word in segment.words] == words


@given(WORDS)
def test_a_quoted_word_is_one_word(words):
    assert all(shlex.split(quote(word)) == [word] for word in words)


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        ("git commit -m 'a b'", ("git", "commit", "-m", "a b")),
        ("a && b", ("sh", "-c", "a && b")),
        ("ls *.py", ("sh", "-c", "ls *.py")),
        ("A=1 make", ("sh", "-c", "A=1 make")),
    ],
)
def test_argument_vectors(command, argv):
    assert split(command) == argv


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text):
    parse(text)

"""Every key of a valid TOML text is found on its line."""

import tomllib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from console.config.positions import line_of, positions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\n\n# c\nb = 2", {("a",): 1, ("b",): 4}),
        ("[x]\na = 1\n[x.y] # c\nb = 2\n", {("x",): 1, ("x", "a"): 2, ("x", "y"): 3, ("x", "y", "b"): 4}),
        ('a = """\nb = 1\n[x]\n"""\nc = 1', {("a",): 1, ("c",): 5}),
        ("a = '''x = 1\n''''\nc = 1", {("a",): 1, ("c",): 3}),
        ('a = """\\""""\nc = 1', {("a",): 1, ("c",): 2}),
        ("a = [ # ]\n 1,\n [2, '#]'],\n]\nc = 1", {("a",): 1, ("c",): 5}),
        ('a = {b = "}", c = [1]} # x = 1\nd = 1', {("a",): 1, ("d",): 2}),
        ("a . \"b.c\" . 'd' = 1", {("a",): 1, ("a", "b.c"): 1, ("a", "b.c", "d"): 1}),
        ('"\\u0041" = 1', {("A",): 1}),
        ("[[f]]\nn = 1\n[[f]]\nn = 2\n[f.s]\nm = 3", {("f", 0, "n"): 2, ("f", 1, "n"): 4, ("f", 1, "s", "m"): 6}),
        ("[[f]]\n[[f.g]]\n[[f.g]]\nx = 1\n[[f]]\n[[f.g]]\nx = 2", {("f", 0, "g", 1, "x"): 4, ("f", 1, "g", 0, "x"): 7}),
        ("a = 1\r\nb = ''\r\nc = \"\"\r\nd = 1", {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4}),
        ("a = 1979-05-27 07:32:00 # x\nb = 1", {("a",): 1, ("b",): 2}),
    ],
)
def test_lines(text, expected):
    tomllib.loads(text)
    found = positions(text)
    assert {path: found.get(path) for path in expected} == expected


def test_a_place_without_a_line_of_its_own_has_that_of_its_table():
    lines = positions("a = 1\n[x]\ny = {z = 1}\n")
    assert line_of(("x", "y", "z"), lines) == 3
    assert line_of(("x", "other"), lines) == 2
    assert line_of(("nothing",), lines) == 0


def test_a_name_with_dots_is_found_as_tables():
    assert line_of(("keys", "find.next"), positions("[keys]\n\nfind.next = 'x'")) == 3
    assert line_of(("keys", "find.next"), positions("[keys]\n\n'find.next' = 'x'")) == 3


LEAF = st.integers() | st.booleans() | st.text(max_size=12) | st.lists(st.text(max_size=6), max_size=4)
NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
TABLE = st.recursive(
    st.dictionaries(NAME, LEAF, max_size=4),
    lambda below: st.dictionaries(NAME, LEAF | below | st.lists(below, min_size=1, max_size=3), max_size=4),
    max_leaves=12,
)


def every_path(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield (*path, name)
        yield from every_path(item, (*path, name))


@given(TABLE)
def test_every_place_of_any_document_has_a_line_of_the_text(table):
    text = tomlkit.dumps(table)
    lines = positions(text)
    rows = text.split("\n")
    for path in every_path(tomllib.loads(text)):
        assert 1 <= line_of(path, lines) <= len(rows)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), LEAF, max_size=8))
def test_a_key_stands_on_the_line_found(table):
    text = tomlkit.dumps(table)
    lines = positions(text)
    rows = text.split("\n")
    for name in table:
        assert rows[lines[(name,)] - 1].startswith(f"{name} =")

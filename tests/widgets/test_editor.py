import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.editor import Editor

KEYS = ("backspace", "delete", "left", "right", "home", "end", "ctrl+e", "ctrl+u", "ctrl+k", "ctrl+w")


@pytest.mark.parametrize(
    ("key", "text", "at"),
    [
        ("backspace", "on two", 2), ("delete", "onetwo", 3), ("left", "one two", 2), ("right", "one two", 4),
        ("home", "one two", 0), ("end", "one two", 7), ("ctrl+u", " two", 0), ("ctrl+k", "one", 3),
        ("ctrl+w", " two", 0),
    ],
)  # fmt: skip
def test_keys(key, text, at):
    assert Editor("one two", 3).press(key) == Editor(text, at)


def test_other_keys_do_not_edit():
    assert Editor("a", 1).press("f5") is None


def test_only_what_is_printable_is_typed():
    assert Editor("ab", 1).insert("x\x1b\ny") == Editor("axyb", 3)


@given(st.lists(st.one_of(st.sampled_from(KEYS), st.text(min_size=1, max_size=3).map(lambda t: "+" + t)), max_size=40))
def test_the_cursor_never_leaves_the_line(steps):
    editor = Editor()
    for step in steps:
        pressed = editor.insert(step[1:]) if step.startswith("+") else editor.press(step)
        assert pressed is not None
        editor = pressed
        assert 0 <= editor.at <= len(editor.text)
        assert editor.text.isprintable()

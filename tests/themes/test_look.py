"""The notation of looks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.look import Look, LookError, is_colour, parse


@pytest.mark.parametrize(
    ("notation", "look"),
    [
        ("", Look()),
        ("#A1b2C3", Look(fg="#a1b2c3")),
        ("bold color(153) on color(17)", Look(fg="color(153)", bg="color(17)", bold=True)),
        ("on #000000", Look(bg="#000000")),
        ("bright_cyan underline italic dim", Look(fg="bright_cyan", underline=True, italic=True, dim=True)),
        ("reverse", Look(reverse=True)),
    ],
)  # fmt: skip
def test_reads_colours_and_attributes(notation, look):
    assert parse(notation) == look


@pytest.mark.parametrize(
    ("notation", "word"),
    [
        ("blod", "blod"),
        ("#12345", "#12345"),
        ("color(256)", "color(256)"),
        ("red blue", "blue"),
        ("red on", "on"),
        ("red on bold", "bold"),
        ("on red on red", "on"),
        ("color(²)", "color(²)"),
        ("#123456\n#123456x", "#123456x"),
    ],
)
def test_names_the_word_it_cannot_read(notation, word):
    with pytest.raises(LookError) as caught:
        parse(notation)
    assert caught.value.word == word


WORDS = st.sampled_from(["bold", "on", "red", "#123456", "color(1)", "x"])


@given(st.text(max_size=40) | st.lists(WORDS).map(" ".join))
def test_any_text_is_a_look_or_names_the_word_it_is_not(notation):
    look, wrong = read(notation)
    assert look is None or all(colour is None or is_colour(colour) for colour in (look.fg, look.bg))
    assert wrong is None or wrong in notation.split()


def read(notation):
    try:
        return parse(notation), None
    except LookError as error:
        return None, error.word

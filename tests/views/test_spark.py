import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.lines import ASCII, UNICODE, plain
from console.views.spark import bar, columns, sparkline

VALUES = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=80)
GLYPHS = st.sampled_from([UNICODE, ASCII])


def test_sparkline_spans_the_ramp():
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 9, UNICODE) == " ▁▂▃▄▅▆▇█"
    assert sparkline([0, 1, 9], 3, ASCII) == " .@"


def test_newest_on_the_right():
    assert sparkline([1, 2], 5, UNICODE) == "   ▄█"


def test_a_peak_survives_joining():
    assert "█" in sparkline([0] * 30 + [9] + [0] * 29, 6, UNICODE)


def test_little_is_not_nothing():
    assert sparkline([0.001, 100, 0], 3, UNICODE) == "▁█ "


def test_what_is_no_number_leaves_a_gap():
    assert sparkline([math.nan, 1, math.inf, 1], 4, UNICODE) == " █ █"


def test_high_bounds_the_scale():
    assert sparkline([50, 200], 2, UNICODE, high=100) == "▄█"


@given(VALUES, st.integers(-3, 90), GLYPHS)
def test_sparkline_is_exactly_as_wide(values, width, glyphs):
    assert len(sparkline(values, width, glyphs)) == max(0, width)


@pytest.mark.parametrize(
    ("fraction", "drawn"),
    [(0.0, "░░░░"), (0.001, "█░░░"), (0.5, "██░░"), (0.999, "███░"), (1.0, "████"), (7.0, "████"), (-1.0, "░░░░"),
     (math.nan, "░░░░"), (None, "░░░░"), (math.inf, "████")],
)  # fmt: skip
def test_bar(fraction, drawn):
    assert plain(bar(fraction, 4, UNICODE)) == drawn


@given(st.none() | st.floats(allow_nan=True, allow_infinity=True), st.integers(-3, 90), GLYPHS)
def test_bar_is_exactly_as_wide(fraction, width, glyphs):
    assert len(plain(bar(fraction, width, glyphs))) == max(0, width)


def test_columns_stand_on_the_ground():
    assert columns([1, 2, 4], 6, 2, UNICODE) == ["    ██", "▄▄████"]


def test_columns_are_parted_where_there_is_room():
    assert columns([1, 1], 8, 1, UNICODE) == ["███ ███ "]


@given(VALUES, st.integers(-1, 90), st.integers(-1, 9), GLYPHS)
def test_columns_are_exactly_as_large(values, width, height, glyphs):
    rows = columns(values, width, height, glyphs)
    assert len(rows) == (max(0, height) if width > 0 else 0)
    assert all(len(row) == width for row in rows)

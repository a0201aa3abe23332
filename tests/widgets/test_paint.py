import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.model.lines import UNICODE, Role, Span, plain
from themes.palette import Depth, names, skin
from widgets.paint import Painter, changed_cells

CONTROL = {"Cc", "Cs", "Zl", "Zp"}
PAINTER = Painter(skin("skyskraper", Depth.TRUECOLOR), UNICODE)
SPANS = st.lists(st.builds(Span, st.text(max_size=12), st.sampled_from(Role)), max_size=6).map(tuple)


@given(SPANS, st.integers(0, 80))
def test_a_strip_is_exactly_as_wide_as_asked_and_holds_no_control_character(line, width):
    strip = PAINTER.strip(line, width)
    assert strip.cell_length == width
    assert not CONTROL & {unicodedata.category(sign) for segment in strip for sign in segment.text}


@given(SPANS, st.integers(0, 60))
def test_a_row_keeps_its_sides(line, width):
    row = PAINTER.row(line, width, left="│", right="│")
    assert row.cell_length == width
    if width >= 2:
        assert row.text[0] == row.text[-1] == "│"


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("depth", Depth)
def test_every_role_has_a_style_and_the_selected_row_its_own(name, depth):
    painter = Painter(skin(name, depth), UNICODE)
    marked = painter.segments((Span(">", Role.CURSOR), Span("x", Role.FAIL)))
    plainly = painter.segments((Span("x", Role.FAIL),))
    assert marked[1].style != plainly[0].style


def test_without_colour_no_style_has_one():
    painter = Painter(skin("rustbelt", Depth.MONO), UNICODE)
    styles = [painter.style(role) for role in Role] + [painter.frame, painter.focus, painter.blank, painter.caret]
    assert all(style.color is None and style.bgcolor is None for style in styles)


RED, BLUE = Style(color="red"), Style(color="blue")
SEGMENTS = st.lists(
    st.builds(Segment, st.text("ab─漢", min_size=1, max_size=5), st.sampled_from([RED, BLUE]), st.none()),
    min_size=1,
    max_size=5,
)


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """One entry a cell; a wide sign fills two."""
    filled = []
    for segment in strip:
        for sign in segment.text:
            filled += [(sign, segment.style)] * Segment(sign).cell_length
    return filled


@given(SEGMENTS, SEGMENTS)
def test_all_cells_that_differ_lie_between_the_reported_ones(one, other):
    width = 24
    old, new = PAINTER.pad(one, width), PAINTER.pad(other, width)
    span = changed_cells(old, new)
    differing = [i for i, (a, b) in enumerate(zip(cells(old), cells(new), strict=True)) if a != b]
    if span is None:
        assert differing == []
    else:
        assert 0 <= span[0] < span[1] <= width
        assert all(span[0] <= i < span[1] for i in differing)


def test_a_ticking_age_is_a_change_of_a_few_cells():
    old = PAINTER.strip((Span("title " * 8), Span("LIVE", Role.OK), Span(" 4s", Role.MUTED)), 80)
    new = PAINTER.strip((Span("title " * 8), Span("LIVE", Role.OK), Span(" 5s", Role.MUTED)), 80)
    assert changed_cells(old, new) == (53, 54)


def test_plain_text_is_what_was_given():
    line = (Span("a"), Span("b", Role.OK))
    assert PAINTER.strip(line, 2).text == plain(line)

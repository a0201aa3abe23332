from hypothesis import given
from hypothesis import strategies as st

from console.model.lines import Role, Span, plain
from console.text import width as measure
from console.views import compose
from tests.views.golden import context

HOSTILE = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("漢字한👩‍🚀éͯͯ\t ﷽🏳️‍🌈"), max_size=60)
LINES = st.lists(st.builds(Span, HOSTILE, st.sampled_from(Role)), max_size=6).map(tuple)


def words(line):
    return plain(line)


def test_the_cut_is_marked_in_the_role_that_is_cut():
    line = (Span("ab", Role.OK), Span("cdef", Role.FAIL))
    assert compose.clip_line(line, 4, "…") == (Span("ab", Role.OK), Span("c…", Role.FAIL))
    assert compose.clip_line(line, 6, "…") == line


def test_a_cut_between_two_spans_is_marked_too():
    assert words(compose.clip_line((Span("abc"), Span("def")), 3, "…")) == "ab…"
    assert words(compose.clip_line((Span("abc"), Span("   ")), 3, "…")) == "abc"


def test_fit_pads_on_either_side():
    assert words(compose.fit_line((Span("ab"),), 4, "…")) == "ab  "
    assert words(compose.fit_line((Span("ab"),), 4, "…", right=True)) == "  ab"


def test_wide_characters_are_cut_whole():
    assert words(compose.fit_line((Span("漢字漢"),), 4, "…")) == "漢… "


@given(LINES, st.integers(-2, 40), st.sampled_from(["…", "~"]))
def test_clip_keeps_to_the_width(line, width, ellipsis):
    assert compose.room(compose.clip_line(line, width, ellipsis)) <= max(0, width)


@given(LINES, st.integers(0, 40), st.booleans())
def test_fit_is_exact(line, width, right):
    assert compose.room(compose.fit_line(line, width, "…", right=right)) == width


@given(HOSTILE)
def test_cells_agree_with_the_measure(text):
    assert compose.cells(text) == measure.cells(text)


def test_own_signs_take_one_cell():
    from console.model.lines import UNICODE

    signs = [getattr(UNICODE, name) for name in UNICODE.__struct_fields__ if name not in {"ascii", "hand"}]
    assert all(measure.cells(sign) == len(sign) for sign in signs)


@given(HOSTILE, st.integers(1, 30))
def test_wrapped_pieces_fit_and_lose_no_word(text, width):
    text = text.replace("\t", " ")
    pieces = compose.wrapped(text, width)
    assert all(compose.cells(piece) <= width for piece in pieces)
    if width > 2:
        assert "".join("".join(pieces).split()) == "".join(text.split())


def test_wrapping_keeps_the_indentation():
    assert compose.wrapped("    File here", 20) == ["    File here"]
    assert compose.wrapped("one two three", 7) == ["one two", "three"]


def test_ends_prefers_the_left():
    ctx = context(10, 1)
    assert words(compose.ends((Span("left"),), (Span("right"),), ctx)) == "left right"
    assert words(compose.ends((Span("leftist"),), (Span("right"),), ctx)) == "leftist"


def test_greedy_leaves_out_what_does_not_fit():
    parts = [(Span("aaaa"),), (Span("bbbbbbbb"),), (Span("cc"),)]
    assert words(compose.greedy(parts, 8)) == "aaaa cc"
    assert words(compose.greedy(parts, 2)) == "aaaa"


@given(st.integers(0, 50), st.integers(-1, 20), st.integers(-5, 60), st.none() | st.integers(-5, 60))
def test_window_holds_the_cursor(total, height, scroll, cursor):
    from msgspec.structs import replace

    shown = compose.window(total, height, replace(context(9, 9, cursor=cursor), scroll=scroll))
    assert len(shown) == min(total, max(0, height))
    assert all(0 <= index < total for index in shown)
    if cursor is not None and total and height > 0:
        assert min(max(cursor, 0), total - 1) in shown


def test_selected_row_carries_the_sign_and_keeps_its_matches():
    row = compose.selectable((Span("ab"), Span("hit", Role.MATCH)), context(10, 1), selected=True)
    assert words(row) == "▸abhit    "
    assert [span.role for span in row][:3] == [Role.CURSOR, Role.TEXT, Role.MATCH]

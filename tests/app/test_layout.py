import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.app.layout import PANES, SHEETS, Arrangement, Shape, arrange, framed, neighbour, shape

SIZES = st.tuples(st.integers(1, 260), st.integers(1, 90))
WHAT = st.builds(
    Arrangement,
    active=st.sampled_from(PANES),
    zoomed=st.booleans(),
    sheet=st.sampled_from(("", *SHEETS)),
    choices=st.integers(0, 12),
)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((160, 45), Shape.WIDE), ((150, 40), Shape.WIDE), ((149, 40), Shape.NORMAL), ((150, 39), Shape.NORMAL),
        ((120, 35), Shape.NORMAL), ((100, 30), Shape.NORMAL), ((99, 30), Shape.NARROW), ((80, 24), Shape.NARROW),
        ((60, 15), Shape.NARROW), ((59, 15), Shape.STRIPS), ((80, 14), Shape.STRIPS), ((30, 5), Shape.STRIPS),
        ((29, 5), Shape.ONE_LINE), ((200, 4), Shape.ONE_LINE), ((1, 1), Shape.ONE_LINE),
    ],
)  # fmt: skip
def test_classes_begin_where_they_should(size, expected):
    assert shape(*size) is expected


@given(SIZES, WHAT)
def test_rectangles_cover_every_cell_once_except_below_the_palette(size, what):
    width, height = size
    rects = arrange(width, height, what)
    over = {"palette", "prompt"} if shape(*size) is Shape.ONE_LINE else {"palette"}
    cells = [
        (x, y)
        for name, r in rects.items() if name not in over
        for y in range(r.y, r.y + r.height) for x in range(r.x, r.x + r.width)
    ]  # fmt: skip
    assert len(cells) == len(set(cells)) == width * height
    for rect in rects.values():
        assert rect.x >= 0
        assert rect.y >= 0
        assert rect.x + rect.width <= width
        assert rect.y + rect.height <= height


@given(SIZES, WHAT)
def test_every_shown_pane_has_a_frame_that_fits(size, what):
    for name, rect in arrange(*size, what).items():
        kind = framed(name, rect, shape(*size), what)
        assert rect.height >= {"box": 3, "rule": 2, "tabs": 2, "none": 0}[kind] or rect.height < 1


@pytest.mark.parametrize("size", [(160, 45), (120, 35), (80, 24), (59, 14), (30, 5), (29, 4), (1, 1)])
@pytest.mark.parametrize("name", PANES)
def test_any_pane_can_be_zoomed_at_any_size(size, name):
    rects = arrange(*size, Arrangement(name, zoomed=True))
    assert name in rects
    assert not (set(PANES) & set(rects)) - {name}


def test_the_narrow_layout_expands_the_active_pane_above_the_events():
    rects = arrange(80, 24, Arrangement("clusters"))
    assert rects["clusters"].y < rects["events"].y
    assert rects["events"].height >= 6
    assert set(rects) == {"header", "strips", "clusters", "events", "prompt", "footer"}


def test_neighbours_stay_in_their_row():
    assert neighbour("flow", 1) == "budget"
    assert neighbour("forecast", 1) == "forecast"
    assert neighbour("jobs", -1) == "clusters"
    assert neighbour("events", -1) == "events"

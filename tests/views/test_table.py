from hypothesis import given
from hypothesis import strategies as st

from console.model.lines import Span, plain
from console.text.clean import clean
from console.views.compose import room, text
from console.views.table import Column, Table
from tests.views.golden import context

COLUMNS = (
    Column("name", 6, grow=True),
    Column("n", 3, right=True),
    Column("rare", 5, rank=2),
    Column("some", 4, rank=1),
)


def test_the_growing_column_takes_what_is_left():
    table = Table(COLUMNS, context(34, 1), gap=1)
    assert plain(table.row({"name": text("x"), "n": text("7")})) == "x" + " " * 19 + "7" + " " * 11
    assert table.width("name") == 17


def test_the_highest_rank_leaves_first():
    assert Table(COLUMNS, context(20, 1), gap=1).names == ("name", "n", "some")
    assert Table(COLUMNS, context(14, 1), gap=1).names == ("name", "n")
    assert Table(COLUMNS, context(14, 1), gap=1).width("rare") == 0


@given(st.integers(15, 120), st.lists(st.text(max_size=20).map(clean), min_size=4, max_size=4))
def test_rows_and_heading_are_equally_wide(width, values):
    table = Table(COLUMNS, context(width, 1))
    row = table.row({c.name: (Span(v.replace("\t", " ")),) for c, v in zip(COLUMNS, values, strict=True)})
    assert room(row) == room(table.head()) == width - 2

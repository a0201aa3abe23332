"""Names of places stay the same however the text is cut and wherever reading goes on."""

from hypothesis import given
from hypothesis import strategies as st

from console.analysis.catalogue.trail import GRID, Mark, Trail


def test_the_same_place_has_one_name_however_it_is_reached() -> None:
    data = bytes(range(256)) * (3 * GRID // 256)
    at_once, in_parts = Trail(), Trail()
    at_once.advance(data)
    for start in range(0, len(data), 100_003):
        in_parts.advance(data[start : start + 100_003])
    assert at_once.name(b"x") == in_parts.name(b"x")
    assert at_once.mark == in_parts.mark
    resumed = Trail(in_parts.mark)
    resumed.advance(data[in_parts.mark.position :])
    assert resumed.name(b"x") == at_once.name(b"x")


@given(st.binary(min_size=1, max_size=100), st.binary(min_size=1, max_size=100), st.binary(max_size=20))
def test_another_beginning_is_another_name(one: bytes, two: bytes, record: bytes) -> None:
    names = set()
    for beginning in {one, two}:
        trail = Trail()
        trail.advance(beginning)
        names.add(trail.name(record))
    assert len(names) == len({one, two})


def test_a_mark_is_part_of_the_name() -> None:
    assert Trail(Mark(GRID, b"a")).name(b"x") != Trail(Mark(GRID, b"b")).name(b"x")

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.mining.key import key_of
from console.analysis.mining.shapes import Known, coarser, shapes


def test_figures_of_any_length_are_alike() -> None:
    assert shapes(b"a 1 b 22\na 333 b 4") == [b"a 0 b 0", b"a 0 b 0"]


def test_hashes_are_alike_when_coarsened() -> None:
    first, second = coarser(shapes(b"req-1f9c0be from db\nreq-be90f1c from db"))
    assert first == second


def test_codes_of_errors_stay_apart() -> None:
    one, other = coarser(shapes(b"error[E0308]: x 1\nerror[E0382]: x 1"))
    assert one != other


@given(st.text("0a", max_size=60))
def test_runs_of_figures_are_one(text: str) -> None:
    assert shapes(text.encode()) == [re.sub("0+", "0", text).encode()]


@given(st.lists(st.sampled_from(["a", "b2", "f00d", "1", ":", "-", "x", "E12", "10.0.0.1", "=", "ms"]), max_size=8))
def test_lines_of_one_shape_have_one_key(words: list[str]) -> None:
    line = " ".join(words)
    other = line.translate(str.maketrans("0123", "4567"))
    if coarser(shapes(line.encode())) == coarser(shapes(other.encode())):
        assert key_of(line) == key_of(other)


@pytest.mark.parametrize("count", [40_000])
def test_what_is_remembered_is_bounded(count: int) -> None:
    known = Known()
    known.fine.update({str(n).encode(): n for n in range(count)})
    known.bound()
    assert not known.fine

"""Colour arithmetic against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import EIGHT_BIT_PALETTE

from tests.themes.vision import seen
from themes.colour import contrast, difference, hexadecimal, indexed, nearest_16, nearest_256, oklab, rgb

CHANNEL = st.integers(0, 255)
COLOUR = st.tuples(CHANNEL, CHANNEL, CHANNEL)


def test_the_256_palette_is_that_of_rich():
    assert all(indexed(index) == tuple(EIGHT_BIT_PALETTE[index]) for index in range(16, 256))


def test_contrast_of_black_and_white_is_21():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_oklab_of_the_primaries():
    assert oklab((255, 255, 255)) == pytest.approx((1, 0, 0), abs=1e-4)
    assert oklab((255, 0, 0)) == pytest.approx((0.6280, 0.2249, 0.1258), abs=1e-3)


@given(COLOUR, COLOUR)
def test_difference_is_symmetric_and_zero_only_for_equals(a, b):
    assert difference(a, b) == pytest.approx(difference(b, a))
    assert (difference(a, b) < 1e-9) == (a == b)


@given(st.integers(16, 255))
def test_a_palette_colour_is_its_own_nearest(index):
    assert indexed(nearest_256(indexed(index))) == indexed(index)


@given(COLOUR)
def test_hexadecimal_reads_back(colour):
    assert rgb(hexadecimal(colour)) == colour


def test_sixteen_by_name():
    assert rgb("bright_red") == (255, 0, 0)
    assert nearest_16((250, 10, 5)) == 9


def test_simulation_leaves_greys_alone_and_confuses_red_with_green():
    assert all(abs(channel - 128) <= 1 for channel in seen((128, 128, 128), "deuteranopia"))
    plain = difference((200, 80, 60), (100, 130, 40))
    assert difference(seen((200, 80, 60), "deuteranopia"), seen((100, 130, 40), "deuteranopia")) < plain / 2

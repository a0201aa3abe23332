"""Whether a minute lies within a series: sharp at both ends, and in the rhythm of the series at the live edge."""

import pytest

from console.analysis.flow.between import between

STEADY = [10, 11, 12, 13]
SELDOM = [4, 8, 12]


@pytest.mark.parametrize(("minute", "found"), [(8, 0.0), (9, 1.0), (10, 1.0), (12, 1.0), (13, 1.0), (30, 0.0)])
def test_a_series_that_is_over_begins_and_ends_sharply(minute, found):
    assert between(STEADY, minute, 40, 8) == found


def test_nothing_is_within_no_series():
    assert between([], 5, 9, 8) == 0.0


def test_at_the_live_edge_a_frequent_series_is_over_sooner_than_a_rare_one():
    frequent = [between(STEADY, now, now, 8) for now in range(13, 20)]
    rare = [between(SELDOM, now, now, 8) for now in range(12, 20)]
    assert frequent[1] == rare[1] == 1.0
    assert frequent == sorted(frequent, reverse=True)
    assert frequent[4] < 0.1 < rare[6]


def test_what_is_known_to_be_over_is_over_at_once():
    assert between(STEADY, 14, 14, 8, over=True) == 0.0
    assert between(STEADY, 12, 14, 8, over=True) == 1.0

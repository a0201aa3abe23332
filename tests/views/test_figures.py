import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.views import figures

ANY = st.floats(allow_nan=True, allow_infinity=True) | st.none()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0.0s"), (0.44, "0.4s"), (0.99, "0.9s"), (1, "1s"), (48.9, "48s"), (59.999, "59s"), (60, "1m"),
        (3599, "59m"), (3600, "1h"), (86_399, "23h"), (86_400, "1d"), (3 * 86_400, "3d"), (-5, "0.0s"),
        (None, "-"), (math.nan, "-"), (math.inf, "-"),
    ],
)  # fmt: skip
def test_age(seconds, words):
    assert figures.age(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (12, "0:12"),
        (545, "9:05"),
        (2470, "41:10"),
        (3723, "1:02:03"),
        (172_800 + 4 * 3600, "2d 4h"),
        (-1, "0:00"),
        (None, "-"),
    ],
)
def test_duration(seconds, words):
    assert figures.duration(seconds) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0B"), (412, "412B"), (999, "999B"), (1000, "1.0K"), (1229, "1.2K"), (102_400, "100K"),
        (1023 * 1024, "1.0M"),
        (34.1 * 1024**2, "34.1M"), (3.4 * 1024**3, "3.4G"), (2**70, "1024E"), (-1229, "-1.2K"), (None, "-"),
        (math.nan, "-"),
    ],
)  # fmt: skip
def test_size(value, words):
    assert figures.size(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (412, "412"), (9999, "9999"), (10_000, "10.0k"), (12_345, "12.3k"), (123_456, "123k"),
     (999_600, "1.0M"), (4_000_000, "4.0M"), (-12_345, "-12.3k"), (None, "-"), (math.inf, "-")],
)  # fmt: skip
def test_count(value, words):
    assert figures.count(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0%"), (4.21, "4.2%"), (9.96, "10%"), (81.4, "81%"), (-3.2, "-3.2%"), (math.nan, "-")]
)
def test_percent(value, words):
    assert figures.percent(value) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(2048, "bytes", "2.0K"), (2048, "bytes/s", "2.0K/s"), (81, "percent", "81%"), (1.5, "load", "1.50"),
     (7, "count", "7"), (7, "furlongs", "7"), (None, "bytes/s", "-"), (math.nan, "load", "-")],
)  # fmt: skip
def test_quantity(value, unit, words):
    assert figures.quantity(value, unit) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(1.2 * 1024**3, "bytes", "+1.2G"), (-3, "percent", "-3.0%"), (0.0, "bytes", "0"), (0.001, "load", "0"),
     (-0.001, "load", "0"), (None, "bytes", "-")],
)  # fmt: skip
def test_change_has_a_sign_and_no_false_precision(value, unit, words):
    assert figures.change(value, unit) == words


@given(ANY)
def test_every_figure_is_short_and_never_empty(value):
    for write in (figures.age, figures.size, figures.count, figures.percent, figures.load):
        assert write(value)
    if value is not None and abs(value) < 1e12:
        assert len(figures.size(value)) <= 6
        assert len(figures.count(value)) <= 6


def test_plural():
    assert [figures.plural(n, "error") for n in (0, 1, 12_000)] == ["0 errors", "1 error", "12.0k errors"]
    assert figures.plural(2, "child", "children") == "2 children"

import pytest

from console.model.forecast import Forecast
from console.model.frame import Series
from console.model.lines import ASCII, UNICODE, Role, plain
from console.text.width import cells
from console.views.base import Context
from tests.views import frames
from widgets.chart import draw

SERIES = Series(
    "memory.used", "bytes", 16e9, tuple((frames.NOW - 3600 + 6 * i, 8e9 + 1e9 * (i % 50)) for i in range(600))
)


def drawn(width, height, *, glyphs=UNICODE, series=SERIES):
    return draw(
        series, width, height, Context(width=width, height=height, now=frames.NOW, glyphs=glyphs, zone=frames.ZONE)
    )


@pytest.mark.parametrize("size", [(30, 6), (60, 12), (118, 20), (156, 24), (230, 60)])
def test_a_chart_fills_its_room_with_axes_times_and_the_limit(size):
    lines = drawn(*size)
    assert len(lines) == size[1]
    assert all(cells(plain(line)) <= size[0] for line in lines)
    text = "\n".join(map(plain, lines))
    assert "11:04:31" in text
    assert "G┤" in text
    roles = {span.role for line in lines for span in line}
    assert {Role.BAR, Role.MUTED} <= roles
    assert Role.WARN in roles or size[1] < 12


def test_an_ascii_chart_is_ascii():
    assert "\n".join(map(plain, drawn(100, 20, glyphs=ASCII))).isascii()


def test_where_there_is_no_room_or_nothing_to_draw_there_is_no_chart():
    assert drawn(20, 20) == ()
    assert drawn(80, 4) == ()
    assert drawn(80, 20, series=Series("x", "count", None, ())) == ()


@pytest.mark.parametrize("values", [(0.0, 0.0), (5.0, 5.0), (-3.0, 1e15)])
def test_flat_empty_and_wild_values_are_drawn(values):
    series = Series("x", "count", None, tuple((frames.NOW + i, v) for i, v in enumerate(values)))
    assert drawn(80, 20, series=series)


def test_a_forecast_is_drawn_as_its_band_up_to_the_limit():
    ctx = Context(width=100, height=16, now=frames.NOW, zone=frames.ZONE)
    series = Series("memory.used", "bytes", 16e9, tuple((frames.NOW - 3600 + 60 * i, 8e9 + 1e8 * i) for i in range(61)))
    found = Forecast(t=frames.NOW, level=14e9, eta_s=1200.0, low=900.0, high=1800.0)
    with_band = draw(series, 100, 16, ctx, found)
    text = "\n".join(map(plain, with_band))
    assert "12:34:31" in text
    assert with_band != draw(series, 100, 16, ctx)
    assert "•" in text
    assert any(span.role is Role.HAND for line in with_band for span in line)
    far = Forecast(t=frames.NOW, level=14e9, eta_s=9e5, low=8e5, high=1e6)
    assert draw(series, 100, 16, ctx, far) == draw(series, 100, 16, ctx)


def test_a_falling_number_is_drawn_down_to_its_limit():
    ctx = Context(width=100, height=16, now=frames.NOW, glyphs=ASCII, zone=frames.ZONE)
    series = Series(
        "number:left", "count", None, tuple((frames.NOW - 3600 + 60 * i, 900.0 - 10 * i) for i in range(61))
    )
    found = Forecast(t=frames.NOW, level=300, limit=100.0, eta_s=1200.0, low=900.0, high=1800.0)
    text = "\n".join(map(plain, draw(series, 100, 16, ctx, found)))
    assert text.isascii()
    assert "x" in text
    assert "12:34:31" in text

from hypothesis import given
from hypothesis import strategies as st

from console.app.pace import Meter, Pace


def test_the_first_change_after_quiet_is_painted_at_once():
    pace = Pace(2.0)
    assert pace.wait(100.0) == 0
    pace.painted(100.0)
    assert pace.wait(100.1) > 0
    assert pace.wait(100.6) == 0


def test_a_slow_rate_still_paints_at_once_after_quiet():
    pace = Pace(0.2)
    pace.painted(100.0)
    assert pace.wait(100.6) == 0


def test_a_limit_pushes_the_next_paint_back_until_the_bytes_are_paid():
    pace = Pace(10.0, limit=1000)
    pace.painted(100.0)
    pace.spent(100.0, 2000)
    pace.spent(100.5, 1000)
    assert pace.wait(101.0) == 2.0
    assert not pace.free(102.0)
    assert pace.wait(103.0) == 0
    assert pace.free(103.0)


def test_the_screen_that_comes_up_is_free_and_what_follows_is_not():
    pace = Pace(10.0, limit=1000)
    pace.spent(100.0, 30_000)
    assert pace.free(100.0)
    assert pace.wait(100.0) == 0
    pace.painted(100.0)
    pace.spent(100.5, 2000)
    assert pace.wait(101.0) == 1.5


def test_unfocused_it_paints_less_often():
    pace = Pace(2.0)
    pace.painted(100.0)
    pace.focused = False
    assert pace.wait(101.0) == 1.0


@given(
    st.lists(st.tuples(st.floats(0, 5), st.integers(0, 50_000)), min_size=3, max_size=60),
    st.sampled_from([500.0, 8000.0]),
)
def test_never_more_bytes_than_the_limit_allows_over_time(steps, limit):
    pace, now, written, first = Pace(20.0, limit), 0.0, 0, True
    for pause, size in steps:
        now += pause
        wait = pace.wait(now)
        now += wait
        if not first:
            assert written <= limit * now * 1.0001 + 1e-6
        pace.painted(now)
        pace.spent(now, size)
        written += size
        first = False


def test_the_meter_is_the_rate_of_the_last_seconds():
    meter = Meter()
    assert meter.read(10.0, 100) == 0
    assert meter.read(12.0, 300) == 100
    assert meter.read(30.0, 300) == 0
    assert meter.read(31.0, 350) == 50

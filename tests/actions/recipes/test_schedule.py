"""When a job is due, whatever the clock does."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.actions.recipes.schedule import Due, following, settle, spec
from console.model.settings import JobSettings

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 6, 10, 12, tzinfo=OSLO).timestamp()


def at(*words):
    return datetime(*words, tzinfo=OSLO).timestamp()


def local(moment):
    return datetime.fromtimestamp(moment, OSLO).strftime("%m-%d %H:%M")


def test_the_schedule_in_words():
    assert spec(JobSettings(every="10m")) == "every 10m"
    assert spec(JobSettings(at="3:30")) == "at 3:30"
    assert spec(JobSettings()) == ""


def test_a_new_schedule_waits_for_its_time():
    assert settle("every 10m", None, NOON) == (False, Due(NOON + 600))
    assert local(settle("at 03:30", None, NOON, OSLO)[1].next) == "06-11 03:30"
    assert local(settle("at 23:30", None, NOON, OSLO)[1].next) == "06-10 23:30"


def test_runs_keep_step_and_do_not_drift():
    assert settle("every 10m", Due(NOON), NOON + 5) == (True, Due(NOON + 600, NOON + 5))


def test_what_a_suspended_machine_missed_is_one_run():
    run, due = settle("every 10m", Due(NOON), NOON + 86_400)
    assert (run, due.next) == (True, NOON + 86_400 + 600)
    assert settle("every 10m", due, NOON + 86_401)[0] is False
    run, due = settle("at 03:30", Due(at(2026, 6, 10, 3, 30)), at(2026, 6, 20, 12), OSLO)
    assert (run, local(due.next)) == (True, "06-21 03:30")


def test_a_clock_that_goes_back_neither_repeats_nor_waits_for_years():
    assert settle("every 10m", Due(NOON + 600, NOON), NOON - 86_400) == (False, Due(NOON - 86_400 + 600, NOON))
    due = Due(at(2026, 6, 11, 3, 30), at(2026, 6, 10, 3, 30))
    assert settle("at 03:30", due, at(2026, 6, 10, 3, 29), OSLO) == (False, due)
    run, due = settle("at 03:30", Due(at(2031, 1, 1, 3, 30)), at(2026, 6, 10, 12), OSLO)
    assert (run, local(due.next)) == (False, "06-11 03:30")


def test_changes_of_summer_time_give_one_run_a_day():
    spring = following("at 02:30", at(2026, 3, 28, 12), OSLO)
    assert local(spring) == "03-29 03:30"
    assert local(following("at 02:30", spring, OSLO)) == "03-30 02:30"
    autumn = following("at 02:30", at(2026, 10, 24, 12), OSLO)
    assert datetime.fromtimestamp(autumn, OSLO).utcoffset().total_seconds() == 7200
    assert local(following("at 02:30", autumn, OSLO)) == "10-26 02:30"
    assert settle("at 02:30", Due(following("at 02:30", autumn, OSLO), autumn), autumn + 1, OSLO)[0] is False


@given(
    st.floats(0, 4e9), st.floats(0, 4e9), st.sampled_from(["every 1s", "every 10m", "every 7d", "at 00:00", "at 02:30"])
)
def test_whatever_the_clock_shows_a_run_is_followed_by_a_pause(planned, now, words):
    _, due = settle(words, Due(planned), now, OSLO)
    assert due.next > now
    assert settle(words, due, now, OSLO) == (False, due)


@pytest.mark.parametrize("day", range(1, 32))
def test_every_day_of_a_month_with_a_change_has_one_run(day):
    runs, due = 0, Due(following("at 02:30", at(2026, 3, day) - 1, OSLO))
    for minute in range(0, 24 * 60, 10):
        ran, due = settle("at 02:30", due, at(2026, 3, day) + minute * 60, OSLO)
        runs += ran
    assert runs == 1

"""Age is judged by time that passed: a clock that leaps ahead makes nothing old."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.store import horizon
from console.store.horizon import PATIENCE_OFF_S, PATIENCE_S, SLACK_S, Horizon, Uptime, look
from tests.store.support import START, opened

DAY = 86400.0
STEP = 300.0


def walk(last: Horizon | None, wall: float, begun: float, steps: int, boot: str = "a") -> list[Horizon]:
    """Looks five minutes apart, the wall clock in step."""
    seen = []
    for number in range(steps):
        last = look(last, wall + number * STEP, Uptime(boot, begun + number * STEP))
        seen.append(last)
    return seen


def test_a_clock_in_step_is_believed() -> None:
    for seen in walk(None, START, 100.0, 50):
        assert seen.believed == seen.wall
        assert seen.notice == ""


def test_a_small_correction_is_believed_at_once() -> None:
    before = look(None, START, Uptime("a", 0))
    assert look(before, START + SLACK_S / 2, Uptime("a", 1)).believed == START + SLACK_S / 2


def test_a_leap_ahead_is_told_and_believed_only_after_a_day() -> None:
    before = look(None, START, Uptime("a", 0))
    after = walk(before, START + 2 * DAY + STEP, STEP, int(PATIENCE_S / STEP) + 1)
    assert "48.0 hours ahead" in after[0].notice
    assert all(seen.believed == START + (n + 1) * STEP for n, seen in enumerate(after[:-1]))
    assert after[-1].believed == after[-1].wall
    assert after[-1].notice == ""


def test_a_leap_that_is_taken_back_leaves_nothing() -> None:
    before = look(None, START, Uptime("a", 0))
    ahead = look(before, START + 2 * DAY, Uptime("a", STEP))
    back = look(ahead, START + 2 * STEP, Uptime("a", 2 * STEP))
    assert back.believed == START + 2 * STEP
    assert back.notice == ""


def test_a_clock_that_goes_back_is_followed() -> None:
    before = look(None, START, Uptime("a", 0))
    assert look(before, START - 30 * DAY, Uptime("a", STEP)).believed == START - 30 * DAY


def test_a_second_leap_begins_the_day_anew() -> None:
    first = walk(look(None, START, Uptime("a", 0)), START + DAY, STEP, 200)
    second = walk(first[-1], first[-1].wall + 9 * DAY, STEP * 201, 100)
    assert second[-1].believed == pytest.approx(START + 300 * STEP)


def test_after_the_machine_was_off_ten_minutes_suffice() -> None:
    before = look(None, START, Uptime("a", 5000))
    after = walk(before, START + 3 * DAY, 60.0, int(PATIENCE_OFF_S / STEP) + 1, boot="b")
    assert after[0].believed == START
    assert after[-1].believed == after[-1].wall
    assert look(before, START + 3 * DAY, Uptime("a", 60)).patience == PATIENCE_OFF_S, "where a run has no name"


@given(st.lists(st.tuples(st.floats(1, 3600), st.floats(-10 * DAY, 10 * DAY)), min_size=2, max_size=40))
def test_belief_never_runs_ahead_of_the_wall_nor_faster_than_time_before_its_patience_ends(
    steps: list[tuple[float, float]],
) -> None:
    seconds, wall, seen = 0.0, START, [look(None, START, Uptime("a", 0))]
    for passed, leap in steps:
        seconds, wall = seconds + passed, wall + passed + leap
        seen.append(look(seen[-1], wall, Uptime("a", seconds)))
    for before, after in pairwise(seen):
        assert after.believed <= after.wall + 1e-3
        gained = after.believed - before.believed - (after.seconds - before.seconds)
        assert gained <= SLACK_S + 1e-3 or after.seconds - before.since >= PATIENCE_S


async def test_what_was_believed_outlives_the_engine(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.run(lambda conn: horizon.advance(conn, START, Uptime("a", 0)))
    async with opened(tmp_path) as writer:
        seen = await writer.run(lambda conn: horizon.advance(conn, START + 2 * DAY, Uptime("a", STEP)))
    assert seen.believed == START + STEP


def test_this_machine_tells_how_long_it_has_run() -> None:
    first, second = horizon.uptime(), horizon.uptime()
    assert first.boot == second.boot
    assert 0 < first.seconds <= second.seconds

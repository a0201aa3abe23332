"""Which state and which friction follow from what happens."""

import pytest

from console.model.flow import Act, FlowState, Friction
from tests.analysis.flow.days import NOON, at, told, work


def failing(first: int, last: int, edits: float = 0.0) -> list:
    """The same error once a minute, with so many edits between."""
    steps = []
    for minute in range(first, last):
        steps.append(
            at(minute + 0.5, Act.END, key=f"f{minute}", name="make", seconds=5.0, passed=False, signature="E1")
        )
        steps += [at(minute + 0.1 + n / 10, Act.EDIT) for n in range(round(edits))]
    return steps


def each(act: Act, first: int, last: int, **fields: object) -> list:
    return [at(minute + 0.4, act, **fields) for minute in range(first, last)]


def few(first: int, last: int) -> list:
    return [at(minute + 0.5, Act.EDIT) for minute in range(first, last)]


TROUBLES = {
    "ci": (
        [at(30, Act.WAIT, key="ci", name="CI")],
        FlowState.BLOCKED, Friction.EXTERNAL_WAIT, "CI",
    ),
    "question": (
        [at(30, Act.ASK, key="q", name="which one?")],
        FlowState.BLOCKED, Friction.AMBIGUITY, "which one?",
    ),
    "disk": (each(Act.LIMIT, 30, 45, name="no space left on device"), FlowState.BLOCKED, Friction.RESOURCE_LIMIT, None),
    "build": (
        [at(30, Act.BEGIN, key="b", name="make all")],
        FlowState.SLOWED, Friction.TEST_BOTTLENECK, "make all",
    ),
    "same error, nothing tried": (failing(30, 45), FlowState.BLOCKED, Friction.REPEATED_ERROR, "E1"),
    "same error, much tried": (failing(30, 45, 2), FlowState.SLOWED, Friction.REPEATED_ERROR, "E1"),
    "thrash": (each(Act.SWITCH, 30, 45) + few(30, 45), FlowState.SLOWED, Friction.CONTEXT_LOSS, None),
    "reports": (each(Act.REPORT, 30, 45) + few(30, 45), FlowState.SLOWED, Friction.REPORTING_OVERHEAD, None),
    "undecided": (each(Act.REVERT, 30, 45) + few(30, 45), FlowState.SLOWED, Friction.INDECISION, None),
}  # fmt: skip


@pytest.mark.parametrize("name", TROUBLES)
def test_what_holds_up_work_is_told_with_its_name(name):
    steps, state, friction, detail = TROUBLES[name]
    found = told(work(0, 30) + steps, 45)
    assert (found.state, found.friction) == (state, friction)
    assert detail is None or found.detail == detail
    assert abs(found.since - (NOON + 30 * 60)) <= 180, "the beginning is dated back"


def test_steady_work_flows():
    found = told(work(0, 40), 40)
    assert found.state is FlowState.FLOWING
    assert found.score >= 80
    assert found.present >= 35 * 60
    assert not found.losses


def test_waiting_while_work_goes_on_is_no_friction():
    found = told([*work(0, 40), at(20, Act.WAIT, key="ci", name="CI")], 40)
    assert found.state is FlowState.FLOWING
    assert not found.losses


def test_nobody_there_is_idle_and_loses_nothing():
    found = told(work(0, 30), 60)
    assert found.state is FlowState.IDLE
    assert found.lost == 0


def test_an_idle_night_leaves_the_score():
    assert told(work(0, 30), 300).score == told(work(0, 30), 50).score >= 60


def test_the_way_back_after_a_block_is_recovering_and_lost_to_the_block():
    wait = [at(30, Act.WAIT, key="ci", name="CI"), at(45, Act.RESUME, key="ci", name="CI", seconds=900.0)]
    back = [at(minute, Act.READ) for minute in (45.5, 46.2, 46.9, 47.5, 48.1, 48.8)] + [at(47, Act.EDIT)]
    found = told(work(0, 30) + wait + back, 49)
    assert found.state is FlowState.RECOVERING
    assert found.friction is Friction.EXTERNAL_WAIT


def test_one_quiet_minute_changes_nothing():
    found = told(work(0, 30) + work(32, 45), 45)
    assert [one.state for one in found.timeline][-1] is FlowState.FLOWING
    assert found.present >= 40 * 60


def test_a_question_whose_beginning_was_lost_held_up_the_quiet_before_its_answer():
    found = told([*work(0, 30), at(45, Act.ANSWER, key="q", name="which one?"), *work(45, 60)], 60)
    assert [one.friction for one in found.losses] == [Friction.AMBIGUITY]
    assert found.lost >= 10 * 60


def test_a_wait_whose_end_was_lost_is_over_when_work_goes_on():
    found = told([*work(0, 30), at(30, Act.WAIT, key="ci", name="CI"), *work(40, 60)], 80)
    assert found.state is FlowState.IDLE
    assert found.lost <= 12 * 60

"""The account of the day: where the time went, what broke the flow, and what would give most back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.flow import FlowAnalyst
from console.analysis.flow.minutes import KEPT
from console.analysis.flow.spans import Spans
from console.model.flow import Act, FlowState, Friction, Step
from tests.analysis.flow.days import NOON, at, told, work
from tests.analysis.flow.sessions import session
from tests.benchmarks.bench_flow import cause, right, run


def build(first: int, last: int) -> list[Step]:
    return [
        at(first, Act.BEGIN, key=f"b{first}", name="make all"),
        at(last, Act.END, key=f"b{first}", name="make all", seconds=60.0 * (last - first), passed=True),
    ]


def test_lost_minutes_are_summed_and_named():
    found = told(work(0, 30) + build(30, 40) + work(40, 60) + build(60, 75) + work(75, 100), 100)
    (loss,) = found.losses
    assert loss.friction is Friction.TEST_BOTTLENECK
    assert 20 * 60 <= loss.seconds <= 29 * 60
    assert loss.details[0][0] == "make all"
    assert found.lost == loss.seconds
    assert found.advice.startswith("test bottleneck took 2")
    assert "make all holds 100%" in found.advice


def test_what_broke_the_flow_is_told_newest_first():
    wait = [at(60, Act.WAIT, key="ci", name="CI"), at(70, Act.RESUME, key="ci", name="CI")]
    found = told(work(0, 30) + build(30, 40) + work(40, 60) + wait + work(70, 90), 90)
    assert [(one.friction, one.detail) for one in found.breaks] == [
        (Friction.EXTERNAL_WAIT, "CI"),
        (Friction.TEST_BOTTLENECK, "make all"),
    ]


def test_efficiency_is_the_part_not_spent_waiting():
    found = told(work(0, 30) + build(30, 60) + work(60, 90), 90)
    assert 0.6 <= found.efficiency <= 0.75


def test_from_edit_to_green():
    assert 30 <= told(work(0, 40), 40).edit_to_green <= 300


def test_the_best_stretch_of_the_day_stays():
    found = told(work(0, 90) + work(150, 170), 170)
    assert found.longest.start <= NOON + 120
    assert found.longest.seconds >= 85 * 60
    assert found.present < found.longest.seconds


def test_a_new_day_begins_empty():
    evening = 8 * 60
    found = told(work(evening, evening + 30) + work(evening + 900, evening + 920), evening + 920)
    assert found.flowing <= 21 * 60


def test_an_end_that_overtook_its_beginning_closes_it():
    analyst = FlowAnalyst()
    for step in (*work(0, 20), at(31, Act.RESUME, key="ci", name="CI"), at(20, Act.WAIT, key="ci", name="CI")):
        analyst.take(step)
    found = analyst.findings(NOON + 60 * 50)
    assert found.state is FlowState.IDLE


def test_what_comes_far_too_late_is_counted_and_changes_nothing():
    analyst = FlowAnalyst()
    for step in sorted(work(0, 60), key=lambda step: step.time):
        analyst.take(step)
    before = analyst.findings(NOON + 3600)
    analyst.take(at(5, Act.LIMIT, name="no space left on device"))
    after = analyst.findings(NOON + 3600)
    assert after.late == 1
    assert after.timeline == before.timeline


def test_late_events_change_the_minutes_they_belong_to():
    steps = [at(minute + 0.4, Act.LIMIT, name="no space left on device") for minute in range(30, 38)]
    analyst = FlowAnalyst()
    for step in work(0, 30):
        analyst.take(step)
    analyst.findings(NOON + 60 * 38)
    for step in steps:
        analyst.take(step)
    found = analyst.findings(NOON + 60 * 38)
    assert (found.state, found.friction) == (FlowState.BLOCKED, Friction.RESOURCE_LIMIT)


def test_days_are_judged_well_though_events_are_lost_and_late():
    outcomes = [run(session(kind, 7)) for kind in ("ci waits", "long builds", "questions")]
    states = [right(one.after, one.session.truth) for one in outcomes]
    assert sum(states) / len(states) >= 0.9
    assert cause((one.after, one.session.truth) for one in outcomes) >= 0.85


def test_asking_often_or_once_gives_the_same_day():
    day = session("mixed", 3, late=0.0)
    often, once = FlowAnalyst(), FlowAnalyst()
    for arrived, event in day.arrivals:
        often.observe(event)
        often.findings(arrived)
        once.observe(event)
    end = day.arrivals[-1][0] + 1800
    assert often.findings(end).losses == once.findings(end).losses


_ACTS = st.builds(
    Step,
    time=st.floats(NOON, NOON + 20_000),
    act=st.sampled_from(Act),
    key=st.sampled_from(["", "a", "b"]),
    name=st.sampled_from(["", "x", "y"]),
    seconds=st.none() | st.floats(0, 1e9),
    passed=st.none() | st.booleans(),
    signature=st.sampled_from(["", "s"]),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(_ACTS, max_size=60))
def test_whatever_comes_the_day_adds_up(steps):
    analyst = FlowAnalyst()
    for step in steps:
        analyst.take(step)
    found = analyst.findings(NOON + 20_000)
    assert 0 <= found.score <= 100
    assert found.lost == sum(one.seconds for one in found.losses)
    assert all(one.end > one.start for one in found.timeline)
    assert all(a.end == b.start for a, b in zip(found.timeline, found.timeline[1:], strict=False))


def test_memory_stays_small():
    analyst = FlowAnalyst()
    for n in range(20_000):
        analyst.take(Step(time=NOON + n, act=Act.BEGIN, key=f"k{n}", name=f"n{n}"))
        analyst.take(Step(time=NOON + n, act=Act.END, key=f"o{n}", name=f"m{n}", passed=False, signature=f"s{n}"))
    assert len(list(analyst._spans)) <= 512
    assert len(analyst._minutes._counts) <= 2 * KEPT
    assert len(analyst._spans._orphans) <= 257
    assert len(analyst._runs._live) <= 128


def ran(minute: float, name: str, seconds: float) -> list[Step]:
    """A command that passed, from its beginning to its end."""
    key = f"{name} {minute}"
    return [
        at(minute, Act.BEGIN, key=key, name=name),
        at(minute + seconds / 60, Act.END, key=key, name=name, seconds=seconds, passed=True),
    ]


@pytest.mark.parametrize("name", ["true", "deploy tests", "make all"])
def test_what_is_no_test_may_pass_again_and_again(name):
    runs = ran(1, name, 0.1) + ran(2, name, 0.1) + ran(3, name, 20.0)
    for minute in range(2, 12):
        found = told(runs, minute)
        assert found.state is not FlowState.SLOWED
        assert Friction.TEST_BOTTLENECK not in {one.friction for one in found.losses}


def test_commands_cost_no_more_than_they_ran():
    flaky = [
        at(minute, Act.END, key=f"t{minute}", name="pytest", seconds=6.0, passed=minute % 2 == 0, signature="E")
        for minute in range(30, 45)
    ]
    found = told(work(0, 30) + flaky, 46)
    assert (found.state, found.friction) == (FlowState.SLOWED, Friction.TEST_BOTTLENECK)
    assert 30 <= found.lost <= 15 * 6
    assert found.efficiency >= 0.9


def test_commands_side_by_side_count_once():
    spans = Spans()
    for step in (*ran(0.1, "make", 30.0), *ran(0.2, "cc", 6.0), *ran(0.5, "ld", 24.0), *ran(3, "other", 9.0)):
        spans.take(step)
    minute = int(NOON // 60)
    assert spans.ran(minute) == pytest.approx(48.0)
    assert spans.ran(minute + 1) == 0


def test_the_day_begins_with_its_first_act_and_not_with_its_first_minute():
    assert told([], 5).begun is None
    analyst = FlowAnalyst()
    assert analyst.findings(NOON).begun is None
    for step in ran(0.1, "true", 0.1):
        analyst.take(step)
    assert analyst.findings(NOON + 7).begun == NOON + 6
    assert analyst.findings(NOON + 86400).begun is None

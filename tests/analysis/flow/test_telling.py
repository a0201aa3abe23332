"""Which changes of flow are told, when, and in which words."""

from console.analysis.flow.telling import Teller
from console.model.event import Severity, Voice
from console.model.flow import Flow, FlowState, Friction


def flow(state, at, since, **more):
    return Flow(at=at, state=state, since=since, score=50, reason="because", **more)


def test_a_change_is_told_once_it_has_held_for_two_minutes():
    teller = Teller()
    teller.begin(flow(FlowState.FLOWING, 0.0, 0.0, present=1200.0))
    assert teller.news(flow(FlowState.SLOWED, 60.0, 0.0)) == ()
    slowed = flow(FlowState.SLOWED, 180.0, 60.0, friction=Friction.TEST_BOTTLENECK, detail="pytest")
    (told,) = teller.news(slowed)
    assert told.text == "work is slowed: test bottleneck (pytest), after 20 min of flow"
    assert (told.voice, told.severity, told.kind) == (Voice.HAND, Severity.INFO, "flow.slowed")
    assert told.attrs["evidence"] == "because"
    assert teller.news(slowed) == ()


def test_a_block_is_told_at_once_and_louder():
    teller = Teller()
    teller.begin(flow(FlowState.IDLE, 0.0, 0.0))
    (told,) = teller.news(flow(FlowState.BLOCKED, 10.0, 10.0, friction=Friction.AMBIGUITY))
    assert (told.text, told.severity) == ("work is blocked: ambiguity", Severity.NOTICE)


def test_what_flickers_is_not_told():
    teller = Teller()
    teller.begin(flow(FlowState.FLOWING, 0.0, 0.0))
    for minute in range(1, 20):
        state = FlowState.SLOWED if minute % 2 else FlowState.FLOWING
        assert teller.news(flow(state, 60.0 * minute, 60.0 * minute)) == ()


def test_what_holds_at_the_beginning_is_no_news():
    teller = Teller()
    found = flow(FlowState.BLOCKED, 600.0, 0.0, friction=Friction.EXTERNAL_WAIT)
    teller.begin(found)
    assert teller.news(found) == ()

"""Breakers: when they open, that exactly one tries, and that no clock, reboot or late answer disturbs them."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from console.actions.breaker import Call, Limits, ask, hold, record, release, reset
from console.actions.breaker.machine import settled
from console.model.breaker import Breaker, BreakerState, Moment

LIMITS = Limits()
WALL = 1_795_000_000.0


def at(ticks: float, boot: str = "a", wall: float | None = None) -> Moment:
    return Moment(WALL + ticks if wall is None else wall, ticks, boot)


def told(breaker: Breaker, ok: bool, ticks: float, **fields: Any) -> Breaker:
    return record(breaker, Call(ok=ok, **fields), at(ticks), LIMITS, lambda: 1.0)


def broken(ticks: float = 100.0) -> Breaker:
    breaker = Breaker(key="registry")
    for _ in range(5):
        breaker = told(breaker, False, ticks)
    assert breaker.state is BreakerState.OPEN
    return breaker


def test_it_opens_at_half_failed_of_five_calls_and_not_before():
    breaker = Breaker(key="x")
    for ok in (False, False, True, False):
        breaker = told(breaker, ok, 1.0)
    assert breaker.state is BreakerState.CLOSED
    assert told(breaker, True, 1.0).state is BreakerState.OPEN
    mostly = Breaker(key="x")
    for ok in (True, True, True, False, False):
        mostly = told(mostly, ok, 1.0)
    assert mostly.state is BreakerState.CLOSED


def test_slow_calls_open_it_too():
    breaker = Breaker(key="x")
    for seconds in (31.0, 31.0, 31.0, 31.0, 1.0):
        breaker = told(breaker, True, 1.0, seconds=seconds)
    assert breaker.state is BreakerState.OPEN
    assert "took more than 30 s" in breaker.why


def test_what_lies_out_of_the_window_does_not_count():
    breaker = Breaker(key="x")
    for number in range(20):
        breaker = told(breaker, False, 30.0 * number)
    assert breaker.state is BreakerState.CLOSED


def test_twenty_askers_get_one_probe_and_its_word_counts():
    breaker, allowed = broken(), []
    for number in range(20):
        breaker, answer = ask(breaker, at(106.0), f"t{number}", LIMITS)
        allowed += [answer.probe] * answer.allowed
    assert allowed == ["t0"]
    assert told(breaker, True, 107.0).state is BreakerState.HALF_OPEN, "a late answer of an old call says nothing"
    assert told(breaker, True, 107.0, probe="t5").state is BreakerState.HALF_OPEN
    assert told(breaker, True, 107.0, probe="t0") == Breaker(key="registry", boot="a")
    again = told(breaker, False, 107.0, probe="t0")
    assert (again.state, again.pause, again.trips) == (BreakerState.OPEN, 10.0, 2)


def test_a_probe_that_is_lost_or_says_nothing_goes_to_another():
    breaker, _ = ask(broken(), at(106.0), "first", LIMITS)
    assert not ask(breaker, at(700.0), "second", LIMITS)[1].allowed
    assert ask(breaker, at(707.0), "second", LIMITS)[1].probe == "second"
    assert ask(release(breaker, "first"), at(106.0), "second", LIMITS)[1].probe == "second"
    assert release(breaker, "somebody else's") == breaker


def test_breaks_double_up_to_a_quarter_of_an_hour():
    breaker, ticks, pauses = broken(0.0), 0.0, []
    for _ in range(12):
        pauses.append(breaker.pause)
        ticks += breaker.pause
        breaker, answer = ask(breaker, at(ticks), "t", LIMITS)
        assert answer.allowed
        breaker = told(breaker, False, ticks, probe="t")
    assert pauses[:5] == [5, 10, 20, 40, 80]
    assert max(pauses) == 900


def test_retry_after_wins_when_it_is_longer_and_opens_at_once():
    assert told(Breaker(key="x"), False, 1.0, retry_after=3600.0).pause == 3600
    assert told(broken(), False, 101.0, retry_after=60.0).pause == 60
    assert told(broken(), False, 101.0, retry_after=1.0).pause == 5
    assert told(Breaker(key="x"), True, 1.0, retry_after=60.0).state is BreakerState.CLOSED


def test_by_hand():
    held = hold(broken(), "me: it is being moved", at(101.0))
    held, answer = ask(held, at(90_000.0), "t", LIMITS)
    assert not answer.allowed
    assert answer.wait is None
    assert told(held, True, 90_000.0).state is BreakerState.HELD
    assert ask(reset(held), at(90_000.0), "t", LIMITS)[1].allowed


def test_the_wall_clock_may_jump_as_it_likes():
    for jump in (-3600.0, 2 * 86_400.0):
        still, answer = ask(broken(), at(102.0, wall=WALL + jump), "t", LIMITS)
        assert not answer.allowed
        assert 0 < (answer.wait or 0) <= 3
        assert ask(still, at(106.0, wall=WALL + jump), "t", LIMITS)[1].allowed


def test_after_a_reboot_the_break_goes_on_but_never_longer_than_it_was_to_last():
    breaker = replace(broken(), pause=60.0)
    booted, answer = ask(breaker, at(3.0, "b", wall=WALL + 120.0), "t", LIMITS)
    assert not answer.allowed
    assert round(answer.wait or 0) == 40
    back, answer = ask(breaker, at(3.0, "b", wall=WALL - 3600.0), "t", LIMITS)
    assert answer.wait == 60
    assert ask(back, at(63.5, "b", wall=WALL - 3540.0), "t", LIMITS)[1].allowed
    assert ask(booted, at(44.0, "b", wall=0.0), "t", LIMITS)[1].allowed
    probing, _ = ask(broken(), at(106.0), "gone", LIMITS)
    assert ask(probing, at(1.0, "b", wall=WALL + 200.0), "new", LIMITS)[1].probe == "new"


class Machine(RuleBasedStateMachine):
    """Anything in any order under clocks that jump and machines that reboot."""

    @initialize()
    def begin(self) -> None:
        self.breaker, self.now, self.probe, self.boots = Breaker(key="x"), at(0.0), "", 0
        self.asked = 0

    @rule(seconds=st.floats(0, 2000))
    def wait(self, seconds: float) -> None:
        self.now = Moment(self.now.wall + seconds, self.now.ticks + seconds, self.now.boot)

    @rule(jump=st.floats(-200_000, 200_000))
    def jump(self, jump: float) -> None:
        before = ask(self.breaker, self.now, "peek", LIMITS)[1].allowed
        self.now = replace(self.now, wall=self.now.wall + jump)
        assert ask(self.breaker, self.now, "peek", LIMITS)[1].allowed is before

    @rule(away=st.floats(-4000, 4000))
    def reboot(self, away: float) -> None:
        self.boots += 1
        self.probe = ""
        self.now = Moment(self.now.wall + away, 1.0, f"boot {self.boots}")
        self.breaker = settled(self.breaker, self.now)

    @rule(n=st.integers(1, 20))
    def ask_often(self, n: int) -> None:
        probes = []
        for _ in range(n):
            self.asked += 1
            was = self.breaker.state
            self.breaker, answer = ask(self.breaker, self.now, f"t{self.asked}", LIMITS)
            probes += [answer.probe] * bool(answer.probe)
            assert answer.allowed or answer.wait is None or answer.wait > 0
            assert answer.allowed or was is not BreakerState.CLOSED
        assert len(probes) <= 1
        self.probe = probes[0] if probes else self.probe

    @rule(ok=st.booleans(), mine=st.booleans(), after=st.one_of(st.none(), st.floats(0.1, 1e6)))
    def end(self, ok: bool, mine: bool, after: float | None) -> None:
        was, probe = self.breaker, self.probe if mine else "stale"
        call = Call(ok=ok, probe=probe, retry_after=after)
        self.breaker = record(self.breaker, call, self.now, LIMITS, lambda: 0.5)
        closed = self.breaker.state is BreakerState.CLOSED and was.state is not BreakerState.CLOSED
        assert not closed or (ok and mine and was.probe == probe)

    @rule()
    def by_hand(self) -> None:
        self.breaker = hold(self.breaker, "me", self.now)
        assert not ask(self.breaker, self.now, "t", LIMITS)[1].allowed
        self.breaker = reset(self.breaker)

    @invariant()
    def a_break_ends(self) -> None:
        if not hasattr(self, "breaker") or self.breaker.state is BreakerState.HELD:
            return
        breaker, answer = ask(self.breaker, self.now, "later", LIMITS)
        if not answer.allowed:
            assert answer.wait is not None
            later = Moment(self.now.wall, self.now.ticks + answer.wait + 0.01, self.now.boot)
            assert ask(breaker, later, "later", LIMITS)[1].allowed
            assert answer.wait <= LIMITS.asked


Machine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestMachine = Machine.TestCase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.pain import PainSignal
from console.analysis.pain.causes import gather
from console.analysis.pain.level import dwell, pain, together
from console.model.event import Severity
from console.model.pain import Cause, Gate, Pain
from console.model.pattern import Pattern


def cause(
    weight: float, severity: float = 1.0, confidence: float = 0.9, eta: float | None = None, key: str = ""
) -> Cause:
    return Cause(
        kind="burn", scope="machine", weight=weight, severity=severity, confidence=confidence, text="", eta=eta, key=key
    )  # fmt: skip


@pytest.mark.parametrize(
    ("causes", "seconds", "level"),
    [
        ([cause(0.35)], 0, 0.17),
        ([cause(0.6, 0.75)], 0, 0.22),
        ([cause(0.9, 0.5)], 600, 0.41),
        ([cause(0.85), cause(0.9)], 60, 0.72),
        ([cause(0.9)], 300, 0.81),
    ],
    ids=["CI will fail", "three equal errors", "burn 2x", "cascade and burn 6x", "burn 6x"],
)
def test_levels_of_the_reference(causes: list[Cause], seconds: float, level: float) -> None:
    assert together(pain(one, seconds) for one in causes) == pytest.approx(level, abs=0.006)


def test_four_mild_causes_neither_trip_nor_hide() -> None:
    assert together([0.25] * 4) == pytest.approx(0.68, abs=0.005)


def test_what_runs_out_soon_counts_in_full_at_once() -> None:
    assert dwell(0, 110) == 1.0
    assert dwell(0, 240) == pytest.approx(0.55)
    assert dwell(60, 240) == 1.0
    assert dwell(300, None) == 1.0


@given(st.lists(st.floats(0, 1), max_size=20))
def test_pain_lies_between_the_greatest_and_one(pains: list[float]) -> None:
    assert max(pains, default=0) - 1e-9 <= together(pains) <= 1


def follow(signal: PainSignal, causes: list[Cause], start: float, seconds: float) -> Pain:
    now, found = start, ()
    while now < start + seconds:
        found = signal.tick(causes, now)
        now += 10
    return found[0]


def test_two_of_three_ticks_trip_and_three_minutes_of_calm_let_a_probe_through() -> None:
    signal = PainSignal()
    bad = [cause(0.95, 1.0, 1.0, eta=60)]
    assert signal.tick(bad, 0)[0].gate is Gate.OPEN
    assert signal.tick(bad, 10)[0].gate is Gate.SHUT
    assert follow(signal, [], 20, 170).gate is Gate.SHUT
    assert follow(signal, [], 190, 40).gate is Gate.PROBE
    signal.probe("machine", 240, passed=False)
    assert signal.tick([], 250)[0].gate is Gate.SHUT


def test_a_passed_probe_opens_again() -> None:
    signal = PainSignal()
    bad = [cause(0.95, 1.0, 1.0, eta=60)]
    signal.tick(bad, 0)
    signal.tick(bad, 10)
    follow(signal, [], 20, 220)
    signal.probe("machine", 250, passed=True)
    assert signal.tick([], 260)[0].gate is Gate.OPEN
    assert signal.tick([], 270) == ()


def test_a_single_high_tick_does_not_trip() -> None:
    signal = PainSignal()
    signal.tick([cause(0.95, 1.0, 1.0, eta=60)], 0)
    assert follow(signal, [cause(0.3)], 10, 600).gate is Gate.OPEN


def test_acknowledging_stops_the_growth_and_hides_nothing() -> None:
    signal = PainSignal()
    before = follow(signal, [cause(0.9)], 0, 100).level
    assert signal.acknowledge("machine", 100) == 1
    assert follow(signal, [cause(0.9)], 100, 900).level == pytest.approx(before, abs=0.02)


def test_an_unhandled_trip_gets_louder_until_it_is_acknowledged() -> None:
    signal = PainSignal()
    bad = [cause(0.95, 1.0, 1.0, eta=60)]
    assert [follow(signal, bad, 0, seconds).loudness for seconds in (20, 90, 200, 700)] == [0, 1, 2, 3]
    assert signal.tick(bad, 710)[0].bypass
    signal.acknowledge("machine", 720)
    quiet = signal.tick(bad, 730)[0]
    assert (quiet.loudness, quiet.bypass, quiet.gate) == (0, False, Gate.SHUT)


def test_a_pattern_hurts_what_it_is_about() -> None:
    found = Pattern(
        rule="retry_storm", key={"service": "registry"}, since=0, last=0, severity=Severity.ERROR, weight=0.6, text="x"
    )
    assert [(one.scope, one.weight) for one in gather([found], [])] == [("service:registry", 0.6)]

"""The parts of the forecast: fits, paths, first passages, teeth, steps, records, alarms, rows."""

import gzip
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.forecast.alarm import WARNING, Alarm
from console.analysis.forecast.bins import Bins
from console.analysis.forecast.calibration import calibrated
from console.analysis.forecast.grain import Grain
from console.analysis.forecast.moments import Moments
from console.analysis.forecast.outcome import Chance, Outcome, combine
from console.analysis.forecast.passage import passage
from console.analysis.forecast.path import Path
from console.analysis.forecast.record import TrackRecord
from console.analysis.forecast.rows import UnreadableError, parse, read
from console.analysis.forecast.sawtooth import Crest, chances, crest
from console.analysis.forecast.stairs import chance, stairs
from console.analysis.forecast.stretch import Stretch
from console.analysis.forecast.teeth import Tooth, Zigzag, period
from console.analysis.forecast.verdict import Situation, Verdict


def filled(times, levels, most=1000) -> Moments:
    moments = Moments(most)
    for time, level in zip(times, levels, strict=True):
        moments.append(time, level)
    return moments


@given(st.lists(st.floats(0, 1), min_size=8, max_size=60), st.floats(0, 1e6))
def test_running_sums_fit_as_numpy_does(levels, begin):
    times = [begin + 0.25 * i for i in range(len(levels))]
    moments = filled(times, levels)
    for bent in (False, True):
        line = moments.fit(0, bent=bent)
        want = np.polynomial.Polynomial.fit(np.array(times) - times[-1], levels, 2 if bent else 1).convert().coef
        want = [*want, 0.0, 0.0]
        assert line.level == pytest.approx(want[0], abs=1e-5)
        assert line.slope == pytest.approx(want[1], abs=1e-5)
        if bent:
            assert line.bend == pytest.approx(2 * want[2], abs=1e-5)


def test_old_points_go_and_the_fit_stays():
    times = [0.25 * i for i in range(1000)]
    moments = filled(times, [0.001 * time for time in times], most=100)
    assert len(moments.times) <= 125
    assert moments.fit(0).slope == pytest.approx(0.001)


@given(st.floats(0.001, 0.1), st.floats(-0.001, 0.001), st.floats(0.01, 0.9))
def test_a_path_rises_to_where_it_is_said_to_reach(slope, bend, gap):
    path = Path(1 - gap, slope, bend)
    minutes = path.reaches(1.0)
    if minutes < 1e4:
        assert path.rise(minutes) == pytest.approx(gap, rel=1e-6)


@pytest.mark.parametrize("tau", [20.0, -20.0])
def test_a_changing_pace_reaches_where_it_rises_to(tau):
    path = Path(0.9, 0.01, tau=tau)
    assert path.rise(path.reaches(1.0)) == pytest.approx(0.1)
    assert Path(0.5, 0.01, tau=20.0).reaches(1.0) == math.inf


@pytest.mark.parametrize(("slope", "sd", "gap"), [(0.004, 0.03, 0.2), (0.01, 0.02, 0.15), (0.002, 0.04, 0.1)])
def test_first_passage_agrees_with_simulation(slope, sd, gap):
    rng = np.random.default_rng(1)
    times = np.arange(1, 2000) * 0.25
    level = slope * times + rng.normal(0, sd, (800, len(times)))
    simulated = np.median(times[np.argmax(level >= gap, axis=1)])
    assert passage(gap, slope, sd, 0.25)[0] == pytest.approx(simulated, rel=0.08)


def test_bins_do_not_mix_what_a_gap_parts():
    bins = Bins()
    points = [bins.add(t / 60, level) for t, level in [(0, 0.1), (5, 0.1), (10, 0.1), (900, 0.9)]]
    assert points[-1].level == 0.9


def test_a_sawtooth_has_teeth_and_a_wave_has_none_too_many():
    zigzag = Zigzag()
    for i in range(400):
        zigzag.observe(i * 0.25, 0.3 + 0.01 * (i % 40), 0.001)
    assert len(zigzag.teeth) == 9
    assert period(list(zigzag.teeth)) == pytest.approx(10, abs=0.3)


def teeth(n: int, rise: float) -> list[Tooth]:
    return [Tooth(10 * i, 0.4 + rise * i, 10 * i + 10, 0.6 + rise * i) for i in range(n)]


def test_a_sawtooth_that_begins_high_has_a_first_tooth():
    zigzag = Zigzag()
    for i in range(70):
        zigzag.observe(i * 0.25, 0.5 + 0.01 * ((i + 25) % 40), 0.001)
    assert [tooth.low for tooth in zigzag.teeth] == [0.75, 0.5]


def test_rising_teeth_meet_the_limit_and_level_ones_do_not():
    rising = combine(chances(crest(teeth(10, 0.02), 10), 101, 0.62, 0.02))
    # the peaks are at .78 and rise .02 in 10 minutes
    assert 60 < rising.quantile(0.5) < 140
    assert combine(chances(crest(teeth(10, 0.0), 10), 101, 0.45, 0.02)).within(60) < 0.05


def test_steps_take_the_time_of_those_that_are_left():
    jumps = [(10.0 * i, 0.02) for i in range(10)]
    found = stairs(jumps, 0.2, 95.0)
    assert chance(found, 0.9).eta == pytest.approx(47, rel=0.1)
    assert stairs(jumps, 0.02, 95.0) is None
    assert stairs([*jumps[:3], (30.0, 0.5)], 0.56, 40.0) is None


def test_uneven_steps_tell_less():
    even = stairs([(10.0 * i, 0.02) for i in range(10)], 0.2, 95.0)
    uneven = stairs([(10.0 * i, 0.01 + 0.02 * (i % 2)) for i in range(10)], 0.2, 95.0)
    assert chance(uneven, 0.9).spread > chance(even, 0.9).spread
    assert chance(uneven, 0.99).spread == pytest.approx(chance(even, 0.99).spread)


def test_the_grain_is_the_least_change_of_late():
    grain = Grain()
    for i in range(200):
        grain.observe(math.floor(i / 3) / 4)
    assert grain.least == 0.25
    for i in range(40):
        grain.observe(100 + i * 0.125)
    assert grain.least == 0.125


def test_a_step_that_wavers_is_no_tooth():
    zigzag = Zigzag()
    for i in range(100):
        zigzag.observe(i * 0.25, 0.3 if i < 50 else 0.9 - 0.03 * (i // 10 % 2), 0.001)
    assert all(tooth.low > 0.5 for tooth in zigzag.recent(25.0))


def test_a_tooth_that_stands_still_is_not_expected_to_go_on():
    line = Crest(top=0.95, end=60, drift=0.0, error=0.0, scatter=0.03, gap=10, uneven=1.0)
    climbing, still = (combine(chances(line, 68, 0.98, 0.02, sure)).within(2) for sure in (1.0, 0.1))
    assert still < 0.5 * climbing


def test_a_lone_jump_begins_a_stretch_and_many_do_not():
    stretch = Stretch()
    rng = random.Random(3)
    for i in range(200):
        stretch.observe(i * 0.25, (0.5 if i > 100 else 0.2) + rng.gauss(0, 0.001), 0.0)
    assert stretch.start(50.0, -1.0) == pytest.approx(25.26, abs=0.01)


def test_the_predictor_that_came_true_is_believed():
    record = TrackRecord(4)
    for i in range(120):
        level = 0.2 + 0.01 * i * 0.5
        drawn = [Path(level), None, Path(level, 0.01), Path(level, 0.03)]
        record.learn(i * 0.5, level, drawn, 0.0, leapt=False)
    weights, losses = record.believe(20.0)
    assert weights[2] > 5 * max(weights[0], weights[3])
    assert losses[2] < 0.01


def test_quantiles_and_the_least_relative_error():
    sure = combine([Chance(1.0, 20.0, 0.1)])
    assert sure.quantile(0.5) == pytest.approx(20, rel=0.02)
    assert sure.quantile(0.1) == pytest.approx(20 * math.exp(-0.128), rel=0.03)
    assert sure.ever == 1.0
    torn = combine([Chance(0.5, 5.0, 0.05), Chance(0.5, 30.0, 0.05)])
    assert torn.best() < 6
    assert combine([Chance(1.0, math.inf, 0.1)]).ever == 0.0


def test_a_calibrated_interval_still_holds_the_estimate():
    assert calibrated(80.0, 100.0, 120.0, "line 30 min")[0] > 80.0
    low, high = calibrated(10.0, 100.0, 300.0, "steps")
    assert low < 10.0
    assert 100.0 < high < 300.0
    assert calibrated(0.0, 0.0, 5.0, "teeth") == (0.0, 5.0)


def situation(level: float, lasted: float, *, known: bool = False, young: bool = False) -> Situation:
    return Situation(level=level, slope=0.0, settled=True, young=young, known=known, lasted=lambda _eta: lasted)


def warned(outcome: Outcome, place: Situation) -> bool:
    verdict = Verdict()
    for t in range(0, 600, 15):
        verdict.judge(t, 1.0, outcome, place)
    return verdict.at(585.0).warning


def test_a_young_trend_is_not_yet_warned_of_unless_it_is_urgent():
    far, near = (combine([Chance(1.0, eta, 0.1, "line 4 min")]) for eta in (20.0, 6.0))
    assert not warned(far, situation(0.5, lasted=300.0))
    assert warned(far, situation(0.5, lasted=1500.0))
    assert warned(near, situation(0.5, lasted=120.0))
    assert not warned(near, situation(0.5, lasted=120.0, young=True))
    assert warned(near, situation(0.5, lasted=800.0, young=True))


def test_near_the_limit_less_certainty_is_enough_where_it_never_was():
    torn = combine([Chance(0.45, 10.0, 0.1, "teeth"), Chance(0.55, math.inf, 0.1)])
    assert not warned(torn, situation(0.7, lasted=3600.0))
    assert warned(torn, situation(0.93, lasted=3600.0))
    assert not warned(torn, situation(0.93, lasted=3600.0, known=True))


def test_an_alarm_waits_and_lets_go_later():
    alarm = Alarm(WARNING)
    said = [alarm.observe(t, near=True, far=False) for t in range(0, 90, 15)]
    assert said == [False, False, False, True, True, True]
    said = [alarm.observe(t, near=False, far=True) for t in range(90, 480, 30)]
    assert said.index(False) == 10
    assert not alarm.observe(500, near=False, far=False)


def test_rows_with_header_comments_and_rubbish():
    skipped = []
    lines = [b"t_seconds,value\n", b"0,1\n", b"\n", b"# note\n", b"5;2\r\n", b"x\n", b"10\t3,more\n", b"nan,1\n"]
    assert list(parse(lines, skipped.append)) == [(0.0, 1.0), (5.0, 2.0), (10.0, 3.0)]
    assert skipped == [6, 8]


def test_rows_of_packed_files_and_endless_lines(tmp_path):
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb") as stream:
        stream.write(b"0,1\n" + b"9" * 3_000_000 + b"\n5,2\n" + b"\0\xff,\x1b[31m\n7,3")
    skipped = []
    assert list(read(str(path), skipped.append)) == [(0.0, 1.0), (5.0, 2.0), (7.0, 3.0)]
    assert skipped == [2, 4]


@pytest.mark.parametrize("content", [None, b"\x1f\x8b\x08\x00rubbish"])
def test_what_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "b.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableError, match=r"b\.csv.*name a file"):
        list(read(str(path), lambda _: None))

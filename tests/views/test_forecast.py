import math

import pytest
from msgspec.structs import replace

from console.model.forecast import Culprit, Forecast, Offer
from console.model.frame import Series
from console.model.lines import plain
from console.views.data_machine import forecast_fields
from console.views.forecast import forecast_of, forecast_view, strip
from console.views.foreseen import foreseen
from console.views.resources import chart_series, hour, label, moved, ordered, used
from tests.views import frames
from tests.views.golden import context

NOW = frames.NOW


def series(*points, limit=None, unit="count", name="x"):
    return Series(name, unit, limit, tuple((NOW + t, v) for t, v in points))


@pytest.mark.parametrize(
    ("name", "words"),
    [("cpu.total", "cpu"), ("disk:/var", "disk /var"), ("inodes:/", "inodes /"), ("net:eth0.1.rx", "eth0.1 in"),
     ("net:lo.tx", "lo out"), ("pressure.memory", "mem stall"), ("own.x", "own.x")],
)  # fmt: skip
def test_labels(name, words):
    assert label(name) == words


def test_moved_is_measured_over_ten_minutes():
    assert moved(series((-650, 10), (-601, 12), (-300, 99), (0, 15)), NOW) == 3
    assert moved(series((-300, 10), (0, 15)), NOW) is None
    assert moved(series((-2000, 10), (0, 15)), NOW) is None
    assert moved(series(), NOW) is None


def test_hour_leaves_gaps_where_nothing_was_measured():
    values = hour(series((-3600, 1), (-3599, 3), (-10, 7), (0, 9), (-4000, 50)), NOW, 4)
    assert values[0] == 2
    assert math.isnan(values[1])
    assert math.isnan(values[2])
    assert values[3] == 8


def test_used_needs_a_limit_and_a_reading():
    assert used(series((0, 5), limit=10)) == 0.5
    assert used(series((0, 5))) is None
    assert used(series((0, 5), limit=0)) is None
    assert used(series(limit=10)) is None
    assert used(series((0, math.nan), limit=10)) is None


def test_nearest_to_its_limit_first_then_pressure_then_the_rest():
    names = [s.name for s in ordered(frames.calm())]
    assert names[:3] == ["disk:/", "memory.used", "disk:/var"]
    assert names.index("pressure.io") < names.index("net:eth0.rx")
    assert "own.engine.cpu" not in names
    assert "own.engine.cpu" in [s.name for s in ordered(frames.calm(), everything=True)]


def test_what_is_near_its_limit_has_sign_and_word():
    view = forecast_view(frames.storm(), context(100, 14))
    assert "✖ full 99%" in plain(view.lines[1])
    assert not any("full" in plain(line) for line in forecast_view(frames.calm(), context(100, 14)).lines)


def test_a_busy_processor_is_not_exhausted():
    busy = {name: series((0, 99.0), limit=99.0, name=name) for name in ("cpu.total", "load.1", "pressure.io")}
    view = forecast_view(replace(frames.calm(), series=busy), context(100, 14))
    assert not any("full" in plain(line) or "near" in plain(line) for line in view.lines)


def test_what_cannot_be_measured_is_named():
    notes = {"machine": {"absent": ["swap"], "skipped": ["/mnt (nfs)"], "silent": []}}
    words = " ".join(plain(line) for line in forecast_view(replace(frames.calm(), notes=notes), context(100, 30)).lines)
    assert "no swap here; not measured: /mnt (nfs)" in words


def test_nothing_is_predicted():
    words = " ".join(plain(line) for line in forecast_view(frames.storm(), context(100, 30)).lines)
    assert not any(word in words.lower() for word in ("eta", "full in", "exhaust", "until"))


def test_chart_is_scaled_to_a_readable_unit():
    chart = chart_series(frames.calm(), "disk:/var")
    assert (chart.unit, chart.limit) == ("GB", 64.0)
    assert chart.points[-1][0] == 0
    assert chart.points[0][0] == -59
    assert 30 < chart.points[-1][1] < 40
    assert chart_series(frames.calm(), "cpu.total").unit == "%"
    assert chart_series(frames.calm(), "nothing") is None


def test_a_series_without_points_is_unknown_and_not_zero():
    frame = replace(frames.calm(), series={"disk:/": Series("disk:/", "bytes", 100.0, ())})
    line = plain(forecast_view(frame, context(100, 5)).lines[1])
    assert " - " in line
    assert "0%" not in line


def forecasting(**given):
    found = Forecast(t=NOW, level=1.0, eta_s=1500.0, low=1200.0, high=2000.0, method="line 30 min", reason="why")
    return replace(frames.calm(), forecasts={"memory.used": replace(found, **given)})


def shown(frame, width):
    return "\n".join(plain(line) for line in forecast_view(frame, context(width, 12)).lines)


def test_what_runs_out_tells_when_and_what_does_not_takes_no_room():
    assert "runs out" not in shown(frames.calm(), 118)
    assert "in 25:00 (20:00 to 33:20)" in shown(forecasting(), 118)
    assert "▲ out in 25:00" in shown(forecasting(warning=True), 72)
    assert "✖ out in 25:00" in shown(forecasting(warning=True, critical=True), 50)


def test_a_forecast_runs_down_with_the_frame():
    later = replace(forecasting(), at=NOW + 600)
    assert forecast_of(later, later.series["memory.used"]).eta_s == 900
    assert forecast_of(frames.calm(), later.series["memory.used"]) is None


def test_an_alarm_is_in_the_strip_and_in_the_data():
    assert "memory 62% ▲ out in 25:00" in plain(strip(forecasting(warning=True), context(118, 3)))
    rows = {row["name"]: row["forecast"] for row in forecast_fields(forecasting(), NOW)["series"]}
    assert rows["memory.used"]["eta_s"] == 1500
    assert rows["disk:/"] is None


def warned(**given):
    culprit = Culprit(name="cc1plus", grown=3 * 1024**3, seconds=600, pid=77, job=6)
    offers = (Offer("end job 6, make", "job.cancel", {"job": 6}),)
    return (
        Forecast(
            t=NOW,
            level=1.0,
            eta_s=600,
            low=400,
            high=900,
            warning=True,
            reason="because",
            culprit=culprit,
            offers=offers,
        )
        if not given
        else Forecast(t=NOW, level=1.0, warning=True, **given)
    )


def detail(found, notes=None):
    frame = replace(frames.calm(), forecasts={"memory.used": found}, notes=notes or {})
    return [plain(line) for line in foreseen(frame, frame.series["memory.used"], context(100, 40))]


def test_the_detail_tells_when_why_who_and_what_can_be_done():
    words = "\n".join(detail(warned(), {"foresight": {"record": {"outcomes": [True, True, False]}}}))
    assert "in 10:00, 6:40 to 15:00 in 80 % of cases" in words
    assert "job 6, cc1plus (77) +3.0G in 10:00" in words
    assert ":forecast.act 1  end job 6, make" in words
    assert "2 of the last 3 warnings came true" in words


def test_a_warning_without_a_date_says_so():
    found = warned(reason="work waits for memory 30 % of the time")
    assert any("at any time" in line for line in detail(found))
    frame = replace(frames.calm(), forecasts={"memory.used": found})
    assert "at any time" in plain(strip(frame, context(100, 14)))
    view = forecast_view(frame, context(160, 14))
    assert any("at any time" in plain(line) for line in view.lines)


def test_what_has_no_end_heads_nowhere():
    frame = frames.calm()
    assert foreseen(frame, frame.series["cpu.total"], context(100, 40)) == []
    assert any("not heading anywhere" in line for line in detail(Forecast(t=NOW, level=1.0)))

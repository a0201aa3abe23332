from datetime import UTC

import pytest

from console.views import times
from tests.views.frames import NOW, ZONE


def test_clock_is_local_and_json_is_utc():
    assert times.clock(NOW, ZONE) == "12:04:31"
    assert times.clock(NOW, UTC) == "11:04:31"
    assert times.rfc3339(NOW) == "2024-03-14T11:04:31.250Z"
    assert times.full(NOW, ZONE) == "2024-03-14 12:04:31.250 +0100"


@pytest.mark.parametrize(
    ("ago", "brief", "spine"),
    [
        (60, "12:03", "12:03:31"),
        (2 * 86_400, "Tue", "Tu 12:04"),
        (30 * 86_400, "02-13", "24-02-13"),
        (-86_400, "03-15", "24-03-15"),
    ],
)
def test_the_further_away_the_coarser(ago, brief, spine):
    assert times.brief(NOW - ago, NOW, ZONE) == brief
    assert times.spine(NOW - ago, NOW, ZONE) == spine


@pytest.mark.parametrize("moment", [1e18, -1e18, float("nan"), float("inf")])
def test_no_calendar_holds_it(moment):
    assert times.clock(moment, ZONE) == "--:--:--"
    assert times.spine(moment, NOW, ZONE) == "--:--:--"
    assert times.brief(moment, NOW, ZONE) == "--:--"
    assert times.rfc3339(moment) == ""
    assert times.full(moment, None) == "outside the calendar"


def test_without_a_zone_the_systems_is_used(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    import time

    time.tzset()
    try:
        assert times.clock(NOW, None) == "20:04:31"
    finally:
        monkeypatch.undo()
        time.tzset()

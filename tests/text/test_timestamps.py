"""Times at the heads of lines: layouts, zones, missing years, nonsense."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.layouts import LAYOUTS, may_have_time
from console.text.timestamps import TimeReader

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()
AT = datetime(2026, 11, 20, 18, 13, 7, tzinfo=UTC).timestamp()

LINES = [
    (0.0, "iso", b"2026-11-20T18:13:07Z x"),
    (0.123, "iso", b"2026-11-20T18:13:07.1234567Z ##[error]x"),
    (0.0, "iso", b"2026-11-20T19:13:07+01:00 x"),
    (0.0, "iso", b"2026-11-20T13:13:07-0500 x"),
    (0.123, "iso", b"2026-11-20 18:13:07,123 INFO x"),
    (0.0, "iso", b"[2026-11-20 18:13:07] x"),
    (0.5, "iso", b"[task 2026-11-20T18:13:07.5Z] x"),
    (0.0, "iso", b"<14>1 2026-11-20T18:13:07Z host app"),
    (0.0, "iso", b'time="2026-11-20T18:13:07Z" level=info'),
    (-7.0, "iso", b"2026-11-20 18:13 x"),
    (0.0, "syslog", b"Nov 20 18:13:07 host app[1]: x"),
    (0.0, "syslog", b"<14>Nov 20 18:13:07 host app: x"),
    (0.0, "ctime", b"[Fri Nov 20 18:13:07 2026] [error] x"),
    (0.123, "ctime", b"[Fri Nov 20 18:13:07.123456 2026] [core:error] x"),
    (0.0, "slash", b"2026/11/20 18:13:07 [error] 1#0: x"),
    (0.0, "spark", b"26/11/20 18:13:07 INFO x"),
    (0.0, "hdfs", b"261120 181307 148 INFO x"),
    (0.123, "klog", b"E1120 18:13:07.123456      12 a.go:1] x"),
    (0.123, "glog", b"I20261120 18:13:07.123456 12 a.cc:1] x"),
    (0.123, "android", b"11-20 18:13:07.123  12  34 E Tag: x"),
    (0.0, "compact", b"20261120-18:13:7:633|Step|1|x"),
    (0.0, "compact", b"20261120T181307Z x"),
    (0.0, "epoch", b"1795198387 x"),
    (0.25, "epoch", b"1795198387.250 x"),
    (0.25, "epoch", b"1795198387250 x"),
    (0.0, "epoch", b"- 1795198387 2026.11.20 R02 x"),
    (0.1, "epoch", b"type=SYSCALL msg=audit(1795198387.100:42): x"),
    (0.0, "access", b'10.0.0.1 - - [20/Nov/2026:18:13:07 +0000] "GET / HTTP/1.1" 200 1'),
    (0.0, "access", b'::1 - bob [20/Nov/2026:19:13:07 +0100] "GET / HTTP/1.1" 200 1'),
    (0.123, "json", b'{"level":"info","time":"2026-11-20T18:13:07.123Z"}'),
    (0.5, "json-epoch", b'{"level":30,"time":1795198387500,"msg":"x"}'),
    (0.0, "json-epoch", b'{"__REALTIME_TIMESTAMP":"1795198387000000"}'),
    (0.0, "logfmt", b"level=info ts=2026-11-20T18:13:07Z msg=x"),
    (0.0, "logfmt-epoch", b"ts=1795198387 level=info"),
    (0.0, "logfmt-inner", b"level=info ts=1795198387"),
    (0.0, "journal", b"__REALTIME_TIMESTAMP=1795198387000000"),
]


@pytest.mark.parametrize(("offset", "layout", "line"), LINES)
def test_layouts(offset: float, layout: str, line: bytes) -> None:
    stamp = TimeReader(UTC).find(line, NOW)
    assert stamp is not None
    assert stamp.layout.name == layout
    assert stamp.time == pytest.approx(AT + offset, abs=0.0005)


@pytest.mark.parametrize("line", [line for _, _, line in LINES])
def test_layouts_exclude_each_other(line: bytes) -> None:
    reader = TimeReader(UTC)
    without = reader.find(line, NOW)
    assert without is not None
    assert may_have_time(line)
    assert [reader.find(line, NOW, layout.name) for layout in LAYOUTS] == [without] * len(LAYOUTS)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"no time here",
        b"[   12.345678] usb 1-1: new device",
        b"connection from host at Sat Jul  9 12:16:51 2005",
        b"2026-13-45 25:61:61 x",
        b"Feb 30 10:00:00 host x",
        b"version 1.2.3 of 12/13",
        b"    at foo (2026-11-20 18:13:07)",
    ],
)
def test_lines_without_a_time(line: bytes) -> None:
    assert TimeReader(UTC).find(line, NOW) is None


def test_a_time_without_zone_is_in_the_readers_zone() -> None:
    stamp = TimeReader(timezone(timedelta(hours=2))).find(b"2026-11-20 20:13:07 x", NOW)
    assert stamp is not None
    assert stamp.time == AT


def test_without_zone_the_machines_clock_counts() -> None:
    stamp = TimeReader().find(b"2026-11-20 18:13:07 x", NOW)
    assert stamp is not None
    assert stamp.time == datetime(2026, 11, 20, 18, 13, 7).timestamp()  # noqa: DTZ001


@pytest.mark.parametrize(
    ("arrival", "year"),
    [
        (datetime(2026, 12, 31, 12, tzinfo=UTC), 2026),
        (datetime(2026, 11, 20, 1, tzinfo=UTC), 2026),
        (datetime(2026, 11, 18, tzinfo=UTC), 2025),
        (datetime(2027, 1, 2, tzinfo=UTC), 2026),
    ],
)
def test_a_missing_year_is_the_latest_that_is_not_in_the_future(arrival: datetime, year: int) -> None:
    stamp = TimeReader(UTC).find(b"Nov 20 18:13:07 host x", arrival.timestamp())
    assert stamp is not None
    assert stamp.time == datetime(year, 11, 20, 18, 13, 7, tzinfo=UTC).timestamp()


def test_new_year_just_ahead_of_the_clock_keeps_its_year() -> None:
    stamp = TimeReader(UTC).find(b"Jan  1 00:00:30 host x", datetime(2026, 12, 31, 23, 59, tzinfo=UTC).timestamp())
    assert stamp is not None
    assert stamp.time == datetime(2027, 1, 1, 0, 0, 30, tzinfo=UTC).timestamp()


def test_a_leap_day_finds_a_leap_year() -> None:
    stamp = TimeReader(UTC).find(b"Feb 29 10:00:00 host x", datetime(2029, 1, 1, tzinfo=UTC).timestamp())
    assert stamp is None or datetime.fromtimestamp(stamp.time, UTC).month == 2


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_error(line: bytes) -> None:
    TimeReader(UTC).find(line, NOW)


@given(st.sampled_from([line for _, _, line in LINES]), st.integers(0, 40), st.binary(max_size=3))
def test_damaged_times_are_read_without_error(line: bytes, at: int, noise: bytes) -> None:
    TimeReader(UTC).find(line[:at] + noise + line[at + len(noise) :], NOW)

"""Log formats of the user's own."""

from datetime import UTC, datetime

import pytest

from console.model.event import Severity
from console.model.settings import LogFormat
from console.text.formats import FormatError
from console.text.scan import Scanner, ScanState

PLANT = LogFormat(
    name="plant",
    pattern=r"^\((?P<level>\w+)\) (?P<time>\d+\.\d+\.\d+ \d+h\d+m\d+) (?P<text>.*)",
    time="%d.%m.%Y %Hh%Mm%S",
    levels={"rot": "error", "gelb": "warning", "gruen": "info"},
)
MINUTE = int(datetime(2026, 11, 20, 18, 13, tzinfo=UTC).timestamp() // 60)


def test_times_and_levels_of_a_format() -> None:
    block = b"(gruen) 20.11.2026 18h13m01 error as a word\n(rot) 20.11.2026 18h13m02 pump stopped warn\nplain\n"
    scan = Scanner((PLANT,), UTC).scan(block, ScanState(), 0.0, final=True)
    assert scan.counts == {(MINUTE, Severity.INFO): 2, (MINUTE, Severity.ERROR): 1}
    assert [(r.severity, r.time) for r in scan.records] == [(Severity.ERROR, MINUTE * 60 + 2.0)]


def test_levels_without_a_trigger_word_count_too() -> None:
    block = b"(rot) 20.11.2026 18h13m02 pump stopped\n"
    scan = Scanner((PLANT,), UTC).scan(block, ScanState(), 0.0, final=True)
    assert scan.counts == {(MINUTE, Severity.ERROR): 1}


def test_other_lines_are_read_as_usual() -> None:
    block = b"2026-11-20T18:13:00Z ERROR x\n"
    scan = Scanner((PLANT,), UTC).scan(block, ScanState(), 0.0, final=True)
    assert scan.counts == {(MINUTE, Severity.ERROR): 1}


def test_iso_time_is_read_when_no_time_format_is_given() -> None:
    form = LogFormat(name="x", pattern=r"^#(?P<time>\S+) (?P<level>\w+)")
    scan = Scanner((form,), UTC).scan(b"#2026-11-20T18:13:00Z warn\n", ScanState(), 0.0, final=True)
    assert scan.counts == {(MINUTE, Severity.WARNING): 1}


def test_a_time_that_cannot_be_read_falls_back_to_arrival() -> None:
    scan = Scanner((PLANT,), UTC).scan(b"(gelb) 99.99.2026 18h13m02 x\n", ScanState(), 120.0, final=True)
    assert scan.counts == {(2, Severity.WARNING): 1}


@pytest.mark.parametrize("pattern", [r"(?=x)(?P<time>x)", r"(?P<time>x", r"^nothing named$"])
def test_patterns_that_cannot_run_are_named(pattern: str) -> None:
    with pytest.raises(FormatError, match="log format mine"):
        Scanner((LogFormat(name="mine", pattern=pattern),))

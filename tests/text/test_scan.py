"""The block scanner: exact whatever the blocks, the engine and the bytes."""

from collections import Counter
from datetime import UTC, datetime
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model.event import Severity
from console.text.scan import Scan, Scanner, ScanState
from console.text.triggers import Trigger, hyperscan_trigger, re2_trigger

ARRIVAL = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()
MINUTE = int(datetime(2026, 11, 20, 18, 13, tzinfo=UTC).timestamp() // 60)
SCANNER = Scanner(zone=UTC)
PIECES = [
    "2026-11-20 18:13:01,5 INFO web: ok\n",
    "2026-11-20 18:13:59,123 WARNING web: slow\n",
    "2026-11-20 18:14:00,000 ERROR web: failed\n",
    "2026-11-20 18:15:00,000 DEBUG web: x\n",
    "2026-11-20T18:16:00Z ERROR other writer\n",
    "Nov 20 18:17:00 host app[1]: error: gone\n",
    '10.0.0.1 - - [20/Nov/2026:18:18:00 +0000] "GET / HTTP/1.1" 500 1 "-" "-"\n',
    '{"level":"warn","time":"2026-11-20T18:19:00.5Z"}\n',
    '{"level":50,"time":1795198387000}\n',
    "E1120 18:20:00.123456 1 a.go:1] x\n",
    "Traceback (most recent call last):\n",
    '  File "a.py", line 1\n',
    "    raise ValueError\n",
    "ValueError: bad\n",
    "\n",
    "During handling of the above exception, another exception occurred:\n",
    "java.lang.IllegalStateException: y\n",
    "\tat a.b(C.java:1)\n",
    "Caused by: java.io.IOException: z\n",
    "panic: oh\n",
    "goroutine 1 [running]:\n",
    "main.main()\n",
    "thread 'main' panicked at a.rs:1:1:\n",
    "note: run with\n",
    "plain words\n",
    "0 errors\r\n",
    "FAILED tests/x.py::y\n",
    "2026-11-20 18:13\n",
    "2026-11-20T18:13:00.5+01:00 WARN a\n",
    "[task 2026-11-20T18:13:01.5Z] 18:13:01     INFO - Traceback (most recent call last):\n",
    "[task 2026-11-20T18:13:01.5Z] 18:13:01     INFO -   File x\n",
    "[task 2026-11-20T18:13:01.5Z] 18:13:01     INFO - KeyError: 1\n",
    "__REALTIME_TIMESTAMP=1795198387000000\n",
    "PRIORITY=3\n",
    "MESSAGE=x\n",
    "level=error ts=1795198387\n",
    "\x1b[31merror\x1b[0m x\n",
]
LOGS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode)


def whole(block: bytes, scanner: Scanner = SCANNER) -> Scan:
    """The block scanned at once."""
    return scanner.scan(block, ScanState(), ARRIVAL, final=True)


def in_pieces(block: bytes, cuts: set[int]) -> tuple[Counter[tuple[int, int]], list[tuple[object, ...]], ScanState]:
    """The block offered as complete lines up to each cut, what was not consumed offered again."""
    state = ScanState()
    counts: Counter[tuple[int, int]] = Counter()
    records: list[tuple[object, ...]] = []
    ends = [i + 1 for i, byte in enumerate(block) if byte == 10]
    position = 0
    for number, end in enumerate(ends):
        last = number == len(ends) - 1
        if number not in cuts and not last:
            continue
        scan = SCANNER.scan(block[position:end], state, ARRIVAL, final=last)
        assert sum(scan.counts.values()) == scan.lines == block[position : position + scan.consumed].count(b"\n")
        counts.update(scan.counts)
        records += [shifted(scan, position)[i] for i in range(len(scan.records))]
        position += scan.consumed
    assert position == len(block)
    return counts, records, state


def shifted(scan: Scan, by: int) -> list[tuple[object, ...]]:
    """Records with offsets into the whole log."""
    return [
        (r.start + by, r.end + by, r.severity, r.time, r.kind, r.headline[0] + by, r.headline[1] + by)
        for r in scan.records
    ]


@settings(max_examples=400, deadline=None)
@given(LOGS, st.sets(st.integers(0, 40)))
def test_counts_and_records_do_not_depend_on_blocks(block: bytes, cuts: set[int]) -> None:
    state = ScanState()
    at_once = SCANNER.scan(block, state, ARRIVAL, final=True)
    counts, records, last = in_pieces(block, cuts)
    assert dict(counts) == at_once.counts
    assert records == shifted(at_once, 0)
    assert last.last_time == state.last_time


@settings(max_examples=200, deadline=None)
@given(LOGS)
def test_every_line_counts_once_and_records_ascend(block: bytes) -> None:
    scan = whole(block)
    assert scan.consumed == len(block)
    assert scan.lines == block.count(b"\n") == sum(scan.counts.values())
    assert all(n > 0 for n in scan.counts.values())
    starts = [r.start for r in scan.records]
    assert starts == sorted(set(starts))
    for record in scan.records:
        assert record.start <= record.headline[0] <= record.headline[1] <= record.end
        assert record.severity >= Severity.WARNING


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        LOGS,
        st.lists(st.sampled_from([*PIECES, "err\n", "- crt -\n", "e/a(1): x\n", "✗ x\n"])).map("".join).map(str.encode),
    )
)
def test_re2_finds_what_hyperscan_finds(block: bytes) -> None:
    assert whole(block, RE2) == whole(block)


RE2 = Scanner(zone=UTC, trigger=re2_trigger())
TRIGGERS = (hyperscan_trigger(), re2_trigger())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_scanned(block: bytes) -> None:
    scan = whole(block)
    assert scan.consumed == len(block)
    assert sum(scan.counts.values()) == scan.lines == block.count(b"\n") + (not block.endswith(b"\n") and block != b"")
    assert whole(block, RE2) == scan


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_long_line_of_triggers_is_one_line(trigger: object) -> None:
    block = b"error " * 50_000 + b"\n"
    scan = Scanner(trigger=trigger).scan(block, ScanState(), ARRIVAL, final=True)  # type: ignore[arg-type]
    assert (scan.lines, len(scan.records)) == (1, 1)


def test_lines_without_time_follow_the_last_time() -> None:
    block = b"2026-11-20 18:13:01 INFO a\nno time\n2026-11-20 18:14:01 INFO b\nundated error: x\nno time\n"
    scan = whole(block)
    assert scan.counts == {
        (MINUTE, Severity.INFO): 2,
        (MINUTE + 1, Severity.INFO): 2,
        (MINUTE + 1, Severity.ERROR): 1,
    }
    assert scan.records[0].time == (MINUTE + 1) * 60 + 1


def test_before_any_time_lines_count_at_their_arrival() -> None:
    scan = SCANNER.scan(b"a\nerror: b\nc\n", ScanState(), 600.0, final=True)
    assert scan.counts == {(10, Severity.INFO): 2, (10, Severity.ERROR): 1}
    assert scan.records[0].time is None


def test_the_state_carries_the_last_time_on() -> None:
    state = ScanState()
    SCANNER.scan(b"2026-11-20 18:13:01,250 INFO a\n", state, 600.0)
    assert state.last_time == MINUTE * 60 + 1.25
    assert SCANNER.scan(b"no time\n", state, 600.0).counts == {(MINUTE, Severity.INFO): 1}


def test_continuation_lines_count_as_information_in_the_records_minute() -> None:
    block = b"2026-11-20 18:13:01 ERROR a\nTraceback (most recent call last):\n  f\nValueError: x\n"
    assert whole(block).counts == {(MINUTE, Severity.INFO): 3, (MINUTE, Severity.ERROR): 1}


def test_a_last_line_without_newline_waits_for_more() -> None:
    block = b"2026-11-20 18:13:01 INFO a\nerror: b"
    assert SCANNER.scan(block, ScanState(), ARRIVAL).consumed == 27
    scan = SCANNER.scan(block, ScanState(), ARRIVAL, final=True)
    assert (scan.consumed, scan.lines, scan.records[0].end) == (len(block), 2, len(block))
    assert block[slice(*scan.records[0].headline)] == b"error: b"


def test_many_minutes_in_one_block() -> None:
    lines = [f"2026-11-20 {h:02}:{m:02}:00,000 INFO x" for h in range(24) for m in range(60)]
    counts = whole("\n".join(lines).encode() + b"\n").counts
    assert len(counts) == 24 * 60
    assert set(counts.values()) == {1}


def test_a_file_that_changes_its_way_to_write_time() -> None:
    state = ScanState()
    SCANNER.scan(b"2026-11-20 18:13:01 INFO a\n" * 10, state, ARRIVAL)
    for _ in range(3):
        scan = SCANNER.scan(b"Nov 20 18:15:01 host app: b\n" * 10, state, ARRIVAL)
        assert scan.counts == {(MINUTE + 2, Severity.INFO): 10}


def test_one_scanner_serves_files_in_different_zones() -> None:
    scanner = Scanner(zone=UTC)
    for zone, hours in ((b"Z", 0), (b"+01:00", 1), (b"", 0), (b"-05:00", -5)):
        scan = scanner.scan(b"2026-11-20T18:13:01" + zone + b" a\n", ScanState(), ARRIVAL)
        assert scan.counts == {(MINUTE - hours * 60, Severity.INFO): 1}


def test_an_empty_block() -> None:
    assert whole(b"") == Scan(0, 0, {}, ())


REDRAWN = st.lists(
    st.tuples(
        st.sampled_from(["", "10%\r50%\r", "ERROR early\r", "\r\r", "2026-11-20 18:13:00 WARN x\r"]),
        st.sampled_from(PIECES),
    ),
    max_size=20,
)


@settings(max_examples=300, deadline=None)
@given(REDRAWN, st.sampled_from(TRIGGERS))
def test_a_redrawn_line_is_what_it_shows_last(lines: list[tuple[str, str]], trigger: Trigger) -> None:
    """Severity, kind, minute and extent are those of the last states alone; places are those of the bytes."""
    drawn = [(early + last).encode() if last.strip() else last.encode() for early, last in lines]
    shown = [last.encode() for _, last in lines]
    scanner = Scanner(zone=UTC, trigger=trigger)
    seen, plain = whole(b"".join(drawn), scanner), whole(b"".join(shown), scanner)
    assert seen.counts == plain.counts
    assert [(r.severity, r.time, r.kind) for r in seen.records] == [(r.severity, r.time, r.kind) for r in plain.records]
    at = dict(zip(accumulate(map(len, shown), initial=0), accumulate(map(len, drawn), initial=0), strict=True))
    assert [(r.start, r.end, r.headline[0]) for r in seen.records] == [
        (at[r.start], at[r.end], at[r.headline[0]]) for r in plain.records
    ]
    headlines = [b"".join(drawn)[slice(*r.headline)].rpartition(b"\r")[2] for r in seen.records]
    assert headlines == [b"".join(shown)[slice(*r.headline)] for r in plain.records]


def test_a_progress_bar_that_recovers_is_no_error_and_one_that_fails_is() -> None:
    bar = b"".join(b"step %d of 900 \r" % n for n in range(900))
    assert whole(b"error: retrying\r" + bar + b"done\n").records == ()
    assert [r.severity for r in whole(bar + b"error: lost\n").records] == [Severity.ERROR]
    assert whole(bar + b"error: lost\r\n").counts == whole(bar + b"error: lost\n").counts

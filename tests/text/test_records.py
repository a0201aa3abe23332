"""Records of several lines: what belongs together, what says most, where limits cut."""

from datetime import UTC

import pytest

from console.text.scan import Record, Scanner, ScanState


def records(block: str, *, final: bool = True) -> list[tuple[str, str, str]]:
    """Kind, whole text and headline of every record."""
    raw = block.encode()
    scan = Scanner(zone=UTC).scan(raw, ScanState(), 0.0, final=final)
    return [_shown(raw, record) for record in scan.records]


def _shown(raw: bytes, record: Record) -> tuple[str, str, str]:
    low, high = record.headline
    return record.kind, raw[record.start : record.end].decode(), raw[low:high].decode()


PYTHON = """\
Traceback (most recent call last):
  File "a.py", line 1, in <module>
    f()
ValueError: bad
"""
CHAINED = (
    PYTHON
    + """
During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 3, in <module>
KeyError: 'x'
"""
)
GROUP = """\
  + Exception Group Traceback (most recent call last):
  |   File "a.py", line 1, in <module>
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +---------------- 2 ----------------
    | ValueError: 2
    +------------------------------------
"""
JAVA = """\
Exception in thread "main" java.lang.RuntimeException: outer
\tat a.B.c(B.java:1)
\tat a.B.d(B.java:2)
Caused by: java.io.IOException: inner
\tat a.B.e(B.java:3)
\t... 2 more
"""
JAVASCRIPT = """\
TypeError: x is not a function
    at f (/srv/a.js:1:2)
    at g (/srv/a.js:3:4)
"""
GO = """\
panic: runtime error: index out of range [1] with length 1

goroutine 1 [running]:
main.main()
\t/srv/main.go:5 +0x1d
exit status 2
"""
RUST = """\
thread 'main' panicked at src/main.rs:2:5:
index out of bounds: the len is 1
stack backtrace:
   0: rust_begin_unwind
             at /rustc/x/library/std/src/panicking.rs:1
note: Some details are omitted
"""
RUSTC = """\
error[E0308]: mismatched types
 --> src/main.rs:2:18
  |
2 |     let x: i32 = "a";
  |                  ^^^ expected `i32`
"""


@pytest.mark.parametrize(
    ("kind", "text", "headline"),
    [
        ("traceback", PYTHON, "ValueError: bad"),
        ("traceback", CHAINED, "KeyError: 'x'"),
        ("traceback", GROUP, "  | ExceptionGroup: two (2 sub-exceptions)"),
        ("traceback", "2026-11-20 18:13:00,1 ERROR web: failed\n" + PYTHON, "ValueError: bad"),
        ("traceback", JAVA, "Caused by: java.io.IOException: inner"),
        ("traceback", "2026-11-20 18:13:00 ERROR x\njava.lang.IllegalStateException: y\n\tat a.b(c.java:1)\n",
         "java.lang.IllegalStateException: y"),
        ("traceback", JAVASCRIPT, "TypeError: x is not a function"),
        ("panic", GO, "panic: runtime error: index out of range [1] with length 1"),
        ("panic", RUST, "index out of bounds: the len is 1"),
        ("line", "PRIORITY=3\n_PID=1\nMESSAGE=gone error\n_COMM=x\n", "MESSAGE=gone error"),
        ("line", RUSTC, "error[E0308]: mismatched types"),
        ("line", "x.c:1:2: error: unknown y\n    1 | y;\n      | ^\n", "x.c:1:2: error: unknown y"),
    ],
)  # fmt: skip
def test_lines_that_belong_together(kind: str, text: str, headline: str) -> None:
    after = "2026-11-20 18:14:00 INFO next\n"
    assert records(text + after) == [(kind, text, headline)]


def test_every_line_prefixed_by_syslog() -> None:
    prefix = "Nov 20 18:13:00 host app[12]: "
    block = "".join(prefix + line + "\n" for line in PYTHON.splitlines()) + prefix + "fine\n"
    [(kind, text, headline)] = records(block)
    assert kind == "traceback"
    assert text.count("\n") == 4
    assert headline.endswith("ValueError: bad")


def test_every_line_prefixed_by_a_ci_system() -> None:
    lines = [f"2026-11-20T18:13:0{i}.1234567Z {line}" for i, line in enumerate(JAVA.splitlines())]
    [(kind, text, _)] = records("\n".join([*lines, "2026-11-20T18:14:00.1234567Z done"]) + "\n")
    assert kind == "traceback"
    assert text.count("\n") == 6


def test_a_foreign_line_inside_a_traceback() -> None:
    first, second, rest = PYTHON.splitlines()[0], PYTHON.splitlines()[1], "\n".join(PYTHON.splitlines()[2:])
    block = f"{first}\n{second}\n2026-11-20 18:13:00 INFO other\n{rest}\n"
    assert records(block) == [("traceback", block, "ValueError: bad")]


def test_a_notable_foreign_line_is_kept_as_its_own_record() -> None:
    first, second, rest = PYTHON.splitlines()[0], PYTHON.splitlines()[1], "\n".join(PYTHON.splitlines()[2:])
    foreign = "2026-11-20 18:13:00 ERROR other\n"
    block = f"{first}\n{second}\n{foreign}{rest}\n"
    assert records(block) == [("traceback", block, "ValueError: bad"), ("line", foreign, foreign.strip())]


def test_a_foreign_line_that_nothing_follows_ends_the_record() -> None:
    head = "\n".join(PYTHON.splitlines()[:3]) + "\n"
    found = records(head + "2026-11-20 18:13:00 INFO a\n2026-11-20 18:13:01 INFO b\n" * 3)
    assert [text for _, text, _ in found] == [head]


def test_two_records_in_a_row_stay_two() -> None:
    assert [text for _, text, _ in records(PYTHON + PYTHON)] == [PYTHON, PYTHON]


def test_spring_style_padding_is_no_continuation() -> None:
    block = "2026-11-20 18:13:00.1 ERROR 1 --- x\n2026-11-20 18:13:00.1  INFO 1 --- y\n"
    assert [text for _, text, _ in records(block)] == [block.splitlines(keepends=True)[0]]


def test_carriage_returns_are_not_part_of_the_headline() -> None:
    assert [headline for _, _, headline in records("ERROR: x\r\nnext\r\n")] == ["ERROR: x"]


def test_at_most_500_lines() -> None:
    block = "Traceback (most recent call last):\n" + "  frame\n" * 1000 + "ValueError: x\n"
    found = records(block)
    assert found[0][1].count("\n") == 500
    assert found[-1][1] == "ValueError: x\n"


def test_at_most_256_kib() -> None:
    block = "Traceback (most recent call last):\n" + ("  " + "x" * 10_000 + "\n") * 100
    assert 240 * 1024 < len(records(block)[0][1]) <= 256 * 1024


def test_a_long_record_is_not_held_back() -> None:
    block = b"Traceback (most recent call last):\n" + b"  frame\n" * 600
    scan = Scanner().scan(block, ScanState(), 0.0)
    assert scan.consumed == len(block)
    assert scan.wait == 0


def test_an_open_record_is_held_back_and_says_how_long_to_wait() -> None:
    block = b"fine\n" + PYTHON.encode()[:60] + b"\n"
    scan = Scanner().scan(block, ScanState(), 0.0)
    assert (scan.consumed, scan.lines, scan.records) == (5, 1, ())
    assert scan.wait == 2.0
    single = Scanner().scan(b"ERROR: x\n", ScanState(), 0.0)
    assert single.consumed == 0
    assert 0 < single.wait < 0.1


def test_a_record_is_not_held_back_longer_than_it_is_worth() -> None:
    assert len(Scanner().scan(b"ERROR: x\n", ScanState(), 0.0, waited=0.02).records) == 1
    traceback = PYTHON.encode()[:60] + b"\n"
    assert Scanner().scan(traceback, ScanState(), 0.0, waited=0.02).consumed == 0
    assert len(Scanner().scan(traceback, ScanState(), 0.0, waited=2.0).records) == 1


def test_a_calm_journald_entry_with_an_error_in_its_message() -> None:
    assert records("__REALTIME_TIMESTAMP=1795198387000000\nPRIORITY=6\nMESSAGE=error counter reset\n\n") == []

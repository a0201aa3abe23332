"""The message of a single line: headers of common programs go, what belongs to the sentence stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.message import message
from tests.text.headers import HEADS, lines

SAID = ("disk is full on volume a", "cannot connect to db: Connection refused")
HEADED = (
    "ERROR {}", "[ERROR] {}", "ERROR: {}", "ERROR:root:{}", "ERROR - {}", "[main] ERROR {}", "worker-3 ERROR {}",
    "app[12]: ERROR {}", "ERROR worker-3: {}", "WARNING:urllib3.connectionpool:{}",
    "ERROR [main] 2024-01-01 10:00:00,123 Foo.java:12 - {}", "2024-01-01 10:00:00 ERROR [worker-3] {}",
    "2024-01-01 10:00:00 ERROR web: {}", "2024-01-01 10:00:00 [web] ERROR {}", "2024-01-01 10:00:00 web ERROR {}",
    "2024-01-01 10:00:00,123 - web - ERROR - {}", "2024-01-01 10:00:00 | ERROR | app.db:connect:12 - {}",
    "12:00:01.123 [main] ERROR c.e.Foo - {}", "E0102 15:04:05.678901    1234 file.go:12] {}",
    "Jan  1 10:00:00 host app[123]: {}", "Jan  1 10:00:00 host kernel: {}",
    "2024-01-01T10:00:00.123456+00:00 host app[12]: {}", "[Sun Dec 04 04:47:44 2005] [core:error] [pid 12:tid 3] {}",
    "2024/01/01 10:00:00 [error] 123#0: *1 {}", "[2024-01-01 10:00:00] production.ERROR: {}",
    "[2024-01-01 10:00:00 +0000] [123] [ERROR] {}", "2024-01-01 10:00:00,123 [12] ERROR Ns.Class [(null)] - {}",
    "[2024-01-01, 10:00:00 UTC] {{task.py:1776}} ERROR - {}", "[2024-01-01 10:00:00,000] ERROR [Foo id=1] {}",
    "01-Jan-2024 10:00:00.000 SEVERE [main] org.apache.Foo.method {}", "E/Tag( 123): {}",
    "2024-01-01T10:00:00.000Z pid=1 tid=abc ERROR: {}", "2024-01-01 10:00:00 ERROR pid=12 thread=worker-3 {}",
    "web-1  | 2024-01-01 10:00:00 ERROR {}", "##[error]{}", "2024-01-01T10:00:00.1234567Z ##[error]{}",
    "::error file=a.py,line=3::{}", "[ 1234.567890] {}", "[10:00:00] [Server thread/ERROR]: {}",
    '{{"level":"error","ts":1700000000,"logger":"x","msg":"{}","pid":1}}',
    '{{"log":"2024-01-01 10:00:00 ERROR [web] {}\\n","stream":"stderr"}}',
    'time="2024-01-01T10:00:00Z" level=error msg="{}" pid=12', 'level=error caller=main.go:12 msg="{}"',
)  # fmt: skip


@pytest.mark.parametrize("head", HEADED)
@pytest.mark.parametrize("said", SAID)
def test_the_header_goes(head: str, said: str) -> None:
    assert message(head.format(said)) == said


@pytest.mark.parametrize("name", sorted(HEADS.keys() - {"ras"}))
def test_headers_of_programs_go(name: str) -> None:
    wrong = [line for line, said in lines(name, 100) if not said.endswith(message(line))]
    assert wrong == []
    told = [message(line) == said for line, said in lines(name, 100)]
    assert sum(told) >= 85


@pytest.mark.parametrize(
    "line",
    [
        "error: linking with cc failed: exit code 1",
        "Error: Cannot find module 'x'",
        "Error reading file /x",
        "Got ERROR from server now",
        "npm ERR! code E404",
        "make: *** [all] Error 2",
        "fatal: not a git repository",
        "main.c:3:5: error: expected ';' here",
        "E       ValueError: bad value here",
        "thread 'main' panicked at src/main.rs:3:5:",
        "curl: (22) The requested URL returned error: 500",
        "alert manager is down now",
        "FAILED tests/test_a.py::test_one - AssertionError: x",
        "{",
        "",
    ],
)
def test_sentences_and_tools_keep_their_words(line: str) -> None:
    assert message(line) == line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2024-01-01 10:00:00 ERROR [payment] failed", "[payment] failed"),
        ("ERROR failed", "failed"),
        ("2024-01-01 10:00:00 ERROR 12", "2024-01-01 10:00:00 ERROR 12"),
        ('{"msg":"request failed","err":"ECONNRESET"}', "request failed: ECONNRESET"),
        ('level=error msg=failed err="no route"', "failed: no route"),
        ("2024-01-01 10:00:00 connection failed: timeout again", "connection failed: timeout again"),
        ("2024-01-01 10:00:00 Got an ERROR from server", "Got an ERROR from server"),
    ],
)
def test_what_is_left_is_enough_to_know_it_by(line: str, said: str) -> None:
    assert message(line) == said


@given(st.text(max_size=300))
def test_any_line_has_a_message(line: str) -> None:
    assert message(line) or not line.strip()


@pytest.mark.parametrize("piece", ["[", "[a", "a.", "a=", "1 ", "- ", "ERROR ", "[x] ", '{"msg":"', "a::", "a-1 "])
def test_long_lines_are_read_no_further_than_needed(piece: str) -> None:
    assert message(piece * 50_000)

"""Severity of single lines of many formats, and the care taken not to cry wolf."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.event import Severity
from console.text.levels import named
from console.text.severity import Judge
from console.text.triggers import best_trigger

EXPLICIT = """\
info     2026-11-20 18:13:00,123 INFO [main] error while nothing is wrong
warning  2026-11-20 18:13:00,123 WARN  [main] slow
error    2026-11-20T18:13:00.123Z ERROR app::db: connection lost
critical 2026-11-20 18:13:00,123 - app.core - CRITICAL - gone
debug    2026-11-20 18:13:00,123 - app.core - DEBUG - failed attempt kept quiet
info     2026-11-20 18:13:00.123  INFO 12 --- [nio-8080] c.e.App : exception mapper ready
info     2026-11-20 04:30:31, Info                  CSI    error in a message
warning  2026-11-20 04:30:31, Warning               CBS    odd
error    [Fri Nov 20 04:51:08 2026] [error] module cannot start
notice   [Fri Nov 20 04:51:08 2026] [notice] error log opened
error    [Fri Nov 20 18:13:00.123456 2026] [proxy:error] [pid 12] gone
error    2026/11/20 18:13:00 [error] 123#0: *1 open() failed
info     081109 203615 148 INFO dfs.DataNode: exception ignored
warning  17/06/09 20:10:40 WARN executor.Executor: lost
error    E1120 18:13:00.123456      12 controller.go:12] sync
info     I1120 18:13:00.123456      12 controller.go:12] error was handled
warning  11-20 18:13:00.123  1234  5678 W ActivityManager: slow
error    11-20 18:13:00.123 E/Tag(  123): lost
info     - 1117838978 2005.06.03 R02 2005-06-03-15.42.50.363779 R02 RAS KERNEL INFO parity error corrected
critical - 1117838978 2005.06.03 R02 2005-06-03-15.42.50.363779 R02 RAS APP FATAL ciod: gone
error    <11>Nov 20 18:13:00 host app: plain words
info     <14>Nov 20 18:13:00 host app: error
critical <8>1 2026-11-20T18:13:00Z host app 1 - - emergency words
error    PRIORITY=3
error    {"level":"error","msg":"x"}
info     {"level":"info","msg":"error failed fatal"}
error    {"level":50,"time":1800000000000,"msg":"x"}
info     {"level":30,"time":1800000000000,"msg":"error"}
debug    {"level":20,"time":1800000000000,"msg":"x"}
warning  {"message":"x","severity":"WARNING"}
error    {"PRIORITY":"3","MESSAGE":"x"}
warning  {"level_name":"WARNING","level":300}
error    ts=2026-11-20T18:13:00Z level=error msg=x
info     time="2026-11-20T18:13:00Z" level=info msg="error"
error    2026-11-20T18:13:00.1234567Z ##[error]Process completed with exit code 1.
warning  ::warning file=a.py,line=1::unused import
error    npm ERR! code ELIFECYCLE
warning  npm WARN deprecated x
error    2026-11-20 18:13:00 UTC [123] ERROR:  relation does not exist
info     2026-11-20 18:13:00 UTC [123] LOG:  could not receive data
error    10.0.0.1 - - [20/Nov/2026:18:13:00 +0000] "GET / HTTP/1.1" 502 123 "-" "agent"
notice   10.0.0.1 - - [20/Nov/2026:18:13:00 +0000] "GET /x HTTP/1.1" 404 123 "-" "agent"
info     10.0.0.1 - - [20/Nov/2026:18:13:00 +0000] "GET /error HTTP/1.1" 200 500 "-" "agent"
error    [ERROR] Failed to execute goal
info     [INFO] BUILD SUCCESS, error handling done
"""

WORDS = """\
error    error: linking failed
error    src/a.c:1:2: error: expected ';'
warning  src/a.c:1:2: warning: unused variable
error    error[E0308]: mismatched types
error    fatal: not a git repository
error    make: *** [all] Error 2
error    make[1]: *** [Makefile:12: all] Error 2
error    10 errors found
error    Found 3 errors
error    Tests run: 5, Failures: 1, Errors: 0, Skipped: 0
error    ValueError: bad value
error    Exception in thread "main" java.lang.NullPointerException
error    java.io.IOException: closed
error    cp: cannot create 'x': No space left on device
error    bash: ./x: Permission denied
error    BUILD FAILED
warning  DeprecationWarning: use something else
warning  Nov 20 18:13:00 host sshd[12]: Failed password for root from 10.0.0.1 port 22
warning  connection to db timed out
critical kernel: Out of memory: Killed process 123 (java) total-vm:1kB
critical app[12]: segfault at 0 ip 0000
critical panic: runtime error: index out of range
critical thread 'main' panicked at src/main.rs:2:5:
critical Aborted (core dumped)
error    \x1b[31m1 failed\x1b[0m, 3 passed
"""

CALM = """\
0 errors
no error
Completed without errors
error_count=0
errors: 0
errors=0 warnings=0
Tests run: 5, Failures: 0, Errors: 0, Skipped: 0
0 failed, 12 passed
see error.log
wrote /var/log/error.log
gcc -Werror -Wno-error=x -c fail.c
running with fail-fast
tests/test_error.py::test_fails PASSED                  [ 50%]
test_failure (tests.Errors) ... ok
ok 4 - error handling
  ✓ should throw an error when closed
it should fail when closed
exit status 0, error code 0
{"error":null,"failed":false}
GET /static/exception.js
\tat foo.Error.bar(Error.java:3)
    raise ValueError("bad")
failover complete
defined a fine interface
"""

TESTS = """\
FAILED tests/x.py::test_y - assert 1 == 2
tests/x.py::test_y FAILED                [ 50%]
--- FAIL: TestX (0.00s)
FAIL\tgithub.com/a/b\t0.008s
not ok 3 - adds numbers
test tests::it_works ... FAILED
[  FAILED  ] Suite.Case (3 ms)
FAIL src/x.test.js
Tests run: 1, Failures: 1, Errors: 0 <<< FAILURE! - in a.B
test_x (test.test_y.TestZ) ... ERROR
12:00:00     INFO - TEST-UNEXPECTED-FAIL | a/b.html | gone
"""


TRIGGER = best_trigger()


def cases(table: str) -> list[tuple[str, str]]:
    """Severity word and line of each row."""
    return [(row.split(" ", 1)[0], row[9:]) for row in table.splitlines()]


def seen(line: str) -> Severity:
    """The severity with the rule that a line without a trigger is information."""
    return Severity(verdict(line.encode())[0])


def verdict(line: bytes, judge: Judge | None = None) -> tuple[int, str]:
    """Severity and kind of a line as the scanner finds them."""
    triggered = TRIGGER(line)
    if not triggered.ends:
        return Severity.INFO, "line"
    return (judge or Judge()).judge(line, noted=bool(triggered.noted))


@pytest.mark.parametrize(("word", "line"), cases(EXPLICIT))
def test_an_explicit_level_decides(word: str, line: str) -> None:
    assert seen(line).word == word


@pytest.mark.parametrize(("word", "line"), cases(WORDS))
def test_without_a_level_the_words_decide(word: str, line: str) -> None:
    assert seen(line).word == word


@pytest.mark.parametrize("line", CALM.splitlines())
def test_benign_words_stay_information(line: str) -> None:
    assert seen(line) is Severity.INFO


@pytest.mark.parametrize("line", TESTS.splitlines())
def test_failed_tests_are_errors_of_their_own_kind(line: str) -> None:
    assert verdict(line.encode()) == (Severity.ERROR, "test")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("oom", b"Out of memory: Killed process 12 (x)"),
        ("panic", b"panic: oh"),
        ("panic", b"a.out: x.c:3: main: Assertion `x' failed."),
        ("line", b"ERROR: something"),
    ],
)
def test_kind_of_a_notable_line(kind: str, line: bytes) -> None:
    assert verdict(line)[1] == kind


def test_a_todo_in_tap_output_is_no_failure() -> None:
    assert seen("not ok 3 - x # TODO later") is Severity.INFO


def test_a_crash_counts_under_an_info_label() -> None:
    assert seen("12:00:00 INFO - ERROR: AddressSanitizer: heap-use-after-free") is Severity.CRITICAL


@pytest.mark.parametrize(
    ("level", "severity"),
    [(b"0", 5), (b"7", 0), (b"10", 0), (b"30", 1), (b"60", 5), (b"400", 4), (b"warn", 3), (b"x", None)],
)
def test_numbers_and_names_of_levels(level: bytes, severity: int | None) -> None:
    assert named(level) == severity


@given(
    st.lists(
        st.sampled_from(
            [b"error", b"0", b" ", b": ", b"no ", b"[E", b"1", b'"', b"level", b"=", b"\x1b[3m", b"FAIL", b"\xff"]
        )
    )
)
def test_the_verdict_does_not_depend_on_what_was_judged_before(parts: list[bytes]) -> None:
    line = b"".join(parts)
    used = Judge()
    verdict(line.replace(b"1", b"0"), used)
    assert verdict(line, used) == verdict(line)


@given(st.binary(max_size=300))
def test_any_bytes_have_a_severity(line: bytes) -> None:
    severity, kind = Judge().judge(line, noted=True)
    assert verdict(line)[0] in set(Severity)
    assert severity in set(Severity)
    assert kind in {"line", "test", "oom", "panic"}


def test_memory_stays_bounded() -> None:
    judge = Judge()
    for number in range(20_000):
        letters = number.to_bytes(3, "big").hex().translate(str.maketrans("0123456789", "ghijklmnop"))
        judge.judge(f"error {letters}".encode(), noted=False)
    assert max(len(judge.known), len(judge.heads)) <= 8_192

import pytest

from console.analysis.rootcause.signals import signals, table
from console.analysis.rootcause.signs import (
    BY_NAME,
    HARMLESS,
    PASSED,
    PLACE,
    RAISED,
    RESULT,
    STOPPED,
    STRICT,
    TALLY,
    TEST,
    TOOL,
    WORD,
)


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("src/net.c:88:9: error: 'x' undeclared", PLACE),
        ("src/a.ts(18,5): error TS2322: Type 'x' is not assignable", PLACE),
        ("error[E0382]: borrow of moved value: `config`", PLACE),
        ("./main.go:12:3: undefined: x", PLACE),
        ("  12:7   error  'theme' is never used  no-unused-vars", PLACE),
        ("E       assert 3.0 == 3.6", TEST),
        ("--- FAIL: TestExpiry (0.05s)", TEST),
        ("  ● Cart › applies the coupon", TEST),
        ("Traceback (most recent call last):", RAISED),
        ("Caused by: java.lang.IllegalStateException: x", RAISED),
        ("panic: runtime error: index out of range", RAISED),
        ("npm ERR! code ERESOLVE", TOOL),
        ("fatal: repository 'x' not found", TOOL),
        ("./ci.sh: line 14: protoc: command not found", TOOL),
        ("Tests run: 4, Failures: 1, Errors: 0", TALLY),
        ("it cannot be done", WORD),
        ("Process completed with exit code 1.", RESULT),
        ("make: *** [Makefile:12: ring.o] Error 1", RESULT),
        ("npm ERR! A complete log of this run can be found in:", RESULT),
        ("The job exceeded the maximum time limit for jobs, and has been terminated.", STOPPED),
        ("compiled with 0 errors", HARMLESS),
        ("test a::b ... ok", PASSED),
    ],
)
def test_lines_bear_their_sign(line, sign):
    assert signals().of(line) & sign


@pytest.mark.parametrize(
    "line",
    [
        "PASS src/api/error-handler.test.ts",
        "[2/6] Building CXX object core.dir/src/error.cpp.o",
        "gcc -Werror -c main.c",
        "Get:1 http://archive.ubuntu.com/ubuntu libgpg-error0 amd64",
        "ERROR_REPORTING: strict",
        "const errors = [];",
        "Tests run: 4, Failures: 0, Errors: 0",
        "remote: Counting objects: 100% (5/5), done.",
        "make: *** No rule to make target 'x'.  Stop."[:5],
    ],
)
def test_what_only_sounds_like_a_failure_bears_no_strict_sign(line):
    assert not signals().of(line) & (STRICT | TALLY | STOPPED)


def test_a_sign_in_the_table_that_nobody_knows_is_refused():
    with pytest.raises(KeyError):
        table("[NONSENSE] means nothing\n^x$")


def test_remarks_and_empty_lines_are_no_patterns():
    assert table("# a remark\n\n[WORD] a word\n^x$\n") == [(BY_NAME["WORD"], "^x$")]


def test_a_letter_outside_ascii_is_one_character_to_a_pattern():
    assert not signals().of("“quoted”") & STRICT
    assert signals().of("✖ 3 problems (3 errors, 0 warnings)")

"""Reports of lines: pytest's report log, `go test -json`, TAP."""

import json

import pytest

from console.analysis.testing import reading
from console.analysis.testing.jsonlines import LONGEST, lines
from console.model.testing import Case, Report, Verdict


def read(*rows: object) -> Report:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    return reading.read([text.encode()])


def words(report: Report) -> list[tuple[str, str, str]]:
    return [(case.suite, case.name, case.verdict.value) for case in report.cases]


def step(node: str, when: str, outcome: str = "passed", **more: object) -> dict[str, object]:
    return {"nodeid": node, "when": when, "outcome": outcome, "duration": 0.25, "$report_type": "TestReport"} | more


START = {"pytest_version": "8.4.1", "$report_type": "SessionStart"}
END = {"exitstatus": 1, "$report_type": "SessionFinish"}


def test_pytest_sums_up_the_three_steps() -> None:
    crash = {"reprcrash": {"path": "a.py", "lineno": 3, "message": "AssertionError: no\nmore"}}
    node = "tests/test_a.py::TestB::test_c[x]"
    report = read(START, step(node, "setup"), step(node, "call", "failed", longrepr=crash), step(node, "teardown"), END)
    assert report.cases == (Case("tests/test_a.py", "TestB::test_c[x]", Verdict.FAILED, 0.75, "AssertionError: no"),)
    assert report.note == ""


def test_pytest_set_up_skip_rerun_and_collection() -> None:
    report = read(
        START,
        {"nodeid": "t/bad.py", "outcome": "failed", "longrepr": "E  ImportError", "$report_type": "CollectReport"},
        step("t/a.py::up", "setup", "failed"), step("t/a.py::up", "teardown"),
        step("t/a.py::skip", "setup", "skipped", longrepr=["a.py", 3, "Skipped: no"]),
        step("t/a.py::skip", "teardown"),
        step("t/a.py::xf", "setup"), step("t/a.py::xf", "call", "skipped", wasxfail="known"),
        step("t/a.py::xf", "teardown"),
        step("t/a.py::re", "setup"), step("t/a.py::re", "call", "rerun", longrepr="boom"),
        step("t/a.py::re", "teardown"),
        step("t/a.py::re", "setup"), step("t/a.py::re", "call"), step("t/a.py::re", "teardown"),
        END,
    )  # fmt: skip
    assert [case.verdict.value for case in report.cases] == ["error", "error", "skipped", "skipped", "passed"]
    assert report.cases[2].message == "Skipped: no"
    assert report.cases[4].mixed


def test_a_pytest_session_that_died_is_said() -> None:
    report = read(START, step("a.py::x", "setup"))
    assert words(report) == [("a.py", "x", "error")]
    assert "did not end" in report.note


def go(action: str, test: str = "", **more: object) -> dict[str, object]:
    return (
        {"Time": "2026-01-01T00:00:00Z", "Action": action, "Package": "acme/p"}
        | ({"Test": test} if test else {})
        | more
    )


def test_go_tests_and_the_message_of_a_failure() -> None:
    report = read(
        go("start"), go("run", "TestA"), go("output", "TestA", Output="=== RUN   TestA\n"),
        go("output", "TestA", Output="    a_test.go:9: got 1\n"), go("fail", "TestA", Elapsed=0.5),
        go("run", "TestB/sub"), go("pass", "TestB/sub", Elapsed=0), go("run", "TestC"), go("skip", "TestC"),
        go("fail", Elapsed=0.6),
    )  # fmt: skip
    assert words(report) == [
        ("acme/p", "TestA", "failed"),
        ("acme/p", "TestB/sub", "passed"),
        ("acme/p", "TestC", "skipped"),
    ]
    assert report.cases[0].message == "a_test.go:9: got 1"
    assert report.cases[0].seconds == 0.5


def test_go_a_package_that_does_not_build_is_an_error() -> None:
    report = read(
        {"ImportPath": "acme/p [acme/p.test]", "Action": "build-output", "Output": "# acme/p\n"},
        {"ImportPath": "acme/p [acme/p.test]", "Action": "build-output", "Output": "./a.go:3:2: undefined: x\n"},
        go("start"), go("output", Output="FAIL\tacme/p [build failed]\n"), go("fail", Elapsed=0),
    )  # fmt: skip
    assert words(report) == [("acme/p", "(package)", "error")]
    assert report.cases[0].message == "./a.go:3:2: undefined: x"


def test_go_a_test_that_did_not_end_died_with_its_package() -> None:
    report = read(go("run", "TestA"), go("output", "TestA", Output="panic: boom\n"), go("fail", Elapsed=1))
    assert words(report) == [("acme/p", "TestA", "error")]
    assert report.cases[0].message == "panic: boom"


def test_go_a_stream_that_ends_early_is_said() -> None:
    report = read(go("start"), go("run", "TestA"), go("pass", "TestA"), "not json")
    assert words(report) == [("acme/p", "TestA", "passed")]
    assert "acme/p did not end" in report.note


def test_tap_points_directives_and_plan() -> None:
    report = read(
        "TAP version 13", "1..5", "ok 1 - adds", "not ok 2 - divides", "  ---", "  message: 'by zero'",
        "  duration_ms: 12.5",
        "  ...", "ok 3 # SKIP no network", "not ok 4 - later # TODO not done", "ok 5 quick # time=30ms",
    )  # fmt: skip
    assert [case.verdict.value for case in report.cases] == ["passed", "failed", "skipped", "skipped", "passed"]
    assert report.cases[1] == Case("", "divides", Verdict.FAILED, 0.0125, "by zero")
    assert report.cases[2].name == "test 3"
    assert report.cases[4].seconds == pytest.approx(0.03)
    assert report.note == ""


def test_tap_subtests_are_told_once() -> None:
    report = read(
        "TAP version 14", "# Subtest: outer", "    # Subtest: inner", "        ok 1 - deep", "        1..1",
        "    ok 1 - inner", "    not ok 2 - flat", "    1..2", "not ok 1 - outer", "1..1",
    )  # fmt: skip
    assert words(report) == [("outer > inner", "deep", "passed"), ("outer", "flat", "failed")]


def test_tap_a_parent_that_fails_by_itself_is_told() -> None:
    report = read("# Subtest: outer", "    ok 1 - in", "not ok 1 - outer", "1..1")
    assert words(report) == [("outer", "in", "passed"), ("", "outer", "failed")]


def test_tap_that_stops_is_said() -> None:
    assert "1 of 3" in read("1..3", "ok 1 a").note
    assert "no disk" in read("ok 1 a", "Bail out! no disk", "ok 2 b").note


def test_a_long_line_is_bounded() -> None:
    assert [len(line) for line in lines([b"x" * 700_000] * 4 + [b"\nend"])] == [LONGEST, 3]

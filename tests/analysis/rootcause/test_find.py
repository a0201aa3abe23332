import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.faults import recognise
from console.analysis.rootcause import Baseline, find
from tests.analysis.rootcause.corpus import cases

CASES = list(cases())
_TEXT = """\
collected 2 items
tests/test_a.py .F
=================================== FAILURES ===================================
____________________________________ test_b ____________________________________

    def test_b():
>       assert f() == 2
E       assert 1 == 2

tests/test_a.py:9: AssertionError
=========================== short test summary info ============================
FAILED tests/test_a.py::test_b - assert 1 == 2
========================= 1 failed, 1 passed in 0.02s ==========================
##[error]Process completed with exit code 1.
"""
PYTEST = _TEXT.splitlines()


def f1(shown, marked):
    return 2 * len(set(shown) & marked) / (len(shown) + len(marked))


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize(("passing", "floor"), [(True, 0.8), (False, 0.8)])
def test_the_lines_a_person_would_mark_are_found(passing, floor, held_out):
    own = [case for case in CASES if case.held_out is held_out]
    scores = []
    for case in own:
        cause = find(case.failing, Baseline.of(case.passing) if passing else None, recognise(case.failing))
        scores.append(f1(cause.lines, case.marked) if cause is not None else 0.0)
    assert sum(scores) / len(scores) >= floor


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_result_is_consistent(case):
    cause = find(case.failing, Baseline.of(case.passing))
    assert cause is not None
    assert list(cause.lines) == sorted(set(cause.lines))
    assert (cause.first_line, cause.last_line) == (cause.lines[0], cause.lines[-1])
    assert 1 <= cause.first_line <= cause.last_line <= len(case.failing)
    assert not set(cause.lines) & set(cause.follow_on)
    assert all(line > cause.first_line for line in cause.follow_on)
    assert cause.summary
    assert 0 < cause.confidence < 1


def test_the_evidence_of_a_failed_test_is_its_report_and_not_the_exit_code():
    cause = find(PYTEST)
    assert cause is not None
    assert cause.first_line == 3
    assert 8 in cause.lines
    assert 14 not in cause.lines
    assert 14 in cause.follow_on
    assert "no passing run" in cause.basis


def test_errors_that_a_passing_run_prints_too_are_not_the_cause():
    noise = ["Traceback (most recent call last):", '  File "a.py", line 3, in f', "ValueError: expected by the test"]
    failing = [*noise, "step two", "cannot open the index", "Process completed with exit code 1."]
    passing = Baseline.of([*noise, "step two", "opened the index"])
    cause = find(failing, passing)
    assert cause is not None
    assert cause.lines == (5,)
    assert "1 passing run" in cause.basis


def test_where_nothing_is_new_the_log_is_judged_by_itself_and_says_so():
    log = ["start", "error: the disk is full", "Process completed with exit code 1."]
    cause = find(log, Baseline.of(log))
    assert cause is not None
    assert cause.lines == (2,)
    assert "nothing" in cause.basis


def test_a_log_that_tells_of_no_failure_has_no_cause():
    assert find(["Collecting flask", "all tests ok", "0 errors, 0 warnings", "Done."]) is None
    assert find([]) is None


def test_few_passing_logs_are_told_to_have_failed():
    told = [case.name for case in CASES if find(case.passing) is not None]
    assert len(told) < len(CASES) / 15, told


@pytest.mark.parametrize("end", ["Job succeeded", "Done. Your build exited with 0.", "Finished: SUCCESS"])
def test_a_run_that_ended_well_has_no_cause_however_its_log_sounds(end: str):
    assert find(["cannot find optional module x", "", end]) is None


def test_a_part_that_went_well_does_not_hide_what_failed_after_it():
    cause = find(["[INFO] BUILD SUCCESS", "quality gate missing", "ERROR: script returned exit code 1"])
    assert cause is not None
    assert cause.first_line == 2


@pytest.mark.parametrize(
    "said",
    [
        ["npm ERR! missing script: biuld", "npm ERR! A complete log of this run can be found in: /home/dev/x.log"],
        ["make: *** [Makefile:2: all] Error 1"],
        ["exit status 1"],
        ["BUILD FAILURE"],
        ["FAIL"],
        ["Files a.txt and b.txt differ"],
        ["nothing to commit, working tree clean"],
        ["Killed"],
    ],
)
def test_a_failure_in_few_words_is_found(said: list[str]):
    cause = find(said)
    assert cause is not None
    assert cause.first_line == 1


def test_a_heading_belongs_to_what_stands_below_it():
    cause = find(["checked 40 pages", "", "Broken links:", "error: /a leads nowhere", "", "Exited with code 1"])
    assert cause is not None
    assert cause.lines[0] == 3


def test_lines_indented_behind_a_level_belong_to_the_line_above():
    cause = find(["[info] - adds *** FAILED ***", "[info]   1 did not equal 2", "[info] - subtracts"])
    assert cause is not None
    assert cause.lines == (1, 2)


def test_a_failure_without_any_word_of_it_is_what_was_said_last():
    cause = find(["$ ./check", "checked 4 files", "--- a/x.txt", "-old", "+new", "Process completed with exit code 1."])
    assert cause is not None
    assert 5 in cause.lines
    assert cause.confidence < 0.5


def test_a_run_stopped_from_outside_is_its_kill():
    cause = find(["test_a ... ok", "test_b ... ", "", "The job exceeded the maximum time limit for jobs."])
    assert cause is not None
    assert cause.lines == (4,)


def test_a_step_that_was_allowed_to_fail_is_not_the_cause():
    log = [
        "##[group]Run ./lint",
        "##[endgroup]",
        "error: style of a.py",
        "all good otherwise",
        "##[group]Run ./build",
        "##[endgroup]",
        "src/a.c:4:1: error: unknown type name 'foo'",
        "##[error]Process completed with exit code 2.",
    ]
    cause = find(log)
    assert cause is not None
    assert cause.lines == (7,)


def test_frames_of_libraries_deep_below_are_left_out():
    frames = [f"\tat org.junit.runners.Inner{n}.run(Inner.java:{n})" for n in range(40)]
    cause = find(["java.lang.IllegalStateException: x", "\tat com.acme.A.f(A.java:3)", *frames, "BUILD FAILED in 3s"])
    assert cause is not None
    assert cause.lines[:2] == (1, 2)
    assert len(cause.lines) < 10


def test_the_fingerprint_is_that_of_the_fault_and_stays_when_lines_move():
    shifted = ["a line more", *PYTEST]
    one, other = find(PYTEST, report=recognise(PYTEST)), find(shifted, report=recognise(shifted))
    assert one is not None
    assert other is not None
    assert one.fingerprint == other.fingerprint


@given(st.lists(st.text(max_size=60), max_size=40))
def test_any_lines_whatever_do_no_harm(lines):
    lines = [line.replace("\n", " ") for line in lines]
    cause = find(lines, Baseline.of(lines[::2]))
    assert cause is None or cause.last_line <= len(lines)


@pytest.mark.parametrize("unit", ["E " * 50_000, "a:1: " * 20_000, "(" * 100_000, "error " * 20_000, "\t" * 100_000])
def test_a_hostile_line_costs_no_more_than_its_length(unit):
    cause = find([unit, "error: x", "exit status 1"])
    assert cause is not None


def test_a_million_anchors_stay_one_short_block():
    cause = find(["error: x"] * 100_000)
    assert cause is not None
    assert len(cause.lines) < 1000

import pytest

from console.analysis.audit import doubts
from console.analysis.audit.doubts import ALL_SKIPPED, LONGEST, NO_TESTS
from console.analysis.faults import recognise


def said(*lines: str) -> list[str]:
    return [doubt.says for doubt in doubts(lines, recognise(list(lines)).tallies)]


@pytest.mark.parametrize(
    "line",
    [
        "============================ no tests ran in 0.01s =============================",
        "no tests ran in 0.12s",
        "Ran 0 tests in 0.000s",
        "?   \texample.com/x\t[no test files]",
        "ok  \texample.com/x\t0.003s [no tests to run]",
        "No tests found, exiting with code 0",
        "No test files found, exiting with code 0",
        "  0 passing (1ms)",
        "No tests were found!!!",
        "No examples found.",
        "No tests executed!",
        "[INFO] Tests are skipped.",
        "1..0 # skipped: nothing to do",
        "> Task :app:test NO-SOURCE",
        "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
    ],
)
def test_a_run_without_tests_is_doubted(line: str) -> None:
    assert said("building", line) == [NO_TESTS]


@pytest.mark.parametrize(
    "lines",
    [
        ("3 passed, 1 skipped in 0.01s",),
        ("?   \texample.com/x\t[no test files]", "ok  \texample.com/y\t0.003s"),
        ("Ran 2 tests in 0.000s", "", "OK"),
        ("test result: ok. 0 passed; 0 failed; 0 ignored", "test result: ok. 5 passed; 0 failed; 0 ignored"),
        ("make: Nothing to be done for 'all'.",),
        ("I ran no tests ran in the rain",),
        ("> Task :compileJava NO-SOURCE", "> Task :processResources SKIPPED"),
    ],
)
def test_a_run_that_did_its_work_is_not(lines: tuple[str, ...]) -> None:
    assert said(*lines) == []


def test_skipping_all_of_it_is_not_testing() -> None:
    assert said("sss                         [100%]", "3 skipped in 0.01s") == [ALL_SKIPPED]
    assert said("Ran 3 tests in 0.000s", "", "OK (skipped=3)") == [ALL_SKIPPED]


def test_ignored_errors_skipped_steps_and_crashes_are_told_with_their_lines() -> None:
    lines = (
        "make: [Makefile:4: lint] Error 1 (ignored)",
        "> Task :check SKIPPED",
        "  py39: SKIP (1.02 seconds)",
        "run.sh: line 3:  4711 Segmentation fault      (core dumped) ./tool",
    )
    found = doubts(lines)
    assert [(doubt.says, doubt.line) for doubt in found] == [
        ("an error was ignored", 1), ("a step was skipped", 2), ("a program crashed", 4),
    ]  # fmt: skip
    assert found[0].evidence == lines[0]


def test_long_lines_and_odd_bytes_cost_no_more_than_their_beginning() -> None:
    line = "no tests ran" + "x" * 5_000_000
    assert doubts([line, "\x00\x1b[31m", "1..0 " + "y" * 10_000]) != ()
    assert all(len(doubt.evidence) <= LONGEST for doubt in doubts([line, "1..0 " + "y" * 10_000]))

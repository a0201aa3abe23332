"""A run is told to be of the kind of the fault that names it, and a failed assertion beside it is never overlooked."""

from pathlib import Path

import pytest

from console.analysis.classify import classify
from console.analysis.faults import recognise
from console.analysis.rootcause import find
from console.analysis.rootcause.account import Account, account
from console.analysis.rootcause.verdict import asserted, own
from console.model.failure import Category, Report

OUTPUTS = Path(__file__).with_name("beside")


def lines_of(name: str) -> list[str]:
    """The lines of one whole output of a test run."""
    return (OUTPUTS / f"{name}.txt").read_text("utf-8").split("\n")


def told(name: str) -> Account:
    """The account of one of these runs."""
    return account(lines_of(name))


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("assertion_first", "AssertionError: [red]boom[/red]"),
        ("lines_only", "/srv/shop/test_shop.py:5: AssertionError: [red]boom[/red]"),
        ("own_exception_first", "test_own.StockError: shelf 7 holds fewer than it sold"),
        ("node", "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 12 !== 13"),
    ],
)
def test_the_kind_is_that_of_the_failure_in_the_title(name: str, summary: str) -> None:
    found = told(name)
    assert found.cause is not None
    assert (found.cause.summary, found.verdict.category) == (summary, Category.TEST)


@pytest.mark.parametrize("name", ["connection_first", "unittest"])
def test_a_failed_assertion_beside_a_refused_connection_is_told(name: str) -> None:
    found = told(name)
    assert found.cause is not None
    assert found.cause.summary == "ConnectionRefusedError: [Errno 111] Connection refused"
    assert (found.verdict.category, found.asserted) == (Category.NETWORK, True)


def test_refused_connections_alone_judge_no_code() -> None:
    found = told("connections_only")
    assert (found.verdict.category, found.asserted) == (Category.NETWORK, False)


DIAL = "    shop_test.go:9: dial tcp 127.0.0.1:9: connect: connection refused"
SUM = "    shop_test.go:14: got 2, want 3"


def go_test(*said: str, wordy: bool) -> list[str]:
    """What `go test` prints of tests that failed, as it does with -v and without."""
    lines: list[str] = []
    for number, line in enumerate(said):
        failed = f"--- FAIL: Test{number} (0.00s)"
        lines += [f"=== RUN   Test{number}", line, failed] if wordy else [failed, line]
    return [*lines, "FAIL", "FAIL\texample.org/shop\t0.004s"]


@pytest.mark.parametrize("wordy", [False, True])
def test_tests_without_a_stack_are_told_apart(wordy: bool) -> None:
    first, second = (account(go_test(*said, wordy=wordy)) for said in ((SUM, DIAL), (DIAL, SUM)))
    assert first.verdict.category is Category.TEST
    assert (second.verdict.category, second.asserted) == (Category.NETWORK, True)


@pytest.mark.parametrize("wordy", [False, True])
def test_tests_that_only_lacked_the_network_judge_no_code(wordy: bool) -> None:
    lines = go_test(DIAL, DIAL, wordy=wordy)
    assert not asserted(lines, recognise(lines), classify)


def test_a_fault_that_stands_alone_is_judged_with_all_of_its_evidence() -> None:
    lines = ["Traceback (most recent call last):", '  File "/srv/a.py", line 3, in <module>', "ValueError: no shelf 7"]
    report = recognise(lines)
    assert own(lines, report, find(lines, None, report), classify) is None


def test_without_failed_tests_nothing_is_asserted() -> None:
    lines = ["AssertionError: 3 != 4"]
    assert not asserted(lines, Report(), classify)

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.ci_report import EVIDENCE, examine, flaky, together
from console.analysis.ci_summary import code, fenced, markdown, plain

FAILED = [
    "tests/test_a.py::test_x FAILED",
    "E       AssertionError: assert 4 == 3 @everyone <img src=x>",
    "tests/test_a.py:7: AssertionError",
    "FAILED tests/test_a.py::test_x - AssertionError: assert 4 == 3",
    "1 failed in 0.12s",
]


def test_a_log_tells_cause_kind_evidence_and_tests():
    found = examine("a.log", FAILED, skipped=100)
    assert found is not None
    assert found.category == "test"
    assert found.tests == ("tests/test_a.py::test_x",)
    assert all(number > 100 for number, _ in found.evidence)
    assert len(found.evidence) <= EVIDENCE


def test_a_log_without_a_failure_has_nothing_to_tell():
    assert examine("a.log", ["compiling", "5 passed in 0.1s"]) is None
    assert "No failure was recognised." in markdown((), "Why")
    assert list(plain((), "Why"))[1] == "no failure was recognised"


def test_logs_with_one_cause_are_told_once():
    other = examine("c.log", ["make: gcx: No such file or directory"])
    found = together([one for one in (other, examine("a.log", FAILED), examine("b.log", FAILED)) if one])
    assert [one.logs for one in found] == [("a.log", "b.log"), ("c.log",)]
    assert "Cause 2 of 2" in markdown(found, "Why")


def test_a_test_that_passed_in_the_same_run_is_flaky():
    lines = [*FAILED, "tests/test_a.py::test_x PASSED", "tests/test_a.py::test_xy PASSED"]
    assert flaky(("tests/test_a.py::test_x", "tests/test_a.py::test"), lines) == ("tests/test_a.py::test_x",)
    assert flaky(("tests/test_a.py::test_x",), FAILED) == ()


def test_a_cause_outside_of_the_code_says_so():
    found = examine("a.log", ["curl: (6) Could not resolve host: registry.npmjs.org", "exit code 6"])
    assert found is not None
    assert found.outside
    assert "may pass when it is run again" in markdown((found,), "Why")


def test_secrets_are_redacted():
    token = "ghp_" + "a1B2" * 9
    found = examine("a.log", [f"fatal: Authentication failed for 'https://x:{token}@github.com/a/b'"])
    assert found is not None
    assert token not in markdown((found,), "Why") + "\n".join(plain((found,), "Why"))


@given(st.text())
def test_a_code_span_is_never_left(words):
    span = code(words)
    ticks = re.match("`+", span)[0]
    inside = span[len(ticks) : -len(ticks)]
    assert span.endswith(ticks)
    assert ticks not in re.findall("`+", inside)
    assert "\n" not in span


@given(st.lists(st.text(alphabet="`~ #<a", max_size=20), max_size=5))
def test_a_block_is_left_only_at_its_end(lines):
    block = fenced(lines).split("\n")
    fence = block[-1]
    assert not any(line.strip().startswith(fence) for line in block[1:-1])


@pytest.mark.parametrize("evil", ["::error::x", "  ::set-output name=a::b", "##[error]x", "a ##[set-env name=b]c"])
def test_no_line_of_a_log_is_a_command_to_the_runner(evil):
    found = examine(evil, [evil, *FAILED, evil])
    assert found is not None
    for line in plain((found,), "Why"):
        assert not line.strip().startswith("::")
        assert "##[" not in line

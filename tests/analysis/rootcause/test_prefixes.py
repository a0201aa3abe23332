from hypothesis import given
from hypothesis import strategies as st

from console.analysis.rootcause.prefixes import REACH, bodies


def test_what_ci_systems_write_ahead_of_a_line_goes_and_its_own_indentation_stays():
    assert bodies(["2024-05-02T09:11:20.1234567Z     at Object.<anonymous>"]) == ["    at Object.<anonymous>"]
    assert bodies(["[task 2025-02-13T21:45:24.968Z] 21:45:24  WARNING -  TEST-UNEXPECTED-FAIL"]) == [
        "TEST-UNEXPECTED-FAIL"
    ]
    assert bodies(["#8 4.102 npm error code E404"]) == ["npm error code E404"]
    assert bodies(["web_1  | panic: boom"]) == ["panic: boom"]
    assert bodies(["2024-05-02T09:11:20.123456Z 01O error: x"]) == ["error: x"]
    assert bodies(["[10:12:09]: Could not find it"]) == ["Could not find it"]
    assert bodies(["2024-05-02T09:11:20.1234567Z [10:12:09]: Could not find it"]) == ["Could not find it"]


def test_columns_of_job_and_step_go_only_where_most_lines_have_them():
    stamped = "build (ubuntu)\tRun tests\t2024-05-02T09:11:20.1234567Z error: x"
    assert bodies([stamped] * 3) == ["error: x"] * 3
    assert bodies(["a", "b", "c", "one\ttwo\tthree"])[3] == "one\ttwo\tthree"


def test_what_only_looks_like_a_prefix_stays():
    for line in (" 12 | let x = 1;", "#include <stdio.h>", "10:00 is not a stamp", "404 Not Found", "a | b"):
        assert bodies([line]) == [line]


@given(st.text())
def test_bodies_are_bounded_ends_of_their_lines(text):
    (body,) = bodies([text])
    assert len(body) <= REACH
    assert body in text

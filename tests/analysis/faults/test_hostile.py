"""Logs that want to hurt: they end soon, and without an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.faults import RECOGNISED_CUES, recognise
from console.analysis.faults.log import Log, finder, plain
from tests.analysis.faults import cases

UNITS = [
    "a", " ", "(", "[", "-", "=", "/", ".", ":", "::", " > ", " › ", "at ", "Error: ", "x.y.", "A1.", "\\", "'",
    '"', "\t",
    "FAILED ", "● ", "not ok ", "--- FAIL: ", "E   ", "1) ", "test ", "\x00", "\ufffd", "error: ", "a.py:1: ",
    "[[[", ")(",
]  # fmt: skip


def test_a_line_of_many_megabytes_is_cut():
    report = recognise(["FAILED tests/a.py::test_b[" + "x" * 30_000_000, "FAILED tests/a.py::test_c - no"])
    assert [test.name for test in report.tests if test.name.endswith("test_c")]


@pytest.mark.parametrize("cue", RECOGNISED_CUES)
def test_every_cue_alone_or_in_bad_company_is_harmless(cue):
    lines = [cue, cue * 3, f"  {cue}", *(cue + unit * 300 for unit in UNITS), *(unit * 300 + cue for unit in UNITS)]
    recognise([*lines, *(line + "$" for line in lines), cue])


@pytest.mark.parametrize("name", cases.NAMES)
def test_logs_cut_anywhere_and_turned_around_are_harmless(name):
    lines = cases.load(name).lines
    recognise(lines[::-1])
    for at in range(0, len(lines), 7):
        report = recognise(lines[:at])
        assert all(fault.first <= fault.headline <= fault.last <= at for fault in report.faults)


@given(st.lists(st.text(max_size=60), max_size=30))
def test_any_text_is_harmless(lines):
    recognise(lines)


def test_half_surrogates_are_harmless():
    assert recognise(["\ud800 FAILED", "FAILED a.py::test_b - \udfff"]).tests[0].name == "a.py::test_b"


@pytest.mark.parametrize("name", cases.NAMES)
def test_both_ways_to_find_cues_agree(name):
    lines = cases.load(name).lines
    fast, slow = Log(lines, finder(RECOGNISED_CUES)), Log(lines, plain(RECOGNISED_CUES))
    assert {cue: fast.at(cue) for cue in RECOGNISED_CUES} == {cue: slow.at(cue) for cue in RECOGNISED_CUES}


def test_prefix_knows_whether_a_mark_was_taken_off():
    log = Log(["[ERROR] [ERROR] a", "[INFO] b [ERROR]"], plain(("a",)))
    assert [log.lines[0], log.marked(0, "[ERROR]"), log.marked(1, "[ERROR]")] == ["a", True, False]

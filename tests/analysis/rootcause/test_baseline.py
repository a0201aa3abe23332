import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.rootcause import Baseline
from console.analysis.rootcause.page import read

LINES = st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=40), max_size=30)


def new(baseline, lines):
    return [line for line, is_new in zip(lines, baseline.new(read(lines)), strict=True) if is_new]


def test_lines_that_differ_only_in_what_varies_are_not_new():
    passing = Baseline.of(["2024-01-01T00:00:00.0000000Z fetched 31 files in 1.2s from /tmp/a1", "ready"])
    failing = ["2024-02-02T11:00:09.1230000Z fetched 7 files in 90s from /tmp/b2", "ready", "not ready"]
    assert new(passing, failing) == ["not ready"]


def test_a_count_of_failures_is_new_though_it_is_masked_like_a_count_of_none():
    passing = Baseline.of(["Tests run: 4, Failures: 0, Errors: 0"])
    assert new(passing, ["Tests run: 4, Failures: 1, Errors: 0"]) == ["Tests run: 4, Failures: 1, Errors: 0"]
    assert new(passing, ["Tests run: 9, Failures: 0, Errors: 0"]) == []


@given(LINES)
def test_the_order_of_a_parallel_build_does_not_matter(lines):
    shuffled = random.Random(7).sample(lines, len(lines))
    assert Baseline.of(lines) == Baseline.of(shuffled)
    assert new(Baseline.of(lines), shuffled) == []


@given(LINES)
def test_a_baseline_comes_back_from_its_bytes(lines):
    baseline = Baseline.of(lines)
    assert Baseline.load(baseline.dump()) == baseline


@given(LINES, LINES)
def test_merged_passing_runs_know_what_either_said(one, other):
    merged = Baseline.of(one).merged(Baseline.of(other))
    assert new(merged, one + other) == []


@given(st.binary(max_size=64))
def test_bytes_that_are_no_baseline_are_refused(data):
    with pytest.raises(ValueError, match="baseline"):
        Baseline.load(data)


def test_a_baseline_of_other_masks_is_refused_by_name():
    data = bytearray(Baseline.of(["x"]).dump())
    data[4] ^= 0xFF
    with pytest.raises(ValueError, match="another version"):
        Baseline.load(bytes(data))


def test_a_baseline_is_compact():
    assert len(Baseline.of([f"line of kind {chr(97 + n)}" for n in range(20)] * 50).dump()) < 20 * 12 + 32

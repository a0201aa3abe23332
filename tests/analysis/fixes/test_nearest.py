"""The word that was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.fixes.nearest import distance, likeness, nearest

GIT = ["status", "stash", "commit", "checkout", "cherry-pick", "push", "pull", "branch", "log", "show", "diff"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stauts", "status"),
        ("stats", "status"),
        ("comit", "commit"),
        ("psuh", "push"),
        ("pul", "pull"),
        ("brnach", "branch"),
        ("chekout", "checkout"),
        ("doff", "diff"),
        ("lgo", "log"),
    ],
)
def test_slips_of_the_finger(typed, meant):
    assert nearest(typed, GIT)[0].word == meant


def test_nothing_is_near_enough():
    assert nearest("frobnicate", GIT) == ()


def test_a_swap_costs_less_than_two_letters():
    assert distance("ab", "ba") < distance("ab", "cd")
    assert distance("pull", "pyll") < distance("pull", "pxll")


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_a_share_and_whole_only_for_the_same(left, right):
    assert 0 <= likeness(left, right) <= 1
    assert (likeness(left, right) == 1) == (left == right)


def test_of_equals_the_first():
    assert nearest("cax", ["cat", "car"])[0].word in {"cat", "car"}
    assert [match.word for match in nearest("ca1", ["cab", "cad"])] == ["cab", "cad"]

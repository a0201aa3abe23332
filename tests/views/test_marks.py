from hypothesis import given
from hypothesis import strategies as st

from console.model.lines import Role, Span, plain
from console.views.compose import LONGEST
from console.views.marks import marked
from console.views.masked import masked


def test_every_match_is_marked():
    assert marked("a timeout, a timeout", "time", Role.TEXT) == (
        Span("a "), Span("time", Role.MATCH), Span("out, a "), Span("time", Role.MATCH), Span("out"),
    )  # fmt: skip


def test_marks_fall_on_the_right_characters_of_foreign_text():
    assert marked("接続 timeout 接続", "time.ut") == (Span("接続 "), Span("timeout", Role.MATCH), Span(" 接続"))


def test_an_unfinished_pattern_marks_nothing_and_says_nothing(capfd):
    assert marked("a (b", "(") == (Span("a (b"),)
    assert marked("aab", "(?=a)") == (Span("aab"),)
    assert capfd.readouterr() == ("", "")


def test_empty_matches_are_no_matches():
    assert marked("abc", "x*") == (Span("abc"),)


def test_long_text_is_cut():
    assert len(plain(marked("a" * 100_000, "b"))) == LONGEST


@given(st.text(max_size=40).map(lambda t: t.replace("\t", " ")), st.text(max_size=5))
def test_marking_changes_no_character(words, pattern):
    assert plain(marked(words, pattern)) == words


def test_masked_parts_are_muted():
    assert masked("wait <*>:<*> now") == (
        Span("wait "), Span("<*>", Role.MUTED), Span(":"), Span("<*>", Role.MUTED), Span(" now"),
    )  # fmt: skip


@given(st.lists(st.sampled_from(["<*>", "a", " ", "<", "*>"]), max_size=12).map("".join))
def test_masking_changes_no_character(words):
    assert plain(masked(words)) == words

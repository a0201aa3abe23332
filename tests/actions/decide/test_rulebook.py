"""The rulebook: the first entry that fits, patterns that cannot harm, and mistakes that are told."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from console.actions.decide import Case, Rulebook
from console.model.settings import DecideRule


def rule(name: str, **fields: Any) -> DecideRule:
    return DecideRule(name=name, mode="do", **fields)


def found(book: Rulebook, **fields: Any) -> str:
    fitting = book.find(Case(**{"kind": "fix", **fields}))
    return fitting.name if fitting else ""


def test_everything_named_must_be_so_and_the_first_decides():
    book = Rulebook([
        rule("exact", fix="npm-install", program="npm"),
        rule("worded", match="(?i)lock.*busy"),
        rule("program", program="npm"),
        rule("rest", kind="fix", category="network"),
    ])  # fmt: skip
    assert found(book, fix="npm-install", program="npm", text="the lock is busy") == "exact"
    assert found(book, fix="npm-install", program="yarn", text="the Lock is Busy") == "worded"
    assert found(book, program="npm", text="fine") == "program"
    assert found(book, program="x", category="network") == "rest"
    assert found(book, kind="retry", category="network") == ""


def test_a_pattern_that_cannot_be_used_is_told_and_the_others_go_on():
    book = Rulebook([rule("bad", match="(?=x)"), rule("good", match="x")])
    assert found(book, text="x") == "good"
    assert len(book.problems) == 1
    assert "'bad'" in book.problems[0]


def test_a_bomb_of_a_pattern_is_harmless():
    book = Rulebook([rule("bomb", match="(a+)+$")])
    assert found(book, text="a" * 100_000 + "b") == "bomb", "only so much of a line is looked at"
    assert found(book, text="b\n" * 50_000) == ""


TEXTS = st.sampled_from(["", "a", "b", "ab"])


@given(
    st.lists(st.fixed_dictionaries({"fix": TEXTS, "program": TEXTS, "category": TEXTS, "match": TEXTS}), max_size=12),
    st.fixed_dictionaries({"fix": TEXTS, "program": TEXTS, "category": TEXTS, "text": TEXTS}),
)
def test_it_finds_what_reading_from_the_top_finds(rules, case):
    def fits(one: dict[str, str]) -> bool:
        named = all(not one[key] or one[key] == case[key] for key in ("fix", "program", "category"))
        return named and one["match"] in case["text"]

    book = Rulebook([rule(str(number), **one) for number, one in enumerate(rules)])
    expected = next((str(number) for number, one in enumerate(rules) if fits(one)), "")
    assert found(book, **case) == expected

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.patterns.durations import seconds
from console.analysis.patterns.predicate import PredicateError, compare, parse, types
from console.model.pattern import Fields

RECORD: Fields = {"type": "attempt", "retry": True, "n": 7, "severity": "error", "text": "HTTP 429", "ratio": 0.4}


@pytest.mark.parametrize(
    "text",
    [
        "retry",
        'type == "attempt" and not missing',
        'type in ["run", "attempt"] and n >= 7',
        'n == 7 or type == "x"',
        'severity >= "warning"',
        'text matches "(?i)http 4[0-9]+"',
        "text contains '429'",
        "(n < 5m and n > 1s) or false",
        "ratio >= 40%",
        "not (n < 7)",
        "retry == true",
    ],
)
def test_what_holds(text: str) -> None:
    assert parse(text)(RECORD)


@pytest.mark.parametrize(
    "text",
    [
        "missing",
        "missing >= 1",
        "missing < 1",
        'severity >= "critical"',
        'n > "text"',
        'type == "x"',
        "n in [1, 2]",
        "not n",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not parse(text)(RECORD)


@pytest.mark.parametrize(
    "text",
    ["", "and", "a ==", "(a", "a)", "a b", 'a matches b', "a in [", "a in [b]", "(" * 50 + "a" + ")" * 50, "a == 5x",
     "a ^ b",
     "not " * 100 + "a", 'a matches "("', "x" * 5000, "__import__('os')"],
)  # fmt: skip
def test_what_is_no_predicate_is_refused(text: str) -> None:
    with pytest.raises(PredicateError):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_predicate_or_refused(text: str) -> None:
    with suppress(PredicateError):
        parse(text)(RECORD)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('type == "a"', {"a"}),
        ('x and type in ["a", "b"]', {"a", "b"}),
        ('type == "a" or type == "b"', {"a", "b"}),
        ('type == "a" or x', None),
        ('not type == "a"', None),
        ('(type == "a" or type == "b") and x', {"a", "b"}),
    ],
)
def test_the_types_a_predicate_wants(text: str, wanted: set[str] | None) -> None:
    assert types(text) == wanted


def test_a_pattern_that_backtracks_elsewhere_is_linear_here() -> None:
    test = parse('text matches "(a+)+$"')
    assert not test({"text": "a" * 20_000 + "b"})


def test_what_cannot_be_compared_does_not_hold() -> None:
    assert not compare("<", None, 1)
    assert not compare(">=", "abc", 1)
    assert compare(">=", "critical", "error")


@pytest.mark.parametrize(
    ("words", "wanted"), [("5m", 300), ("2 hours", 7200), (90, 90), ("1.5h", 5400), ("100ms", 0.1)]
)
def test_durations(words: str | float, wanted: float) -> None:
    assert seconds(words) == wanted


@pytest.mark.parametrize("words", ["", "5 parsecs", "-1s", -1, "1e3s", "99999d", float("nan")])
def test_what_is_no_duration(words: str | float) -> None:
    with pytest.raises(ValueError, match="duration"):
        seconds(words)

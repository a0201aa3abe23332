"""The small parts: calibration, wording, words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.classify.calibration import confidence, fit
from console.analysis.classify.wording import fill
from console.analysis.classify.words import features, guess, vote
from console.model.failure import Category


def test_confidence_lies_on_the_line_between_steps() -> None:
    steps = ((1.0, 0.2), (3.0, 0.6))
    assert confidence(0.0, steps) == 0.2
    assert confidence(2.0, steps) == pytest.approx(0.4)
    assert confidence(3.0, steps) == 0.6
    assert confidence(9.0, steps) == 0.6


def test_the_fit_pools_what_goes_the_wrong_way() -> None:
    steps = fit([1, 2, 3, 4], [False, True, False, True])
    assert [value for value, _ in steps] == [1, 2.5, 4]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_the_fit_is_a_probability_in_ascending_places(pairs: list[tuple[float, bool]]) -> None:
    steps = fit([value for value, _ in pairs], [right for _, right in pairs])
    assert steps == sorted(steps, key=lambda step: step[0])
    assert all(0 < share < 1 for _, share in steps)


def test_a_slot_without_a_value_goes_with_the_words_before_it() -> None:
    assert fill("a program is not installed: {tool}", {}) == "a program is not installed"
    assert fill("a program is not installed: {tool}", {"tool": "jq"}) == "a program is not installed: jq"
    assert fill("Install {tool} first.", {}) == "Install it first."
    assert fill("no slots {", {}) == "no slots {"


def test_what_was_caught_is_not_filled_again() -> None:
    assert fill("{a} and {b}", {"a": "{b}", "b": "x"}) == "{b} and x"


def test_features_forget_what_varies() -> None:
    assert features(["open /tmp/a1 failed 12"]) == features(["open /var/b2 failed 99"])
    assert "open failed" not in features(["open", "failed"])


def test_the_voice_of_a_weak_rule_counts() -> None:
    shares = {Category.BUILD: 0.4, Category.TEST: 0.3, Category.LINT: 0.3}
    assert vote(shares, None)[0] is Category.BUILD
    assert vote(shares, Category.TEST) == (Category.TEST, pytest.approx(0.4))


def test_words_say_nothing_of_nothing() -> None:
    assert guess(["", "123 456"]) is None
    found = guess(["ssl certificate connection refused by the registry"])
    assert found is not None
    assert found.category is Category.NETWORK
    assert 0 < len(found.words) <= 3

"""Matching: scopes, what must not be said, equal lines, bounds."""

import pytest

from console.analysis.classify.matching import MOST_LINES, NEAR, Matcher
from console.analysis.classify.rule import Rule, Scope
from console.model.failure import Category


def rule(scope: Scope = Scope.LINE, **patterns: tuple[str, ...]) -> Rule:
    return Rule(id="r", category=Category.BUILD, weight=5, reason="why", scope=scope, **{"any": ("boom",), **patterns})


def lines_fired(one: Rule, lines: list[str]) -> list[int]:
    return [hit.line for hit in Matcher([one]).hits(lines)]


def test_case_does_not_count_unless_the_pattern_says_so() -> None:
    assert lines_fired(rule(), ["BOOM", "boom"]) == [0, 1]
    assert lines_fired(rule(any=("(?-i:boom)",)), ["BOOM", "boom"]) == [1]


@pytest.mark.parametrize(("scope", "distance"), [(Scope.LINE, 0), (Scope.NEAR, NEAR), (Scope.TEXT, 100)])
def test_all_and_none_are_looked_for_within_the_scope(scope: Scope, distance: int) -> None:
    inside = ["boom"] + ["-"] * max(0, distance - 1) + (["gas"] if distance else [])
    if not distance:
        inside = ["boom gas"]
    outside = ["boom"] + ["-"] * distance + ["gas"]
    assert lines_fired(rule(scope, all=("gas",)), inside) == [0]
    assert lines_fired(rule(scope, none=("gas",)), inside) == []
    if scope is not Scope.TEXT:
        assert lines_fired(rule(scope, all=("gas",)), outside) == []
        assert lines_fired(rule(scope, none=("gas",)), outside) == [0]


def test_all_of_all_must_be_said() -> None:
    assert lines_fired(rule(all=("gas", "oil")), ["boom gas", "boom gas oil"]) == [1]


def test_a_pattern_without_any_literal_works_too() -> None:
    assert lines_fired(rule(any=(r"^\d+$",)), ["12", "x"]) == [0]


def test_equal_lines_fire_each_and_too_many_are_thinned_in_the_middle() -> None:
    fired = lines_fired(rule(), ["boom"] * (3 * MOST_LINES))
    assert len(fired) == MOST_LINES
    assert fired[0] == 0
    assert fired[-1] == 3 * MOST_LINES - 1


def test_hits_come_in_the_order_of_lines_and_a_rule_once_a_line() -> None:
    two = [rule(any=("b", "o")), Rule(id="s", category=Category.TEST, weight=5, any=("boom",), reason="why")]
    hits = Matcher(two).hits(["boom", "bo"])
    assert [(hit.rule.id, hit.line) for hit in hits] == [("r", 0), ("s", 0), ("r", 1)]


def test_no_rules_no_hits() -> None:
    assert Matcher([]).hits(["boom"]) == []


def test_a_pattern_that_explodes_elsewhere_takes_linear_time() -> None:
    assert lines_fired(rule(any=(r"(a+)+$", r"(a|aa)+b")), ["a" * 20_000 + "c"]) == []

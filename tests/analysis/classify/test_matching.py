"""Matching: scopes, what must not be said, equal lines, bounds."""

from pathlib import Path
from typing import Any

import pytest

from console.analysis.classify import rulefile
from console.analysis.classify.atoms import atoms
from console.analysis.classify.matching import MOST_LINES, NEAR, SHORT, Matcher
from console.analysis.classify.rule import Rule, Scope
from console.analysis.classify.shipped import built_in
from console.model.failure import Category


def rule(scope: Scope = Scope.LINE, **patterns: Any) -> Rule:
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


@pytest.mark.parametrize(
    ("patterns", "needed"),
    [
        (("No space left",), ("no space left",)),
        ((r"(?P<tool>gcc|clang): fatal",), (": fatal",)),
        ((r"exit (?:code|status) 1",), ("exit ",)),
        ((r"(?:network|host) unreachable",), (" unreachable",)),
        ((r"(?:absent|missing) x?",), ("absent", "missing")),
        ((r"colou?r s", "b+ad thing"), ("ad thing", "colo")),
        ((r"(?-i:ENOENT)\b",), ("enoent",)),
        ((r"a{3}bcde{0,2}", r"[\]x(]abcd"), ("abcd", "bcd")),
        ((r"\bfile\.txt\b",), ("file.txt",)),
        ((r"\d+ of \w+",), (" of ",)),
        (("fatal", r"^\d+$"), ()),
        ((r"(?:x|)",), ()),
        ((r"(?:fatal)? \w",), ()),
        ((r"\Qa|b\E",), ()),
        (("{abc} is {",), ("{abc} is {",)),
    ],
)
def test_atoms_are_what_must_be_there(patterns: tuple[str, ...], needed: tuple[str, ...]) -> None:
    assert atoms(patterns) == needed


@pytest.mark.parametrize("examples", sorted((Path(rulefile.__file__).parent / "rules" / "examples").glob("*.toml")))
def test_short_texts_are_matched_as_long_ones(examples: Path) -> None:
    short = examples.read_text(encoding="utf-8").splitlines()[: SHORT // 2]
    long = [*short, *["-"] * SHORT]
    matcher = Matcher(built_in())
    assert {(hit.rule.id, hit.line) for hit in matcher.hits(short)} == {
        (hit.rule.id, hit.line) for hit in matcher.hits(long)
    }

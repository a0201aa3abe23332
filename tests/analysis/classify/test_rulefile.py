"""Users' rules: what is taken, what is refused, and where and how that is told."""

from pathlib import Path

import pytest

from console.analysis.classify import Classifier
from console.analysis.classify.rulefile import LONGEST_PATTERN, load_rules
from console.analysis.classify.shipped import built_in

GOOD = """
[[rule]]
id = "acme-license"
category = "auth"
weight = 10
any = ['license server said no to (?P<user>\\w+)']
reason = "the licence server refuses {user}"
"""


def written(folder: Path, text: str) -> str:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_files_the_rules_are_the_built_in_ones() -> None:
    assert load_rules() == (built_in(), ())


def test_a_users_rule_joins_and_wins(tmp_path: Path) -> None:
    rules, problems = load_rules([written(tmp_path, GOOD)])
    assert problems == ()
    assert len(rules) == len(built_in()) + 1
    verdict = Classifier(rules).classify("No space left on device\nlicense server said no to ada")
    assert (verdict.category, verdict.rule) == ("auth", "acme-license")
    assert verdict.reason.startswith("the licence server refuses ada")


def test_a_rule_of_the_same_id_replaces_the_built_in_one(tmp_path: Path) -> None:
    rules, _ = load_rules([written(tmp_path, GOOD.replace("acme-license", "disk-full"))])
    assert len(rules) == len(built_in())
    assert next(rule for rule in rules if rule.id == "disk-full").category == "auth"


@pytest.mark.parametrize(
    ("before", "after", "key", "message", "near"),
    [
        ('"auth"', '"aut"', "category", "nvalid enum value", "auth"),
        ("weight = 10", "weight = 11", "weight", "must be 1 to 10", ""),
        ("weight = 10", 'weight = "x"', "weight", "expected `int`".replace("`", ""), ""),
        ("reason =", "reson =", "reson", "no such key", "reason"),
        ("said no", "said (no", "any", "cannot be run", ""),
        ("license server said no to (?P<user>", "(?P<user>x*|", "any", "matches an empty line", ""),
        ("said no", "x" * LONGEST_PATTERN, "any", "characters", ""),
        ("said no", "(x{900}){900}", "any", "cannot be run", ""),
        ("(?P<user>", "(?=", "any", "cannot be run", ""),
    ],
)
def test_a_bad_rule_is_told_with_its_place_and_left_out(
    tmp_path: Path, before: str, after: str, key: str, message: str, near: str
) -> None:
    assert before in GOOD
    rules, problems = load_rules([written(tmp_path, GOOD.replace(before, after))])
    assert len(rules) == len(built_in())
    problem = next(one for one in problems if one.key == f"rule[0].{key}")
    assert message in problem.message
    assert problem.nearest == near
    assert problem.line > 1
    assert problem.file.endswith("rules.toml")


def test_the_good_rules_of_a_file_hold_beside_a_bad_one(tmp_path: Path) -> None:
    bad = GOOD.replace("acme-license", "other").replace("weight = 10", "weight = 0")
    rules, problems = load_rules([written(tmp_path, GOOD + bad)])
    assert len(rules) == len(built_in()) + 1
    assert [problem.key for problem in problems] == ["rule[1].weight"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("rule = 3", "value"), ("rule = [3]", "value"), ("[[rules]]\nid = 'a'", "unknown"), ("[[rule]\n", "syntax")],
)
def test_a_file_of_another_shape_is_a_problem(tmp_path: Path, text: str, kind: str) -> None:
    rules, problems = load_rules([written(tmp_path, text)])
    assert rules == built_in()
    assert [problem.kind for problem in problems] == [kind]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    _, problems = load_rules([str(tmp_path / "none.toml")])
    assert [problem.kind for problem in problems] == ["refused"]

from pathlib import Path

import pytest
from click.testing import CliRunner

from console.analysis.patterns import load_rules
from console.analysis.patterns.rulefile import read_file
from console.verbs.rules import rules

GOOD = """
[[pattern]]
id = "mine"
kind = "ratio"
where = 'type == "attempt"'
by = ["service"]
window = "2m"
min_events = 4
num = "retry"
threshold = 0.5
severity = "high"
test = [
  { fires = true, events = [{ t = 0, every = 2, n = 8, type = "attempt", retry = [true, false] }] },
  { fires = false, events = [{ t = 0, every = 2, n = 8, type = "attempt", retry = false }] },
]
"""


def written(folder: Path, text: str) -> str:
    path = folder / "rules.toml"
    path.write_text(text)
    path.chmod(0o600)
    return str(path)


def test_a_rule_of_ones_own_joins_the_built_in_ones(tmp_path: Path) -> None:
    found, problems = load_rules([written(tmp_path, GOOD)])
    assert problems == ()
    assert len(found) == 19


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('kind = "ratio"', 'kind = "ration"', 4, "nearest: ratio"),
        ('num = "retry"', 'nmu = "retry"', 9, "nearest: num"),
        ('window = "2m"', 'window = "2 parsecs"', 7, "no duration"),
        ("where = 'type == \"attempt\"'", "where = 'type =='", 5, "expected"),
        ("fires = false", "fires = true", 12, "stays quiet"),
        ("fires = true", "fires = false", 12, "fires"),
        ('severity = "high"', 'severity = "hihg"', 11, "nearest: high"),
        ("threshold = 0.5", 'threshold = "much"', 10, "expected"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    found, problems = read_file(written(tmp_path, GOOD.replace(old, new, 1)))
    assert found == []
    assert any(f"rules.toml:{line}:" in problem.text() and words in problem.text() for problem in problems)


@pytest.mark.parametrize("text", ["", "pattern = 3", "[[pattern]]", "a = [", "[[pattern]]\nid = 1", 'x = "y"'])
def test_what_is_no_rule_file_is_told(tmp_path: Path, text: str) -> None:
    found, problems = read_file(written(tmp_path, text))
    assert found == []
    assert problems


def test_a_variant_is_checked_too(tmp_path: Path) -> None:
    _, problems = read_file(written(tmp_path, GOOD.replace("min_events = 4", 'also = [{ window = "x" }]')))
    assert problems


def test_the_verb_runs_the_examples(tmp_path: Path) -> None:
    done = CliRunner().invoke(rules, ["test", written(tmp_path, GOOD)])
    assert done.exit_code == 0
    assert done.stdout.count("ok ") == 2


def test_a_broken_example_is_exit_1(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        rules, ["test", "--json", written(tmp_path, GOOD.replace("threshold = 0.5", "threshold = 9"))]
    )
    assert done.exit_code == 1
    assert '"right": false' in done.stdout


def test_a_missing_file_is_exit_2(tmp_path: Path) -> None:
    done = CliRunner().invoke(rules, ["test", str(tmp_path / "none.toml")])
    assert done.exit_code == 2
    assert "no such file" in done.stderr


def test_rules_run_on_recorded_events(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text("".join(f'{{"time": {1e9 + i * 10}, "type": "limit", "service": "api"}}\n' for i in range(3)))
    done = CliRunner().invoke(rules, ["test", "--events", str(events), "--json"])
    assert done.exit_code == 0
    assert '"rule": "quota_limit"' in done.stdout


def test_a_bad_line_of_events_is_told(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text('{"type": "limit"}\n')
    done = CliRunner().invoke(rules, ["test", "--events", str(events)])
    assert done.exit_code == 2
    assert "events.jsonl:1" in done.stderr


def test_the_list_has_every_rule() -> None:
    done = CliRunner().invoke(rules, ["list", "--json"])
    assert done.stdout.count('"id"') == 18

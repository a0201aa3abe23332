import json
from collections import Counter

import pytest
from click.testing import CliRunner

from console.verbs.rootcause import rootcause
from tests.analysis.rootcause.corpus import cases

KEYS = [
    "root_cause",
    "lines",
    "follow_on",
    "failing_tests",
    "exceptions",
    "category",
    "confidence",
    "basis",
]


@pytest.fixture
def pair(tmp_path):
    case = next(case for case in cases() if case.name == "pytest-assert")
    (tmp_path / "fail.log").write_text("\n".join(case.failing) + "\n")
    (tmp_path / "pass.log").write_text("\n".join(case.passing) + "\n")
    return str(tmp_path / "fail.log"), str(tmp_path / "pass.log"), case


def run(*arguments):
    return CliRunner().invoke(rootcause, arguments)


def test_json_is_one_object_with_the_promised_names(pair):
    failing, passing, case = pair
    result = run(failing, "--passing", passing, "--json")
    row = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(row) == KEYS
    assert list(row["root_cause"]) == ["first_line", "last_line", "summary", "fingerprint"]
    assert set(row["lines"]) & case.marked
    assert row["failing_tests"] == ["tests/test_cart.py::test_total_with_tax"]
    assert Counter(row["exceptions"]) == Counter(["AssertionError"])
    assert row["category"] == "test"


def test_people_see_the_evidence_with_the_numbers_of_the_file(pair):
    failing, _, case = pair
    shown = run(failing).stdout
    line = case.failing.index(next(text for text in case.failing if "E       assert 3.0 == 3.6" in text)) + 1
    assert any(row.startswith(f"> {line}") for row in shown.split("\n"))
    assert "no passing run" in shown


def test_several_passing_runs_are_counted(pair):
    failing, passing, _ = pair
    row = json.loads(run(failing, "--passing", passing, "--passing", passing, "--json").stdout)
    assert "2 passing runs" in row["basis"]


def test_a_file_that_cannot_be_read_is_named_with_a_remedy(tmp_path):
    result = run(str(tmp_path / "none.log"))
    assert result.exit_code == 2
    assert "none.log" in result.stderr
    assert "readable" in result.stderr


def test_secrets_in_the_evidence_are_not_shown(tmp_path):
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    path = tmp_path / "job.log"
    path.write_text(f"error: cannot push with token {secret}\nProcess completed with exit code 1.\n")
    for arguments in ((str(path),), (str(path), "--json")):
        assert secret not in run(*arguments).stdout


def test_a_log_without_failure_says_so(tmp_path):
    path = tmp_path / "job.log"
    path.write_text("all is well\n")
    assert "Nothing" in run(str(path)).stdout
    assert json.loads(run(str(path), "--json").stdout)["root_cause"] is None


def test_lines_are_those_of_the_whole_file_when_its_beginning_was_left_out(tmp_path, monkeypatch):
    path = tmp_path / "job.log"
    path.write_text("x\n" * 100 + "error: boom\nProcess completed with exit code 1.\n")
    monkeypatch.setattr("console.analysis.rootcause.logfile.load.__defaults__", (700,))
    result = run(str(path), "--json")
    assert json.loads(result.stdout)["lines"][-1] == 101
    assert "left out" in result.stderr


def test_a_log_without_signs_is_told_by_the_line_that_a_rule_knows(tmp_path):
    (tmp_path / "log").write_text(
        "\ngit: 'psuh' is not a git command. See 'git --help'.\n\nThe most similar command is\n\tpush\n"
    )
    row = json.loads(run(str(tmp_path / "log"), "--json").stdout)
    assert row["root_cause"]["summary"] == "git: 'psuh' is not a git command. See 'git --help'."
    assert (row["root_cause"]["first_line"], row["lines"]) == (2, [2])
    assert row["confidence"] < 0.5


def test_the_summary_is_what_was_thrown_and_not_the_source_that_threw(tmp_path):
    log = (
        "loader:1210\n  throw err;\n  ^\n\nError: Cannot find module 'x'\n    at Object.<anonymous> (/a/app.js:1:11)\n"
    )
    (tmp_path / "log").write_text(log)
    assert run(str(tmp_path / "log")).stdout.startswith("Error: Cannot find module 'x'")


@pytest.mark.parametrize("mark", ["npm error", "npm ERR!"])
def test_the_summary_of_npm_is_its_message_and_not_its_code(tmp_path, mark):
    said = "404 Not Found - GET https://registry.example/left-pat"
    (tmp_path / "log").write_text(f"$ npm ci\n{mark} code E404\n{mark} {said}\n")
    assert run(str(tmp_path / "log")).stdout.startswith(said)

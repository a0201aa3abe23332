"""`kontrapunkt classify`: files and standard input, JSON and words, what cannot be read, what is very large."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from console.cli import cli
from console.verbs import classify as verb

LOG = "$ ./build.sh\n./build.sh: line 3: jq: command not found\n"
FIELDS = ["category", "confidence", "summary", "reason", "fix", "rule"]


def run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(cli, ["classify", *arguments], input=text)


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = tmp_path / "fail.log"
    path.write_text(LOG, encoding="utf-8")
    return str(path)


def test_json_is_one_object_with_stable_names(log: str) -> None:
    found = run(log, "--json")
    assert found.exit_code == 0
    row = json.loads(found.stdout)
    assert list(row) == FIELDS
    assert row["category"] == "environment"
    assert row["rule"] == "command-not-found"


def test_people_read_category_line_reason_and_advice(log: str) -> None:
    told = run(log).stdout
    assert told.startswith("environment  (")
    assert "jq: command not found" in told
    assert "why:" in told
    assert "fix: Install jq" in told


def test_unknown_says_so_without_advice() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "console.cli", "classify", "-"],
        input="qwrtz\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("unknown  (not sure)")
    assert "fix:" not in done.stdout


def test_a_file_that_cannot_be_read_is_named_with_a_remedy(tmp_path: Path) -> None:
    found = run(str(tmp_path / "none.log"))
    assert found.exit_code == 2
    assert "none.log" in found.stderr
    assert "name a readable file" in found.stderr
    assert run(str(tmp_path)).exit_code == 2


def test_of_a_very_large_file_both_ends_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "HEAD", 100)
    monkeypatch.setattr(verb, "TAIL", 200)
    path = tmp_path / "large.log"
    path.write_text("start\n" * 500 + LOG, encoding="utf-8")
    found = run(str(path), "--json")
    assert "bytes in the middle were left out" in found.stderr
    assert json.loads(found.stdout)["category"] == "environment"


def test_nothing_and_bytes_that_are_no_text_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "odd.log"
    for content in (b"", b"\x00\xff\xfe\x1b[31m\n", b"[bold]x[/]" * 1000, b"\xe2\x82"):
        path.write_bytes(content)
        assert run(str(path), "--json").exit_code == 0


@pytest.mark.parametrize(
    "content", [gzip.compress(LOG.encode(), mtime=0), LOG.encode("utf-16"), gzip.compress(LOG.encode(), mtime=0)[:-6]]
)
def test_packed_and_utf16_files_are_read(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "fail.log"
    path.write_bytes(content)
    assert json.loads(run(str(path), "--json").stdout)["rule"] == "command-not-found"


def test_rules_of_ones_own_win(log: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("""[[rule]]
id = "jq"
category = "configuration"
weight = 10
any = ['jq: command not found']
reason = "the image was built without jq"
""")
    row = json.loads(run(log, "--json", "--rules", str(rules)).stdout)
    assert (row["category"], row["rule"]) == ("configuration", "jq")


def test_a_flaw_in_rules_of_ones_own_is_named(log: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nid = "jq"\ncategory = "confguration"\nweight = 10\nany = ["jq"]\nreason = ""\n')
    found = run(log, "--rules", str(rules))
    assert found.exit_code == 2
    assert "configuration" in found.stderr
    assert str(rules) in found.stderr

"""`kontrapunkt fix`: what it prints and how it ends."""

import gzip
import json

import pytest
from click.testing import CliRunner

from console.cli import cli

OUTPUT = "git: 'stats' is not a git command. See 'git --help'.\n\nThe most similar command is\n\tstatus\n"
FIELDS = {"rule", "argv", "command", "confidence", "risk", "why", "changes", "evidence", "verify"}


@pytest.fixture
def output(tmp_path):
    file = tmp_path / "output"
    file.write_text(OUTPUT)
    return str(file)


def run(*args, **more):
    return CliRunner().invoke(cli, ["fix", *args], **more)


def test_json_is_one_object(output):
    done = run("--command", "git stats -s", "--output", output, "--json")
    assert done.exit_code == 0
    first = json.loads(done.stdout)["suggestions"][0]
    assert first.keys() >= FIELDS
    assert (first["command"], first["argv"]) == ("git status -s", ["git", "status", "-s"])
    assert first["risk"] in {"safe", "reversible", "destructive"}


def test_words_begin_with_the_command(output):
    done = run("--command", "git stats -s", "--output", output)
    assert done.stdout.startswith("git status -s\n    93% sure")


def test_standard_input():
    done = run("--command", "git stats", "--output", "-", "--json", input=OUTPUT)
    assert json.loads(done.stdout)["suggestions"][0]["command"] == "git status"


def test_a_log_alone(tmp_path):
    log = tmp_path / "log"
    log.write_text("+ git stats\n" + OUTPUT)
    assert "git status" in run("--output", str(log)).stdout


def test_nothing_to_suggest_is_no_failure(tmp_path):
    file = tmp_path / "empty"
    file.write_bytes(b"\xff\x00\x1b[31m")
    done = run("--command", "true", "--output", str(file), "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"suggestions": []})
    assert run("--command", "true", "--output", str(file)).stdout == "no suggestion\n"


def test_a_file_that_cannot_be_read(tmp_path):
    done = run("--command", "true", "--output", str(tmp_path / "none"))
    assert done.exit_code == 2
    assert "none" in done.stderr
    assert "No such file" in done.stderr


def test_packed_and_utf16_output_is_read(tmp_path):
    file = tmp_path / "output"
    for content in (gzip.compress(OUTPUT.encode()), OUTPUT.encode("utf-16"), gzip.compress(OUTPUT.encode())[:-6]):
        file.write_bytes(content)
        done = run("--command", "git stats", "--output", str(file), "--json")
        assert json.loads(done.stdout)["suggestions"][0]["command"] == "git status"
    assert "cut off" in done.stderr

"""The command line as a newcomer meets it: help, wrong words, no terminal, completion, documentation in step."""

import os
import re
import signal
import subprocess
import sys

import pytest

from console.cli import VERBS, cli
from tests.conftest import ROOT, Kontrapunkt


def test_help_names_every_verb_and_the_version_is_told(program: Kontrapunkt) -> None:
    told = program.run("--help").stdout
    assert [verb for verb in VERBS if not re.search(rf"^  {verb}\s", told, re.MULTILINE)] == []
    assert re.fullmatch(r"kontrapunkt, version \d+\.\d+\.\d+\n", program.run("--version").stdout)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(program: Kontrapunkt, verb: str) -> None:
    assert f"kontrapunkt {verb}" in program.run(verb, "--help").stdout


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["fly"], "fly"),
        (["show", "clouds"], "clouds"),
        (["--theme"], "--theme"),
        (["show", "events", "--since", "yesterdayish"], "yesterdayish"),
        (["show", "events", "--limit", "-1"], "-1"),
        (["replay", "no-such-file"], "no-such-file"),
        (["completion", "tcsh"], "tcsh"),
    ],
)
def test_wrong_words_are_usage_errors_that_name_them(program: Kontrapunkt, words: list[str], named: str) -> None:
    done = program.run(*words, check=2)
    assert named in done.stderr
    assert done.stdout == ""


def test_a_project_that_is_no_folder_is_refused(program: Kontrapunkt) -> None:
    program.project.rmdir()
    assert "is not a folder" in program.run("show", "flow", check=2).stderr


def test_without_a_terminal_the_panes_are_printed(program: Kontrapunkt) -> None:
    done = program.run(check=3)
    for title in ("1 Flow", "2 Budget", "3 Forecast", "4 Clusters", "5 Jobs", "Health"):
        assert title in done.stdout, title
    assert "\x1b" not in done.stdout + done.stderr
    assert "standard input is not a terminal" in done.stderr
    assert done.stderr.count("no engine runs here") == 1


@pytest.mark.parametrize("verb", [("config", "schema"), ("--help",), ("mine", "--help"), ("mine", "-"), ("keys",)])
def test_a_closed_pipe_ends_quietly(program: Kontrapunkt, verb: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        program.argv(*verb), check=False, env=program.env, input=b"a\n", stdout=writer, stderr=subprocess.PIPE
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


def test_a_full_disk_is_told(program: Kontrapunkt) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(program.argv("keys"), check=False, env=program.env, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, b"kontrapunkt: cannot write: No space left on device\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_program(program: Kontrapunkt, shell: str) -> None:
    script = program.run("completion", shell).stdout
    assert "_KONTRAPUNKT_COMPLETE" in script
    assert len(script.splitlines()) > 5


def test_completion_offers_verbs_and_panes(program: Kontrapunkt) -> None:
    env = program.env | {
        "_KONTRAPUNKT_COMPLETE": "bash_complete",
        "COMP_WORDS": "kontrapunkt show ev",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-I", "-m", "kontrapunkt"], check=False, env=env, capture_output=True, text=True
    )
    assert "events" in done.stdout


def test_the_man_page_and_the_key_table_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "script" / "docs"), "--check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_every_verb_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [verb for verb in cli.list_commands(None) if f"`{verb}" not in readme] == []  # type: ignore[arg-type]

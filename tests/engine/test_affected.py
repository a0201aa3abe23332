"""Tests that a change touches run first, the rest after them, on a real engine."""

import os
import subprocess
import sys

import pytest

from tests.conftest import eventually
from tests.engine.test_named import jobs, user_settings

pytestmark = pytest.mark.engine


def git(folder, *words):
    env = os.environ | {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True)


@pytest.fixture
def project(program):
    folder = program.project
    (folder / "answer.py").write_text("answer = 42\n")
    (folder / "test_code.py").write_text("from answer import answer\ndef test():\n    assert answer == 42\n")
    for name in "abc":
        (folder / f"test_{name}.py").write_text("def test(): ...\n")
    (folder / ".gitignore").write_text("__pycache__\n.pytest_cache\n")
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "one")
    user_settings(
        program,
        f"[jobs.test]\ncommand = ['{sys.executable}', '-m', 'pytest', '-q', '-pno:cacheprovider']\naffected = true\n",
    )
    program.start_engine()
    return program


def over(program, count):
    states = ("passed", "failed")
    eventually(lambda: [job["state"] in states for job in jobs(program)] == [True] * count, what=f"{count} jobs over")
    return [(job["name"], job["state"]) for job in jobs(program)]


def test_the_touched_tests_run_first_and_the_rest_after(project):
    project.run("run", "test")
    assert over(project, 1) == [("test", "passed")]
    (project.project / "answer.py").write_text("answer = 41\n")
    rest = project.run("run", "test").stdout.strip()
    assert over(project, 3)[1:] == [("test (affected)", "failed"), ("test", "passed")]
    first, second = jobs(project)[1:]
    assert first["argv"][-1] == "test_code.py"
    assert second["argv"][-1] == "--ignore=test_code.py"
    assert (second["id"], second["priority"]) == (int(rest), -10)
    assert "3 passed" in project.run("logs", rest).stdout

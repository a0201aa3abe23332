"""The verb: a small drill through a real engine and queue, and nothing left of it."""

import json
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.conftest import Kontrapunkt, eventually


@pytest.fixture
def apart(program: Kontrapunkt, tmp_path: Path) -> Kontrapunkt:
    """The program with a folder for temporary files of its own."""
    (tmp_path / "t").mkdir(mode=0o700)
    program.env["TMPDIR"] = str(tmp_path / "t")
    return program


def of_the_drill(folder: Path) -> list[psutil.Process]:
    return [one for one in psutil.process_iter(["cmdline"]) if str(folder) in " ".join(one.info["cmdline"] or ())]


def test_the_kinds_are_listed_without_running_anything(program):
    rows = [json.loads(line) for line in program.run("tsunami", "--list", "--json").stdout.splitlines()]
    assert {"kind", "category", "run", "fix"} <= set(rows[0])
    assert len(rows) >= 40


def test_an_unknown_kind_is_a_usage_error(program):
    done = program.run("tsunami", "--kinds", "no-such-kind", check=2)
    assert "no-such-kind" in done.stderr


@pytest.mark.engine
def test_a_drill_is_noticed_judged_and_leaves_nothing_behind(apart, tmp_path):
    done = apart.run("tsunami", "--kinds", "missing-data-file,git-no-upstream", "--seed", "3", "--score", "--json")
    *rows, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["kind"]: row["category"] for row in rows} == {
        "missing-data-file": "configuration",
        "git-no-upstream": "configuration",
    }
    assert all(row["noticed"] and row["grouped"] and row["right_cause"] for row in rows)
    assert last["score"]["fixed"] == {"n": 1, "of": 1, "share": 1.0}
    assert list((tmp_path / "t").iterdir()) == []
    assert not (apart.state / "store.sqlite").exists(), "the user's own state was touched"


@pytest.mark.engine
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_drill_that_is_ended_leaves_nothing_behind(apart, tmp_path, number):
    argv = apart.argv("tsunami", "--kinds", "hang", "--seed", "1")
    drill = subprocess.Popen(argv, env=apart.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: list((tmp_path / "t").glob("*/state/jobs/*/*/child")), what="the job runs")
        drill.send_signal(number)
        assert drill.wait(60) == 130
    finally:
        drill.kill()
        drill.wait()
    assert list((tmp_path / "t").iterdir()) == []
    assert of_the_drill(tmp_path / "t") == []

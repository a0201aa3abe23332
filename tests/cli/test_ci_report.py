"""`ci-report` as a job calls it: a process with the runner's variables."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from console.verbs.streamed import Kept

ROOT = Path(__file__).resolve().parents[2]
BROKEN = "import sys; print('out'); print('E   ValueError: bad seed', file=sys.stderr); sys.exit(7)"
KNOWN = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def report(*words: str, env: dict[str, str] | None = None, **more: object) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "console.cli", "ci-report", *words]
    return subprocess.run(argv, cwd=ROOT, env=KNOWN | (env or {}), capture_output=True, text=True, check=False, **more)


def test_a_command_keeps_its_output_and_its_exit_code(tmp_path):
    summary = tmp_path / "summary.md"
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = report("--", sys.executable, "-c", BROKEN, env=env)
    assert done.returncode == 7
    assert done.stdout.startswith("out\n")
    assert "E   ValueError: bad seed" in done.stderr
    assert "| ValueError: bad seed" in done.stdout
    assert summary.read_text().startswith("## Why this job failed")
    assert "`ValueError: bad seed`" in summary.read_text()


def test_a_command_that_went_well_is_left_alone(tmp_path):
    done = report("--", sys.executable, "-c", "print('--')", env={"GITHUB_STEP_SUMMARY": str(tmp_path / "s")})
    assert (done.returncode, done.stdout, done.stderr) == (0, "--\n", "")
    assert not (tmp_path / "s").exists()


def test_a_summary_that_cannot_be_written_changes_nothing(tmp_path):
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "s")}
    done = report("--", sys.executable, "-c", BROKEN, env=env)
    assert done.returncode == 7
    assert "## Why this job failed" in done.stdout
    assert "printed instead" in done.stderr


def test_a_command_ended_by_a_signal_and_one_that_is_not_there():
    killed = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert report("--", sys.executable, "-c", killed).returncode == 128 + signal.SIGKILL
    done = report("--", "./there-is-no-such-thing")
    assert done.returncode == 127
    assert "there-is-no-such-thing" in done.stderr


def test_files_are_told_as_gitlab_wants_it(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("E   ValueError: bad seed\n")
    done = report(str(log), env={"GITLAB_CI": "true"})
    assert done.returncode == 0
    assert done.stdout.startswith("\x1b[0Ksection_start:")
    assert ":kontrapunkt\r\x1b[0K" in done.stdout.splitlines()[-1] or "section_end" in done.stdout


@pytest.mark.parametrize("words", [(), ("--",), ("a.log", "--", "true"), ("/nowhere/a.log",), ("--format", "x", "a")])
def test_what_cannot_be_meant_is_refused(words):
    assert report(*words).returncode == 2


def test_what_is_kept_is_bounded():
    kept = Kept(limit=1000)
    for number in range(100):
        kept.add(b"%d" % number + b"x" * 100 + b"\n")
    assert kept.lines[-1].startswith(b"99x")
    assert len(kept.lines) + kept.skipped == 100
    assert sum(map(len, kept.lines)) <= 1000

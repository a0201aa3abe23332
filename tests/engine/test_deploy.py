"""Deployments by a real engine: what may be deployed, and that what fails its check is taken back."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.conftest import Kontrapunkt, eventually
from tests.engine.test_queue import ended, engine_pid, job, state

pytestmark = pytest.mark.engine


def git(folder: Path, *words: str) -> str:
    """Run git there as somebody."""
    named = ("-c", "user.name=ada", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *named, *words], cwd=folder, check=True, capture_output=True, text=True, env=env)
    return done.stdout.strip()


class Site:
    """A checkout whose deployment writes what is live to a file, outside of it."""

    def __init__(self, program: Kontrapunkt, outside: Path) -> None:
        self.program = program
        self.live, self.log, self.gate = outside / "live", outside / "log", outside / "gate"
        git(program.project, "init", "-q")
        self.commit("first")

    def commit(self, text: str) -> str:
        (self.program.project / "text").write_text(text)
        git(self.program.project, "add", ".")
        git(self.program.project, "commit", "-qm", text)
        return git(self.program.project, "rev-parse", "HEAD")

    def run(self, *words: str, check: int | None = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.program.argv("run", *words), cwd=self.program.project, env=self.program.env, check=False,
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert check is None or done.returncode == check, done.stderr
        return done

    def deploy(self, *words: str, text: str = "good", check: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Deploy a text; the check wants `good`, the rollback needs the gate to be open."""
        back = f"echo back >> {self.log}; until [ -e {self.gate} ]; do sleep 0.02; done; echo good > {self.live}"
        return self.run(
            "--check", f"grep -q good {self.live}", "--rollback", f'sh -c "{back}"',
            "--window", "1s", "--every", "0.1s", *words,
            "--", "sh", "-c", f"echo out >> {self.log}; echo {text} > {self.live}", check=check,
        )  # fmt: skip

    def lines(self) -> list[str]:
        return self.log.read_text().split() if self.log.exists() else []

    def phase(self) -> str:
        with closing(sqlite3.connect(f"file:{self.program.state}/store.sqlite?mode=ro", uri=True)) as conn:
            row = conn.execute("SELECT phase FROM deploys ORDER BY job DESC LIMIT 1").fetchone()
        return row[0] if row else ""


@pytest.fixture
def site(program: Kontrapunkt, tmp_path: Path) -> Site:
    program.start_engine()
    return Site(program, tmp_path)


def test_a_deployment_whose_checks_pass_is_healthy(site):
    number = int(site.deploy().stdout)
    told = ended(site.program, number)
    assert (told["state"], site.lines(), site.phase()) == ("passed", ["out"], "healthy")


def test_only_versions_that_passed_the_critical_jobs_are_deployed(site):
    refused = site.deploy("--critical", "test", check=1)
    assert "test has not run with version" in refused.stderr
    ended(site.program, int(site.run("--name", "test", "--", "false").stdout))
    assert "test did not pass with version" in site.deploy("--critical", "test", check=1).stderr
    ended(site.program, int(site.run("--name", "test", "--", "true").stdout))
    assert ended(site.program, int(site.deploy("--critical", "test").stdout))["state"] == "passed"
    (site.program.project / "text").write_text("changed by hand")
    assert "differs from its commit (text)" in site.deploy("--critical", "test", check=1).stderr
    site.commit("second")
    assert "test has not run with version" in site.deploy("--critical", "test", check=1).stderr
    assert site.lines() == ["out"]


def test_a_named_version_is_proved_by_the_jobs_that_ran_with_it(site):
    assert "lint has not run with version 1.2" in site.deploy("--critical", "lint", "--version", "1.2", check=1).stderr
    ended(site.program, int(site.run("--name", "lint", "--version", "1.2", "--", "true").stdout))
    assert ended(site.program, int(site.deploy("--critical", "lint", "--version", "1.2").stdout))["state"] == "passed"


def test_a_critical_job_that_it_comes_after_decides_when_its_turn_comes(site):
    test = int(site.run("--name", "test", "--", "false").stdout)
    number = int(site.deploy("--critical", "test", "--after", f"{test}:always").stdout)
    told = ended(site.program, number)
    assert told["state"] == "failed"
    assert "not deployed: test did not pass" in told["cause"]
    assert site.lines() == []


def test_what_fails_its_check_is_rolled_back_and_refused_from_then_on(site):
    site.gate.touch()
    told = ended(site.program, int(site.deploy(text="bad").stdout))
    assert (told["state"], told["exit_code"], told["attempt"]) == ("failed", 1, 1)
    assert "its check failed: exit 1; rolled back, and the check passes again" in told["cause"]
    assert (site.lines(), site.live.read_text(), site.phase()) == (["out", "back"], "good\n", "rolled back")
    number = told["id"]
    assert (told["version"], told["deploy"]) == (git(site.program.project, "rev-parse", "HEAD"), "rolled back")
    assert site.program.run("logs", str(number), "--rollback").stdout == ""
    assert "no check" not in site.program.run("logs", str(number), "--check").stderr
    again = site.deploy(check=1)
    assert "failed before, as job" in again.stderr
    eventually(lambda: "being rolled back" in site.program.run("show", "events").stdout, what="the event")
    forced = site.deploy("--force", "--yes")
    assert ended(site.program, int(forced.stdout))["state"] == "passed"
    assert ended(site.program, int(site.deploy().stdout))["state"] == "passed"  # it went well since


def test_a_rollback_that_does_not_help_asks_for_a_person(site):
    words = ("--check", "false", "--rollback", "true", "--window", "0.3s", "--every", "0.1s")
    told = ended(site.program, int(site.run(*words, "--", "true").stdout))
    assert told["state"] == "failed"
    assert "rolled back, but the check still fails" in told["cause"]
    assert site.phase() == "stuck"
    eventually(lambda: "a person is needed" in site.program.run("show", "events").stdout, what="the event")
    eventually(lambda: len(loud(site)) == 1, what="the one failure")


def loud(site: Site) -> list[str]:
    """The kinds of the events of jobs that count as failures."""
    lines = site.program.run("show", "events", "--json").stdout.splitlines()
    told = [json.loads(line) for line in lines]
    return [
        one["kind"] for one in told if one["source"] == "jobs" and one["severity"] in ("warning", "error", "critical")
    ]


def test_a_deployment_under_watch_can_be_left_alone_but_a_rollback_is_seen_through(site):
    watched = int(site.deploy("--window", "10m").stdout)
    eventually(lambda: site.phase() == "checking", what="it is checked")
    site.program.run("cancel", str(watched))
    assert (state(site.program, watched), site.phase()) == ("cancelled", "unwatched")
    number = int(site.deploy(text="bad").stdout)
    eventually(lambda: site.phase() == "rolling back", what="it is rolled back")
    assert "being rolled back" in site.program.run("cancel", str(number), check=1).stderr
    site.gate.touch()
    assert ended(site.program, number)["state"] == "failed"


def kill_engine(program: Kontrapunkt) -> None:
    psutil.Process(engine_pid(program)).kill()
    program.run("run", "--", "true")


@pytest.mark.parametrize("moment", ["deploying", "checking", "rolling back", "verifying"])
def test_a_killed_engine_changes_nothing(site, moment):
    """Whatever it was about is gone on with: the command ran once, the rollback ran once, the version is marked."""
    hold = site.live.with_name("hold")
    slow = f"until [ -e {hold} ]; do sleep 0.02; done;" if moment == "deploying" else ""
    back = f"echo back >> {site.log}; until [ -e {site.gate} ]; do sleep 0.02; done"
    number = int(
        site.run(
            "--check", f"grep -q good {site.live}", "--rollback", f'sh -c "{back}"',
            "--window", "20s", "--every", "0.2s",
            "--", "sh", "-c", f"{slow} echo out >> {site.log}; echo good > {site.live}",
        ).stdout
    )  # fmt: skip

    def reached(phase: str) -> None:
        eventually(lambda: site.phase() == phase, what=phase)
        if phase == moment:
            kill_engine(site.program)

    reached("deploying") if moment == "deploying" else None
    hold.touch()
    reached("checking")
    site.live.write_text("bad\n")
    reached("rolling back")
    site.gate.touch()
    reached("verifying")
    site.live.write_text("good\n")
    told = ended(site.program, number)
    assert (told["state"], site.phase(), site.lines()) == ("failed", "rolled back", ["out", "back"])
    assert "the check passes again" in job(site.program, number)["cause"]
    assert "failed before" in site.deploy(check=1).stderr

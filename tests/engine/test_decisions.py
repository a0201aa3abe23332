"""Breakers, retries, fixes and their record in a real engine."""

import json
import os
from pathlib import Path

import psutil
import pytest

from console import link
from console.model.command import Command
from console.store import read_decisions
from console.store.reader import Reader
from tests.conftest import Kontrapunkt, eventually
from tests.engine.test_queue import ended, engine_pid, job, queue

pytestmark = pytest.mark.engine


@pytest.fixture
def project(program: Kontrapunkt):
    program.start_engine()
    return program


def ask(program: Kontrapunkt, name: str, /, **args: object) -> Command:
    request = link.Request(id=1, command=name, args=args, who="me")
    _, reply = link.ask(str(program.state / "engine.sock"), request, timeout=30)
    assert reply is not None
    assert reply.command is not None, reply.error
    return reply.command


def add(program: Kontrapunkt, argv: list[str], **work: object) -> int:
    given = {"argv": argv, "cwd": str(program.project), "env": {"PATH": os.environ["PATH"]}} | work
    outcome = ask(program, "job.add", work=given).outcome
    return int(outcome.split()[1])


def reader(program: Kontrapunkt) -> Reader:
    return Reader(str(program.state / "store.sqlite"))


def script(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_held_dependency_makes_jobs_wait_until_it_is_reset(project):
    assert ask(project, "breaker.hold", key="registry", why="it moves").state.value == "done"
    number = queue(project, "--depends", "registry", "--", "true")
    eventually(lambda: job(project, number)["state"] == "waiting", what="it waits")
    assert "registry is held" in job(project, number)["cause"]
    npm = add(project, ["npm", "ci"], depends=["registry"])
    eventually(
        lambda: "`npm ci --prefer-offline` needs no network" in (job(project, npm)["cause"] or ""), what="it is named"
    )
    ask(project, "job.cancel", job=npm)
    free = add(project, ["true"])
    assert ended(project, free)["state"] == "passed"
    health = project.run("show", "health", check=None).stdout
    assert "breaker registry" in health
    ask(project, "breaker.reset", key="registry")
    assert ended(project, number)["state"] == "passed"


def test_a_workaround_may_be_refused(project):
    ask(project, "breaker.hold", key="registry")
    refused = ask(project, "workaround.refuse", name="breaker registry")
    assert "refused" in refused.outcome
    assert ended(project, add(project, ["true"], depends=["registry"]))["state"] == "passed"
    assert ask(project, "workaround.refuse", name="nothing").state.value == "refused"


def test_a_held_breaker_outlives_a_killed_engine(project):
    ask(project, "breaker.hold", key="registry")
    psutil.Process(engine_pid(project)).kill()
    number = queue(project, "--", "true")
    assert ended(project, number)["state"] == "passed"
    waiting = add(project, ["true"], depends=["registry"])
    eventually(lambda: "held" in (job(project, waiting)["cause"] or ""), what="it waits")


def test_a_failed_test_is_not_tried_again_and_the_reason_is_kept(project, tmp_path):
    text = "echo 'FAILED tests/test_a.py::test_b - AssertionError: assert 1 == 2'; echo '1 failed in 0.01s'; exit 1"
    number = add(project, [script(tmp_path, "pytest", text)], retries=3)
    told = ended(project, number)
    assert (told["state"], told["attempt"]) == ("failed", 1)
    assert "test" in told["cause"]
    found = reader(project).ask(lambda conn: read_decisions.about(conn, f"job {number}"))
    assert [one.chosen.what for one in found] == ["person"]


def test_a_network_failure_is_tried_again_by_itself_and_only_so_often(project, tmp_path):
    marks = tmp_path / "marks"
    text = f"echo x >> {marks}; echo 'fatal: unable to access: Could not resolve host: github.com'; exit 128"
    number = add(project, [script(tmp_path, "git", text), "fetch"])
    told = ended(project, number)
    assert (told["state"], told["attempt"]) == ("failed", 3)
    assert len(marks.read_text().split()) == 3
    unknown = add(project, [script(tmp_path, "deploy", text)])
    assert ended(project, unknown)["attempt"] == 1


def typo(project: Kontrapunkt) -> int:
    number = add(project, ["git", "statsu"])
    assert ended(project, number)["state"] == "failed"
    return number


def test_a_fix_is_shown_asked_for_done_and_remembered(project):
    os.system(f"git -C {project.project} init -q")
    number = typo(project)
    dry = ask(project, "fix.apply", job=number, dry_run=True).outcome
    assert "['git', 'status']" in dry
    assert str(project.project) in dry
    assert len(project.run("jobs", "--all", "--json").stdout.splitlines()) == 1
    done = ask(project, "fix.apply", job=number, yes=True)
    assert done.state.value == "done", done.outcome
    ruling = int(done.outcome.split()[1].rstrip(":"))
    eventually(lambda: outcome(project, ruling), what="the fix is judged")
    assert "it worked" in outcome(project, ruling)
    records = reader(project).ask(read_decisions.records)
    assert [worked for _, worked in records] == [(True,)]


def outcome(project: Kontrapunkt, ruling: int) -> str:
    found = reader(project).ask(lambda conn: read_decisions.one(conn, ruling))
    return found.outcome if found else ""


def test_what_cannot_be_mended_is_said(project):
    assert ask(project, "fix.apply", cluster=99).outcome == "there is no cluster 99"
    assert ask(project, "fix.apply").outcome == "no job has failed"
    passed = add(project, ["true"])
    ended(project, passed)
    assert "did not fail" in ask(project, "fix.apply", job=passed).outcome
    assert "no fix" in ask(project, "fix.undo", ruling=7).outcome


def test_a_branch_name_with_shell_syntax_runs_nothing(project):
    os.system(f"git -C {project.project} init -q")
    for name in ('"; touch PWNED #', "$(touch PWNED)", "--upload-pack=touch PWNED"):
        number = add(project, ["git", "checkuot", name])
        ended(project, number)
        ask(project, "fix.apply", job=number, yes=True)
    eventually(lambda: all(json.loads(line)["state"] in ("passed", "failed", "cancelled") for line in project.run("jobs", "--all", "--json").stdout.splitlines()))  # fmt: skip # noqa: E501
    assert not list(Path(project.project).rglob("PWNED"))


def test_the_verbs_tell_what_was_decided(project):
    os.system(f"git -C {project.project} init -q")
    number = typo(project)
    assert "['git', 'status']" in project.run("fix", "--apply", "--dry-run").stdout
    words = project.run("fix", "--apply", "--job", str(number), "--yes").stdout
    ruling = words.split()[1].rstrip(":")
    eventually(lambda: outcome(project, int(ruling)), what="the fix is judged")
    told = project.run("why", ruling).stdout
    assert "git status" in told
    assert "it worked" in told
    assert json.loads(project.run("why", ruling, "--json").stdout)["subject"] == f"job {number}"
    assert f"#{ruling}" in project.run("recall", "git: 'statsu' is not a git command").stdout
    assert "worked 1 of 1" in project.run("show", "rules").stdout
    assert project.run("why", "99", check=None).returncode == 1
    project.run("breaker", "hold", "registry", "--why", "it moves")
    assert "held       registry" in project.run("show", "breakers").stdout
    rows = [json.loads(line) for line in project.run("show", "breakers", "--json").stdout.splitlines()]
    assert [row.get("state") or row["workaround"] for row in rows] == ["held", "breaker registry"]
    project.run("breaker", "reset", "registry")
    assert "closed" in project.run("show", "breakers").stdout


def test_a_job_behind_another_waits_for_its_dependency_and_is_let_go(project):
    ask(project, "breaker.hold", key="registry")
    first = add(project, ["true"])
    number = add(project, ["true"], depends=["registry"], after=[{"job": first, "on": "ok"}])
    eventually(lambda: "held" in (job(project, number)["cause"] or ""), what="it waits for its dependency")
    ask(project, "breaker.reset", key="registry")
    assert ended(project, number)["state"] == "passed"


def test_what_is_not_safe_is_kept_before_and_can_be_taken_back(project):
    os.system(f"git -C {project.project} init -q")
    number = add(project, ["touch", "deep/down/file"])
    assert ended(project, number)["state"] == "failed"
    assert "checkpoint: " in ask(project, "fix.apply", job=number, dry_run=True).outcome
    done = ask(project, "fix.apply", job=number)
    assert "kept before" in done.outcome, done.outcome
    ruling = int(done.outcome.split()[1].rstrip(":"))
    eventually(lambda: "it worked" in outcome(project, ruling), what="the fix worked")
    assert (Path(project.project) / "deep/down/file").exists()
    assert "back at checkpoint" in project.run("fix", "--undo", str(ruling)).stdout
    assert not (Path(project.project) / "deep/down/file").exists()
    assert reader(project).ask(read_decisions.records)[0][1] == (True, False)
    assert ask(project, "fix.undo", ruling=ruling).outcome == "it is undone already"

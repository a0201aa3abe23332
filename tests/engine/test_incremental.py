"""Jobs with inputs on a real engine: what has passed with the same inputs is not run again."""

import json
import os

import pytest

from tests.conftest import eventually

pytestmark = pytest.mark.engine

OVER = ("passed", "failed", "cancelled", "interrupted")


def job(program, number):
    rows = [json.loads(line) for line in program.run("jobs", "--all", "--json").stdout.splitlines()]
    return next(row for row in rows if row["id"] == number)


def run(program, *options, command="echo x >> runs"):
    number = int(program.run("run", "--inputs", "src/**", *options, "--", "sh", "-c", command).stdout)
    eventually(lambda: job(program, number)["state"] in OVER, what=f"job {number} is over")
    return job(program, number)


def ran(program):
    return len((program.project / "runs").read_text().splitlines())


@pytest.fixture
def project(program, monkeypatch):
    monkeypatch.chdir(program.project)
    (program.project / "src").mkdir()
    (program.project / "src" / "a").write_text("1")
    program.start_engine()
    return program


def proven(program, number):
    """Wait until the proof of a pass is stored; it follows on the end of the job."""
    import sqlite3

    def stored():
        with sqlite3.connect(f"file:{program.state}/store.sqlite?mode=ro", uri=True) as conn:
            return conn.execute("SELECT 1 FROM proofs WHERE job=?", (number,)).fetchone()

    eventually(stored, what="the proof")


def test_unchanged_inputs_spare_the_run_also_after_kill_9(project):
    first = run(project)
    proven(project, first["id"])
    hit = run(project)
    assert (hit["state"], hit["attempt"]) == ("passed", 0)
    assert hit["cause"] == f"nothing it depends on has changed since job {first['id']}"
    pid = json.loads(project.run("engine", "status", "--json").stdout)["pid"]
    os.kill(pid, 9)
    assert run(project)["attempt"] == 0
    assert ran(project) == 1
    told = json.loads(project.run("jobs", "--stats", "--json").stdout)
    assert (told["checked"], told["hits"]) == (3, 2)
    assert told["seconds_saved"] > 0


def test_changed_inputs_force_other_commands_and_failures_run(project):
    first = run(project)
    proven(project, first["id"])
    (project.project / "src" / "a").write_text("2")
    proven(project, run(project)["id"])
    assert ran(project) == 2
    run(project, "--force")
    assert ran(project) == 3
    run(project, command="echo y >> runs; exit 1")
    assert run(project, command="echo y >> runs; exit 1")["state"] == "failed"
    assert ran(project) == 5
    assert project.run("retry", str(first["id"])).returncode == 0
    eventually(lambda: ran(project) == 6, what="a retry runs")


def test_what_changes_its_own_inputs_proves_nothing(project):
    run(project, command="echo y >> runs; echo more >> src/a")
    assert run(project, command="echo y >> runs; echo more >> src/a")["attempt"] == 1
    assert ran(project) == 2


def test_a_job_after_a_spared_one_runs(project):
    proven(project, run(project)["id"])
    spared = run(project)
    after = run(project, "--after", str(spared["id"]), command="echo z >> runs")
    assert after["state"] == "passed"
    assert ran(project) == 2

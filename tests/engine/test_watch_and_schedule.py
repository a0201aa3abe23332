"""Jobs of the project that run by themselves, on a real engine: watched files and schedules."""

import json
import os

import pytest

from tests.conftest import eventually
from tests.engine.test_named import jobs, user_settings

pytestmark = pytest.mark.engine

WATCH = """
[jobs.check]
command = ["sh", "-c", "echo x >> out/runs; cat gate 2>/dev/null; {more}"]
watch = ["src/**/*.py"]
{keys}
"""


def set_up(program, keys="", more="true"):
    for name in ("src", "out"):
        (program.project / name).mkdir(exist_ok=True)
    (program.project / "src" / "a.py").write_text("1")
    user_settings(program, WATCH.format(keys=keys, more=more))


def runs(program):
    return [job for job in jobs(program) if job["name"] == "check"]


def watching(program):
    """Wait until the watch has seen what is there."""
    import sqlite3

    def seen():
        with sqlite3.connect(f"file:{program.state}/store.sqlite?mode=ro", uri=True) as conn:
            return conn.execute("SELECT 1 FROM watched").fetchone()

    eventually(seen, what="the watch began")


def engine_pid(program):
    return int(json.loads(program.run("engine", "status", "--json").stdout)["pid"])


def settled(program, count):
    eventually(
        lambda: [job["state"] for job in runs(program)].count("passed") == count, what=f"{count} runs", seconds=40
    )


def test_a_change_runs_the_job_once_and_what_does_not_match_never(program):
    set_up(program)
    program.start_engine()
    watching(program)
    for text in ("2", "3", "4"):
        (program.project / "src" / "a.py").write_text(text)
    settled(program, 1)
    (program.project / "src" / "note.txt").write_text("no")
    (program.project / "src" / "new.py").write_text("yes")
    settled(program, 2)
    assert len(runs(program)) == 2


def test_a_change_while_no_engine_ran_is_found_and_runs_once(program):
    set_up(program)
    program.start_engine()
    watching(program)
    os.kill(engine_pid(program), 9)
    (program.project / "src" / "a.py").write_text("while it was dead")
    program.start_engine()
    settled(program, 1)
    os.kill(engine_pid(program), 9)
    program.start_engine()
    program.run("run", "--", "true")
    eventually(lambda: jobs(program)[-1]["state"] == "passed", what="another job")
    assert len(runs(program)) == 1


def test_the_newest_change_waits_behind_the_run_and_replaces_what_waits(program):
    set_up(program, more="while [ -e hold ]; do sleep 0.05; done")
    (program.project / "hold").touch()
    program.start_engine()
    watching(program)
    (program.project / "src" / "a.py").write_text("2")
    eventually(lambda: [job["state"] for job in runs(program)] == ["running"], what="the first run")
    (program.project / "src" / "a.py").write_text("3")
    eventually(lambda: [job["state"] for job in runs(program)] == ["running", "waiting"], what="one waits")
    (program.project / "src" / "a.py").write_text("4")
    eventually(
        lambda: [job["state"] for job in runs(program)] == ["running", "cancelled", "waiting"], what="the newest waits"
    )
    (program.project / "hold").unlink()
    settled(program, 2)


def test_restart_ends_the_run_that_is_under_way(program):
    set_up(program, keys="restart = true", more="grep -q 3 src/a.py || sleep 600")
    program.start_engine()
    watching(program)
    (program.project / "src" / "a.py").write_text("2")
    eventually(lambda: [job["state"] for job in runs(program)] == ["running"], what="the first run")
    (program.project / "src" / "a.py").write_text("3")
    settled(program, 1)
    assert [job["state"] for job in runs(program)] == ["cancelled", "passed"]


def test_a_schedule_runs_again_and_again_and_goes_on_after_kill_9(program):
    user_settings(program, '[jobs.tick]\ncommand = "true"\nevery = "1s"\n')
    program.start_engine()
    eventually(lambda: len(jobs(program)) >= 2, what="two runs")
    os.kill(engine_pid(program), 9)
    before = len(jobs(program))
    program.start_engine()
    eventually(lambda: len(jobs(program)) > before, what="it goes on")
    assert {job["name"] for job in jobs(program)} == {"tick"}


def test_a_job_becomes_active_with_the_trust_in_its_file_while_the_engine_runs(program):
    (program.project / "kontrapunkt.toml").write_text('[jobs.tick]\ncommand = "true"\nevery = "1s"\n')
    user_settings(program, '[jobs.own]\ncommand = "true"\nevery = "1s"\n')
    program.start_engine()
    eventually(lambda: {job["name"] for job in jobs(program)} == {"own"}, what="the user's own job")
    program.run("config", "trust")
    eventually(lambda: "tick" in {job["name"] for job in jobs(program)}, what="the trusted job", seconds=40)

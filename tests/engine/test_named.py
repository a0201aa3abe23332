"""Jobs of the project by name: `run --list` and `run NAME` on a real engine."""

import json

import pytest

from tests.conftest import eventually

pytestmark = pytest.mark.engine


def jobs(program):
    return [json.loads(line) for line in program.run("jobs", "--all", "--json").stdout.splitlines()]


def user_settings(program, text):
    folder = program.state.parent / ".config" / "kontrapunkt"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(text)


def test_the_jobs_of_the_project_are_listed_and_none_of_them_runs(program):
    (program.project / "Makefile").write_text("$(shell touch ran)\ntest:\n\ttouch ran\n")
    (program.project / "kontrapunkt.toml").write_text("[jobs.evil]\ncommand = 'touch ran'\nevery = '1s'\n")
    done = program.run("run", "--list", "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(job["name"], job["argv"], job["origin"]) for job in told] == [("make:test", ["make", "test"], "Makefile")]
    assert "config trust" in done.stderr
    refused = program.run("run", "evil", check=1)
    assert "no job 'evil'" in refused.stderr
    assert not (program.project / "ran").exists()


def test_a_named_job_runs_after_those_that_have_to_pass(program):
    user_settings(
        program,
        '[jobs.all]\ncommand = "cat made"\nafter = ["build"]\n[jobs.build]\ncommand = ["sh", "-c", "echo x > made"]\n',
    )
    program.start_engine()
    number = int(program.run("run", "all").stdout)
    eventually(lambda: {job["state"] for job in jobs(program)} == {"passed"}, what="both passed")
    assert [(job["id"], job["name"]) for job in jobs(program)] == [(number - 1, "build"), (number, "all")]
    assert program.run("logs", str(number)).stdout == "x\n"


def test_words_behind_dashes_are_a_command_whatever_jobs_there_are(program):
    user_settings(program, '[jobs.true]\ncommand = "false"\n')
    program.start_engine()
    program.run("run", "--", "true")
    eventually(lambda: [job["state"] for job in jobs(program)] == ["passed"], what="the command, not the job")
    program.run("run", "--priority", "4", "true")
    eventually(lambda: jobs(program)[-1]["state"] == "failed", what="the job")
    assert jobs(program)[-1]["priority"] == 4

"""The work queue of a real engine process: what it promises when anything is killed."""

import json
import os
import pty
import random
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from console.store import statedir
from tests.conftest import Kontrapunkt, eventually

pytestmark = pytest.mark.engine

CONSOLES = 0.4
"""How often a console is there to be killed, and how often the engine is killed with it."""


def jobs(program: Kontrapunkt) -> list[dict]:
    done = program.run("jobs", "--all", "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def job(program: Kontrapunkt, number: int) -> dict:
    return next(one for one in jobs(program) if one["id"] == number)


def queue(program: Kontrapunkt, *words: str) -> int:
    done = program.run("run", *words)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def state(program: Kontrapunkt, number: int) -> str:
    return job(program, number)["state"]


def ended(program: Kontrapunkt, number: int) -> dict:
    over = ("passed", "failed", "cancelled", "interrupted")
    eventually(lambda: state(program, number) in over, what=f"job {number} is over", seconds=30)
    return job(program, number)


@pytest.fixture
def project(program: Kontrapunkt):
    program.start_engine()
    return program


def test_jobs_run_and_tell_how_they_ended(project):
    good = queue(project, "--", "sh", "-c", "echo hello")
    bad = queue(project, "--name", "broken", "--", "sh", "-c", "echo why >&2; exit 7")
    assert ended(project, good)["state"] == "passed"
    told = ended(project, bad)
    assert (told["state"], told["exit_code"], told["cause"], told["attempt"]) == ("failed", 7, "exit 7", 1)
    assert told["name"] == "broken"
    assert project.run("logs", str(bad)).stdout == "why\n"
    assert "broken failed" in project.run("show", "events").stdout


def test_what_comes_after_runs_on_the_condition_it_names(project):
    first = queue(project, "--", "sh", "-c", "exit 1")
    on_fail = queue(project, "--after", f"{first}:fail", "--", "true")
    on_ok = queue(project, "--after", str(first), "--", "true")
    behind = queue(project, "--after", f"{on_ok}:always", "--", "true")
    assert ended(project, on_fail)["state"] == "passed"
    assert ended(project, on_ok)["state"] == "cancelled"
    assert ended(project, behind)["state"] == "passed"


def test_a_retry_is_another_attempt_of_the_same_job(project, tmp_path):
    flag = tmp_path / "flag"
    number = queue(project, "--", "test", "-e", str(flag))
    assert ended(project, number)["state"] == "failed"
    flag.touch()
    assert project.run("retry", "--failed").returncode == 0
    eventually(lambda: state(project, number) == "passed", what="the second attempt")
    assert job(project, number)["attempt"] == 2


def test_retries_follow_by_themselves_and_stop(project):
    number = queue(project, "--retries", "1", "--", "sh", "-c", "exit 9")
    assert ended(project, number)["attempt"] == 2
    pointless = queue(project, "--retries", "5", "--", "/no/such/program")
    told = ended(project, pointless)
    assert told["attempt"] == 1
    assert "cannot be run" in told["cause"]


def test_cancel_pause_resume_and_edit(project):
    number = queue(project, "--", "sleep", "600")
    eventually(lambda: state(project, number) == "running", what="it runs")
    assert project.run("pause", str(number)).returncode == 0
    assert state(project, number) == "paused"
    assert project.run("resume", str(number)).returncode == 0
    assert project.run("cancel", str(number)).returncode == 0
    assert job(project, number)["state"] == "cancelled"
    waiting = queue(project, "--after", f"{queue(project, '--', 'sleep', '1')}:always", "--", "false")
    assert project.run("edit", str(waiting), "--", "true").returncode == 0
    assert ended(project, waiting)["state"] == "passed"
    refused = project.run("cancel", "999", check=None)
    assert refused.returncode == 1
    assert "999" in refused.stderr


def test_an_engine_stays_while_jobs_run_and_one_is_started_when_none_does(program):
    number = queue(program, "--", "sleep", "8")
    lock = statedir.open_existing(str(program.project), str(program.state)).lock
    assert statedir.is_held(lock)
    assert ended(program, number)["state"] == "passed"
    eventually(lambda: not statedir.is_held(lock), what="the engine left", seconds=30)


NOISE = """
for n in 1 2 3; do echo "compiling part $n of 3"; done
echo "warning: the old error handler is deprecated"
if [ -e FLAG ]; then echo "  File app.py, line 3"; echo "KeyError: 'token'"; exit 1; fi
echo "3 passed"
"""


def test_of_a_failed_run_what_is_new_against_the_last_passing_one_is_told(project, tmp_path):
    flag = tmp_path / "flag"
    words = ("--name", "app tests", "--", "sh", "-c", NOISE.replace("FLAG", str(flag)))
    assert ended(project, queue(project, *words))["state"] == "passed"
    flag.touch()
    number = queue(project, *words)
    assert ended(project, number)["state"] == "failed"

    def told() -> list[dict]:
        events = map(json.loads, project.run("show", "events", "--json", "--limit", "0").stdout.splitlines())
        return [event for event in events if event["kind"] == "job.failed"]

    eventually(told, what="the event", seconds=60)
    body = told()[0]["attrs"]["body"]
    assert "KeyError: 'token'" in body
    assert "compiling part" not in body
    clusters = json.loads(project.run("show", "clusters", "--json").stdout)["clusters"]
    assert any(
        "KeyError" in cluster["line"] + cluster["sample"] or "app tests" in cluster["line"] for cluster in clusters
    )


def test_a_job_that_ends_with_0_and_tells_of_failed_tests_is_not_believed(project):
    words = "echo 'FAILED tests/test_a.py::test_b - assert 1 == 2'; echo '==== 1 failed, 2 passed in 0.1s ===='; exit 0"
    number = queue(project, "--name", "lying", "--", "sh", "-c", words)
    assert ended(project, number)["state"] == "passed"

    def told() -> bool:
        return "passed with exit 0, but tells of failed tests: tests/test_a.py::test_b" in (
            project.run("show", "events").stdout
        )

    eventually(told, what="the contradiction", seconds=60)


def engine_pid(program: Kontrapunkt) -> int:
    done = program.run("engine", "status", "--json", check=None)
    return int(json.loads(done.stdout).get("pid", 0))


def test_a_running_job_outlives_its_engine_and_is_taken_over(project, tmp_path):
    gate = tmp_path / "gate"
    words = f"until [ -e {gate} ]; do sleep 0.02; done; exit 5"
    number = queue(project, "--", "sh", "-c", words)
    eventually(lambda: state(project, number) == "running", what="it runs")
    psutil.Process(engine_pid(project)).kill()
    queued = queue(project, "--", "true")
    gate.touch()
    assert ended(project, number)["exit_code"] == 5
    assert ended(project, queued)["state"] == "passed"


class Console:
    """A console on a terminal of its own, which may be killed at any moment; it starts an engine where none runs."""

    def __init__(self, program: Kontrapunkt) -> None:
        self._terminal, follower = pty.openpty()
        self._process = subprocess.Popen(
            program.argv(), stdin=follower, stdout=follower, stderr=follower, start_new_session=True,
            env=program.env | {"TERM": "xterm-256color"},
        )  # fmt: skip
        os.close(follower)

    def kill(self) -> None:
        """End it as the kernel would."""
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


def kill(program: Kontrapunkt, seed: random.Random) -> None:
    """Kill the engine, or a console, or both, at a random moment."""
    console = Console(program) if seed.random() < CONSOLES else None
    pause = time.monotonic() + seed.uniform(0.0, 0.25)
    eventually(lambda: time.monotonic() >= pause, what="a moment")
    pid = engine_pid(program)
    if console is not None:
        console.kill()
    if pid and (console is None or seed.random() < CONSOLES):
        with suppress(ProcessLookupError):  # it has just left by itself
            os.kill(pid, 9)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("count", "kills"), [(24, 8), pytest.param(500, 500, marks=pytest.mark.full)])
def test_nothing_is_lost_or_run_twice_however_often_engine_and_console_are_killed(project, tmp_path, count, kills):
    """The kills fall among jobs that are asked for, start, run and end."""
    marks = tmp_path / "marks"
    marks.mkdir()
    seed, numbers = random.Random(count), []
    for n in range(count):
        words = f"echo x >> {marks}/{n}; sleep {seed.uniform(0.02, 1.5):.2f}; exit {n % 3}"
        numbers.append(queue(project, "--group", "many", "--", "sh", "-c", words))
        if n % (count // kills) == 0:
            kill(project, seed)
    told = {number: ended(project, number) for number in numbers}
    ran = [len((Path(marks) / str(n)).read_text().splitlines()) for n in range(count)]
    assert ran == [1] * count
    assert [told[number]["exit_code"] for number in numbers] == [n % 3 for n in range(count)]
    assert {told[number]["attempt"] for number in numbers} == {1}

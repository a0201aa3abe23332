"""Attempts with real supervisors and real commands: ends, limits, and every way to die."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from console.actions.attempt import Attempt, Stage, alive
from console.actions.shim import OVER, OWNED
from console.model.job import Work
from tests.conftest import eventually

PATH = {"PATH": os.environ["PATH"]}


@pytest.fixture
def make(tmp_path):
    made: list[Attempt] = []

    def one(*argv: str, name: str = "1", **more) -> Attempt:
        attempt = Attempt(str(tmp_path / "jobs" / name))
        attempt.prepare(Work(argv=argv, cwd=str(tmp_path), env=PATH, **more))
        made.append(attempt)
        return attempt

    yield one
    for attempt in made:
        attempt.cancel()
        supervisor = attempt.supervisor()
        if supervisor is not None:
            eventually(lambda who=supervisor: not alive(who), what="the supervisor left")


def sh(words: str) -> tuple[str, str, str]:
    return ("sh", "-c", words)


def finished(attempt: Attempt):
    """Start it and wait for its end."""
    child = attempt.start()
    assert child.wait(30) == 0
    ending = attempt.ending()
    assert ending is not None
    return ending


def text(attempt: Attempt) -> bytes:
    return b"".join(Path(path).read_bytes() for path in attempt.output())


def mode(path: str) -> int:
    return os.stat(path).st_mode & 0o777


@pytest.mark.parametrize(
    ("words", "code", "number"), [("exit 0", 0, None), ("exit 3", 3, None), ("kill -9 $$", 137, 9)]
)
def test_the_exit_code_is_on_the_disk(make, words, code, number):
    attempt = make(*sh(f"echo out; echo err >&2; {words}"))
    assert attempt.stage() is Stage.READY
    ending = finished(attempt)
    assert (ending.code, ending.signal, ending.cause) == (code, number, "exited")
    assert text(attempt) == b"out\nerr\n"
    assert attempt.stage() is Stage.ENDED
    assert mode(attempt.output()[0]) == 0o600
    assert mode(attempt.folder) == 0o700


def test_words_and_variables_arrive_as_they_are(make):
    odd = "a b\n'$(touch PWNED)' \udcff"
    attempt = make(sys.executable, "-c", "import sys, os; print(ascii(sys.argv[1:]), os.umask(0))", odd, umask=0o027)
    finished(attempt)
    assert text(attempt).decode() == f"{[odd]!a} {0o027}\n"
    assert not (Path(attempt.folder).parent.parent / "PWNED").exists()


def test_what_cannot_be_started_says_why(make):
    ending = finished(make("/no/such/program"))
    assert (ending.code, ending.cause) == (
        127,
        "it could not be started: /no/such/program: No such file or directory",
    )


def test_a_missing_program_is_named_as_a_shell_would(make):
    assert (
        finished(make("no-such-program-here")).cause
        == "it could not be started: no-such-program-here: command not found"
    )


def test_a_second_supervisor_leaves_the_first_alone(make):
    attempt = make("sleep", "60")
    first = attempt.start()
    eventually(lambda: attempt.child() is not None, what="the command runs")
    assert attempt.start().wait(10) == OWNED
    assert attempt.stage() is Stage.RUNNING
    assert attempt.cancel()
    assert first.wait(20) == 0
    assert attempt.ending().cause == "cancelled"
    assert attempt.start().wait(10) == OVER


def test_the_time_limit_ends_the_whole_group(make):
    attempt = make(*sh("sleep 60 & sleep 60"), timeout=0.2)
    ending = finished(attempt)
    assert (ending.cause, ending.signal) == ("timeout", signal.SIGTERM)
    assert not [p for p in psutil.process_iter() if of_group(p, attempt.child().pid)]


def of_group(process: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(process.pid) == group
    except ProcessLookupError:
        return False


DEAF = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.close(1); os.close(2)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open(sys.argv[1], "w").write(str(os.getpid()))
        time.sleep(600)
    os._exit(0)
time.sleep(600)
"""


def test_a_command_that_is_deaf_and_forks_away_is_ended(make, tmp_path):
    mark = tmp_path / "pid"
    attempt = make(sys.executable, "-c", DEAF, str(mark))
    child = attempt.start()
    eventually(lambda: mark.exists() and mark.read_text(), what="it forked away")
    attempt.cancel()
    assert child.wait(30) == 0
    assert attempt.ending().cause == "cancelled"
    assert not psutil.pid_exists(int(mark.read_text()))


def test_what_a_command_leaves_in_the_background_ends_with_it(make, tmp_path):
    mark = tmp_path / "pid"
    attempt = make(*sh(f"setsid sleep 600 & echo $! > {mark}"))
    assert finished(attempt).code == 0
    assert not psutil.pid_exists(int(mark.read_text()))


def test_the_log_has_a_limit_and_counts_what_it_drops(make):
    limit = 400_000
    attempt = make(*sh("seq 1 300000"), log_bytes=limit)
    ending = finished(attempt)
    kept = text(attempt)
    whole = sum(len(str(n)) + 1 for n in range(1, 300_001))
    assert len(kept) <= limit
    assert len(kept) + ending.dropped == whole
    assert kept.startswith(b"1\n2\n")
    assert kept.endswith(b"299999\n300000\n")
    assert len(kept) >= limit * 3 // 4


def test_a_pause_holds_the_command_and_a_cancel_still_ends_it(make):
    attempt = make("sleep", "600")
    child = attempt.start()
    eventually(lambda: attempt.child() is not None, what="the command runs")
    process = psutil.Process(attempt.child().pid)
    eventually(lambda: process.name() == "sleep", what="the command became itself")
    assert attempt.pause()
    eventually(lambda: process.status() == psutil.STATUS_STOPPED, what="it stands")
    assert attempt.resume()
    eventually(lambda: process.status() != psutil.STATUS_STOPPED, what="it goes on")
    attempt.pause()
    attempt.cancel()
    assert child.wait(20) == 0
    assert attempt.ending().cause == "cancelled"


def test_an_attempt_whose_supervisor_was_killed_is_lost_and_can_be_abandoned(make):
    attempt = make("sleep", "600")
    child = attempt.start()
    eventually(lambda: attempt.child() is not None, what="the command runs")
    assert not attempt.abandon("too early")
    child.kill()
    child.wait()
    assert attempt.stage() is Stage.LOST
    command = attempt.child()
    assert alive(command)
    assert attempt.abandon("the supervisor died")
    eventually(lambda: not alive(command) or zombie(command.pid), what="the command is killed")
    assert attempt.ending().cause == "the supervisor died"
    assert not attempt.cancel()


def zombie(pid: int) -> bool:
    return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_supervisor_that_comes_late_finds_the_attempt_over(make, tmp_path):
    attempt = make(*sh(f"echo ran >> {tmp_path}/ran"))
    assert attempt.abandon("never started")
    assert attempt.start().wait(10) == OVER
    assert not (tmp_path / "ran").exists()


def killed_at_random(make, tmp_path: Path, name: str, seed: random.Random) -> None:
    """Kill the supervisor at a moment of its life, take the attempt over as an engine would, and count the runs."""
    ran = tmp_path / f"ran-{name}"
    attempt = make(*sh(f"echo x >> {ran}; exit 5"), name=name)
    child = attempt.start()
    try:
        child.wait(seed.uniform(0.0, 0.06))
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    late = attempt.start()
    late.wait(20)
    stage = attempt.stage()
    assert stage is not Stage.RUNNING
    if stage is not Stage.ENDED:
        assert attempt.abandon("taken over")
    runs = len(ran.read_text().splitlines()) if ran.exists() else 0
    assert runs <= 1, f"run {runs} times"
    ending = attempt.ending()
    assert ending is not None
    assert ending.cause == "taken over" or (ending.code, runs) == (5, 1)


@pytest.mark.parametrize("times", [25, pytest.param(400, marks=pytest.mark.full)])
def test_killed_at_any_moment_nothing_runs_twice_and_no_end_is_lost(make, tmp_path, times):
    seed = random.Random(times)
    for n in range(times):
        killed_at_random(make, tmp_path, str(n), seed)

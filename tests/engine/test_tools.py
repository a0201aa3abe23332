"""A checker that is broken is skipped until it runs again, in a real engine; and tests wait for a build, in a queue."""

import json
import os
from pathlib import Path

import psutil
import pytest

from console.bus import Channel
from console.engine.deferral import NAME, Deferral
from console.engine.ladder import Ladder
from console.engine.queue.ledger import Ledger
from console.engine.shortage import Shortage
from console.engine.tools import broken
from console.model.clock import SystemClock
from console.model.command import Command, CommandState
from console.model.job import Ending, Job, JobState, Work
from console.store.writer import Committed
from tests.conftest import Kontrapunkt, eventually
from tests.engine.test_decisions import add, ask, script
from tests.engine.test_queue import ended, engine_pid, job
from tests.store.support import opened

engine = pytest.mark.engine


def lint(program: Kontrapunkt, folder: Path, **work: object) -> int:
    env = {"PATH": f"{folder / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    return add(program, ["ruff", "check"], env=env, **work)


def taken(program: Kontrapunkt) -> list[dict]:
    return [json.loads(line) for line in program.run("show", "workarounds", "--json", check=None).stdout.splitlines()]


@engine
def test_a_missing_linter_is_skipped_through_a_restart_until_it_is_there(program, tmp_path):
    program.start_engine()
    (tmp_path / "bin").mkdir()
    first = lint(program, tmp_path)
    assert ended(program, first)["state"] == "failed"
    eventually(lambda: taken(program), what="the workaround")
    assert "what ruff checks is skipped (ruff is missing" in taken(program)[0]["instead"]
    assert "breaker tool ruff" in program.run("show", "health", check=None).stdout
    psutil.Process(engine_pid(program)).kill()
    program.start_engine()
    second = lint(program, tmp_path)
    told = ended(program, second)
    assert (told["state"], told["attempt"]) == ("cancelled", 0)
    assert "skipped: tool ruff is open: ruff is missing" in told["cause"]
    assert ended(program, lint(program, tmp_path, force=True))["attempt"] == 1
    script(tmp_path / "bin", "ruff", "exit 0")
    assert ended(program, lint(program, tmp_path))["state"] == "passed"
    eventually(lambda: not taken(program), what="the workaround is undone")


@engine
def test_a_crashing_linter_is_skipped_and_that_can_be_refused(program, tmp_path):
    program.start_engine()
    (tmp_path / "bin").mkdir()
    script(tmp_path / "bin", "ruff", "echo \"thread 'main' panicked at src/main.rs:1:1\" >&2; exit 101")
    ended(program, lint(program, tmp_path))
    eventually(lambda: taken(program), what="the workaround")
    assert "crashed (exit 101)" in taken(program)[0]["instead"]
    assert ended(program, lint(program, tmp_path))["state"] == "cancelled"
    assert "refused" in ask(program, "workaround.refuse", name="breaker tool ruff").outcome
    assert ended(program, lint(program, tmp_path))["state"] == "failed"
    assert taken(program)[0]["refused"]


@engine
def test_a_verdict_is_no_crash(program, tmp_path):
    program.start_engine()
    (tmp_path / "bin").mkdir()
    script(tmp_path / "bin", "ruff", "echo 'app.py:1:1: F401 `os` imported but unused'; exit 1")
    for _ in range(2):
        number = lint(program, tmp_path)
        assert ended(program, number)["state"] == "failed"
    assert taken(program) == []
    assert job(program, number)["attempt"] == 1


@pytest.mark.parametrize(
    ("code", "signal", "line", "word"),
    [
        (127, None, "", "missing"), (126, None, "", "missing"), (139, 11, "", "crashed"),
        (2, None, "INTERNAL ERROR", "crashed"),
        (1, None, "/usr/bin/python3: No module named mypy", "missing"), (1, None, "No module named 'numpy'", ""),
        (1, None, "app.py:3: error: bad", ""), (0, None, "Traceback (most recent call last)", ""), (137, 9, "", ""),
    ],
)  # fmt: skip
def test_what_counts_as_broken(code, signal, line, word):
    found = broken("mypy", Ending(code=code, cause="exited", signal=signal), (line,))
    assert word in found
    assert bool(word) == bool(found)


def of(number: int, *argv: str, state: JobState = JobState.QUEUED) -> Job:
    return Job(id=number, work=Work(argv=argv, cwd="/"), title=" ".join(argv), state=state, enqueued=0.0)


async def test_tests_wait_while_something_builds_and_the_machine_is_short(tmp_path):
    async with opened(tmp_path) as writer:
        clock, channel = SystemClock(), Channel[Committed]("committed", 100)
        channel.subscribe("test")
        ladder = Ladder(Ledger(writer, clock), channel, clock)
        running, short = [of(1, "make", "all", state=JobState.RUNNING)], ["load 9.0 on 2 cores"]

        async def jobs() -> tuple[Job, ...]:
            return tuple(running)

        deferral = Deferral(ladder, jobs, lambda: short[0])
        test, other = of(2, "pytest"), of(3, "echo")
        assert await deferral.admit(other) is None
        held = await deferral.admit(test)
        assert held is not None
        assert "while job 1 (make all) builds: load 9.0" in held.why
        assert [one.name for one in ladder.taken] == [NAME]

        again = Ladder(Ledger(writer, clock), channel, clock)
        await again.load()
        assert again.takes(NAME)
        await Deferral(again, jobs, lambda: "").look()
        assert again.taken == ()

        short[0] = ""
        assert await deferral.admit(test) is None
        assert ladder.taken == ()
        short[0] = "12% of the memory free"
        assert await deferral.admit(test) is not None
        refuse = Command(id=1, time=0.0, name="x", args={"name": NAME}, who="me", state=CommandState.ACCEPTED)
        await ladder.table()["workaround.refuse"](refuse)
        assert await deferral.admit(test) is None
        running.clear()
        await deferral.look()
        assert ladder.taken == ()


def test_the_machine_is_short_of_what_is_measured():
    assert Shortage(lambda: 1.0, lambda: (100, 50), 2)() == ""
    assert Shortage(lambda: 3.0, lambda: (100, 50), 2)() == "load 3.0 on 2 cores"
    assert Shortage(lambda: 1.0, lambda: (100, 5), 2)() == "5% of the memory free"

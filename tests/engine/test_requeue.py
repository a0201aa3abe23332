"""B18 with work in the queue: a store of noise costs no job, and none runs twice."""

import os
from pathlib import Path

import pytest

from tests.conftest import Kontrapunkt, eventually
from tests.engine.test_queue import ended, jobs, queue, state

pytestmark = pytest.mark.engine

WAITING = 20


def spoilt(program: Kontrapunkt) -> None:
    """The store is noise all over; the engine sees it at its next look, or at its next start."""
    path = program.state / "store.sqlite"
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.write(os.urandom(size))


@pytest.mark.parametrize("alive", [True, False], ids=["engine runs", "engine was killed"])
def test_queued_jobs_outlive_the_store(program: Kontrapunkt, tmp_path: Path, alive: bool) -> None:
    engine = program.start_engine()
    marks = tmp_path / "marks"
    marks.mkdir()
    gate = tmp_path / "gate"
    done = queue(program, "--", "sh", "-c", f"echo x >> {marks}/done; exit 3")
    assert ended(program, done)["exit_code"] == 3
    running = queue(
        program, "--", "sh", "-c", f"echo x >> {marks}/run; until [ -e {gate} ]; do sleep 0.02; done; exit 4"
    )
    eventually(lambda: state(program, running) == "running", what="it runs")
    waiting = [
        queue(program, "--after", f"{running}:always", "--", "sh", "-c", f"echo x >> {marks}/{n}")
        for n in range(WAITING)
    ]
    dropped = waiting.pop()
    program.run("cancel", str(dropped))
    if not alive:
        engine.kill()
        engine.wait()
    spoilt(program)
    gate.touch()
    fresh = queue(program, "--", "true")
    assert fresh > dropped, "no number is given twice"
    told = "brought back from the journal"
    eventually(lambda: told in program.run("show", "health", check=None).stdout, what="the recovery", seconds=30)
    assert ended(program, fresh)["state"] == "passed"
    assert ended(program, running)["exit_code"] == 4
    assert {ended(program, number)["state"] for number in waiting} == {"passed"}
    told = {job["id"]: job for job in jobs(program)}
    assert told[dropped]["state"] == "cancelled"
    assert (told[done]["state"], told[done]["exit_code"]) == ("failed", 3)
    assert sorted(mark.read_text() for mark in marks.iterdir()) == ["x\n"] * (WAITING + 1)
    assert any(name.name.startswith("store.sqlite.corrupt-") for name in program.state.iterdir())

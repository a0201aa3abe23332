"""The whole chain of a failure that does not go away, in a real engine: other ways, a fix, the helper, the person."""

import json
import os
from collections import Counter
from pathlib import Path

import psutil
import pytest

from console.store import read_decisions
from tests.conftest import Kontrapunkt, eventually
from tests.engine.test_decisions import add, ask, reader, script
from tests.engine.test_queue import engine_pid, job

pytestmark = pytest.mark.engine

BROKEN = """
echo "$* MAKEFLAGS=$MAKEFLAGS" >> RUNS
echo "frobnication collapsed, token=ghp_0123456789abcdefghijABCDEFGHIJ012345" >&2
echo 'To repair this, run `ruff check`' >&2
exit 3
"""
WAITS = "waits for your decision"


class Bench:
    """A project with a `make` that never works, and a helper that says what the test wants."""

    def __init__(self, program: Kontrapunkt, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.runs, self.asked = folder / "runs", folder / "asked"
        (folder / "bin").mkdir()
        script(folder / "bin", "make", BROKEN.replace("RUNS", str(self.runs)))
        script(folder / "bin", "ruff", f"echo ruff >> {self.runs}")

    def start(
        self, says: str, automatic: tuple[str, ...] = ("retry", "clean", "fix", "helper"), more: str = ""
    ) -> None:
        helper = script(self.folder, "helper", f"cat >> {self.asked}; echo asked >> {self.asked}; {says}")
        config = self.program.state.parent / ".config/kontrapunkt"
        config.mkdir(parents=True)
        (config / "config.toml").write_text(
            f"[explain]\ncommand = [{json.dumps(helper)}]\n{more}\n[decide]\nautomatic = {json.dumps(automatic)}\n"
        )
        self.program.start_engine()

    def job(self, **work: object) -> int:
        env = {"PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        return add(self.program, ["make", "all"], env=env, **work)

    def twice(self) -> int:
        """Two jobs that fail with the same, the second when all is known of the first; the number of the second."""
        first = self.job()
        eventually(
            lambda: reader(self.program).ask(lambda conn: read_decisions.history(conn, first, 1)), what="it is known"
        )
        return self.job()

    def waiting(self) -> list[dict]:
        return [json.loads(line) for line in self.program.run("why", "--json").stdout.splitlines()]

    def decided(self, number: int) -> list[str]:
        found = reader(self.program).ask(lambda conn: read_decisions.about(conn, f"job {number}"))
        return [one.chosen.what for one in reversed(found)]

    def times_asked(self) -> int:
        return self.asked.read_text().split("\n").count("asked") if self.asked.exists() else 0


@pytest.fixture
def bench(program: Kontrapunkt, tmp_path: Path) -> Bench:
    return Bench(program, tmp_path)


def waits(bench: Bench, number: int) -> dict:
    eventually(lambda: WAITS in (job(bench.program, number)["cause"] or ""), what="it waits for a person", seconds=60)
    return job(bench.program, number)


def test_the_chain_ends_with_the_person_and_nothing_is_done_a_fourth_time(bench):
    bench.start("echo 'Somebody pulled the plug.'")
    number = bench.job(retries=20)
    told = waits(bench, number)
    assert told["state"] == "failed"
    runs = Counter(bench.runs.read_text().splitlines())
    assert runs == {"all MAKEFLAGS=": 4, "all MAKEFLAGS=-j1": 1, "ruff": 1}  # three times, and once behind the fix
    assert bench.decided(number) == [
        "again", "fewer workers", "again", "person", "ruff check && make all", "helper", "person",
    ]  # fmt: skip
    assert bench.times_asked() == 1
    assert "the helper thinks: Somebody pulled the plug." in told["cause"]
    evidence = bench.asked.read_text()
    assert "frobnication collapsed" in evidence
    assert "ghp_" not in evidence
    assert [one["subject"] for one in bench.waiting()] == [f"job {number}"]
    health = bench.program.run("show", "health", check=None).stdout
    assert f"job {number} waits for your decision" in health
    assert "helper: 1 of 20 runs today" in health
    assert "Somebody pulled the plug" in bench.program.run("show", "events").stdout
    bench.program.run("retry", str(number))
    eventually(lambda: job(bench.program, number)["attempt"] == 5, what="it runs again")


def test_a_command_of_the_helper_is_a_suggestion_that_always_asks(bench):
    advice = json.dumps({"argv": ["touch", "mended"], "why": "the file is missing"})
    bench.start(f"echo '{advice}'", ("helper",))
    number = bench.twice()
    assert "the helper suggests `touch mended`: the file is missing" in waits(bench, number)["cause"]
    refused = ask(bench.program, "fix.apply", job=number, suggestion=2)
    assert "asks for your yes" in refused.outcome
    assert not (bench.program.project / "mended").exists()
    done = ask(bench.program, "fix.apply", job=number, suggestion=2, yes=True)
    assert "checkpoint" in done.outcome
    eventually((bench.program.project / "mended").exists, what="it is done")


def test_the_helper_is_asked_once_an_hour_about_the_same_failure(bench):
    bench.start("echo hm", ("helper",))
    waits(bench, bench.twice())
    third = bench.job()
    assert "asked about the same failure within the last hour" in waits(bench, third)["cause"]
    assert bench.times_asked() == 1


def test_without_leave_nobody_is_asked_but_the_person(bench):
    bench.start("echo hm", ("retry",))
    number = bench.twice()
    assert "the same error" in waits(bench, number)["cause"]
    assert bench.times_asked() == 0
    assert [one["subject"] for one in bench.waiting()] == [f"job {number}"]


@pytest.mark.parametrize(
    ("says", "told"),
    [("exit 7", "ended with exit code 7"), ("exec sleep 60", "took more than 1 s"), ("true", "said nothing")],
)
def test_a_helper_that_fails_is_told_and_the_person_decides(bench, says, told):
    bench.start(says, ("helper",), "timeout_s = 1")
    number = bench.twice()
    assert told in waits(bench, number)["cause"]


def test_an_engine_killed_while_the_helper_thinks_lets_the_person_decide(bench):
    bench.start("exec sleep 30", ("helper",))
    number = bench.twice()
    eventually(lambda: bench.times_asked() == 1, what="the helper thinks", seconds=60)
    psutil.Process(engine_pid(bench.program)).kill()
    bench.program.start_engine()
    assert "before it answered" in waits(bench, number)["cause"]
    assert bench.times_asked() == 1

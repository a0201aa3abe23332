"""The autopilot in a real engine: what it mends, what it leaves alone, how it ends, and a kill -9 in between."""

import json
import os
from pathlib import Path

import psutil
import pytest

from tests.conftest import Kontrapunkt, eventually
from tests.engine.test_decisions import add, ask, outcome, script
from tests.engine.test_queue import ended, engine_pid, job, jobs, queue

pytestmark = pytest.mark.engine

TYPO = """
if [ "$1" != status ]; then
  echo "git: '$1' is not a git command. See 'git --help'." >&2
  printf '\\nThe most similar command is\\n\\tstatus\\n' >&2
  exit 1
fi
echo run >> RUNS
"""
FAILED_TEST = "echo 'FAILED tests/test_a.py::test_b - AssertionError: assert 1 == 2'; echo '1 failed in 0.01s'; exit 1"


class Bench:
    """A project whose `git` is a script that knows only `status`, and then does what the test says."""

    def __init__(self, program: Kontrapunkt, folder: Path) -> None:
        self.program = program
        self.runs = folder / "runs"
        self._bin = folder / "bin"
        self._bin.mkdir()
        self.status_does("true")

    def status_does(self, what: str) -> None:
        script(self._bin, "git", TYPO.replace("RUNS", str(self.runs)) + what)

    def typo(self, word: str = "statsu") -> int:
        return add(self.program, ["git", word], env=self._env())

    def cargo(self) -> int:
        hint = "echo 'error: no such subcommand: `biuld`'; echo; echo '\tDid you mean `build`?'; exit 101"
        script(self._bin, "cargo", hint)
        return add(self.program, ["cargo", "biuld"], env=self._env())

    def _env(self) -> dict[str, str]:
        return {"PATH": f"{self._bin}{os.pathsep}{os.environ['PATH']}"}

    def begin(self, **more: object) -> str:
        done = ask(self.program, "autopilot.start", **({"seconds": 600, "most": 3} | more))
        assert done.state.value == "done", done.outcome
        return done.outcome

    def stands(self) -> dict:
        return json.loads(self.program.run("autopilot", "--json").stdout)

    def times(self) -> int:
        return len(self.runs.read_text().split()) if self.runs.exists() else 0


@pytest.fixture
def bench(program: Kontrapunkt, tmp_path: Path) -> Bench:
    program.start_engine()
    return Bench(program, tmp_path)


def test_what_fails_is_mended_and_written_down(bench):
    before = bench.typo()
    ended(bench.program, before)
    assert "10 min and 3 of 3 fixes left" in bench.begin()
    assert bench.stands()["on"]
    number = bench.typo()
    eventually(lambda: bench.stands()["helped"] == 1, what="the fix helped", seconds=60)
    told = bench.stands()
    assert [fix["command"] for fix in told["fixes"]] == ["git status"]
    ruling = json.loads(bench.program.run("why", str(told["fixes"][0]["ruling"]), "--json").stdout)
    assert (ruling["subject"], ruling["who"]) == (f"job {number}", "autopilot 1")
    assert ruling["chosen"]["reason"]
    assert bench.times() == 1
    assert "autopilot 1 mends" in bench.program.run("show", "health", check=None).stdout
    stopped = bench.program.run("autopilot", "stop").stdout
    assert "the autopilot is off" in stopped
    assert not bench.stands()["on"]
    assert bench.program.run("autopilot", "stop", check=None).returncode == 1
    assert "of 1 fixes 1 helped" in bench.program.run("show", "events").stdout


def test_a_test_that_judges_the_code_is_left_alone(bench, tmp_path):
    bench.begin(scope="jobs")
    test = add(bench.program, [script(tmp_path, "pytest", FAILED_TEST)])
    ended(bench.program, test)
    bench.typo()
    eventually(lambda: bench.stands()["taken"] == 1, what="the typo behind it", seconds=60)
    assert bench.stands()["fixes"][0]["command"] == "git status"


def test_it_ends_when_its_fixes_are_made(bench):
    bench.begin(most=1)
    bench.typo()
    eventually(lambda: not bench.stands()["on"], what="it ends", seconds=60)
    assert bench.stands()["why"] == "it made the 1 fixes it was allowed"
    after = bench.typo("sttaus")
    ended(bench.program, after)
    assert bench.times() == 1


def test_it_ends_when_its_time_is_over(bench):
    bench.begin(seconds=2)
    eventually(lambda: bench.stands()["why"] == "its time is over", what="it ends", seconds=30)


def test_two_fixes_that_did_not_help_end_it(bench):
    bench.status_does("exit 1")
    bench.begin(most=9)
    bench.typo()
    bench.cargo()
    eventually(lambda: not bench.stands()["on"], what="it ends", seconds=60)
    told = bench.stands()
    assert told["why"] == "2 fixes in a row did not help"
    assert {fix["command"]: fix["worked"] for fix in told["fixes"]} == {"git status": False, "cargo build": False}


def test_the_same_command_is_never_run_twice_in_a_stretch(bench):
    bench.begin()
    bench.typo()
    eventually(lambda: bench.stands()["helped"] == 1, what="the first", seconds=60)
    ended(bench.program, bench.typo("sttaus"))
    marker = add(bench.program, ["true"])
    ended(bench.program, marker)
    assert bench.stands()["taken"] == 1
    assert bench.times() == 1


def test_stopping_cancels_the_fix_and_names_its_checkpoint(bench):
    bench.status_does("exec sleep 600")
    bench.begin()
    bench.typo()
    eventually(lambda: bench.times() == 1, what="the fix runs", seconds=60)
    fix = bench.stands()["fixes"][0]
    said = ask(bench.program, "autopilot.stop").outcome
    assert "`git status`" in said
    assert "cancelled" in said
    if fix["checkpoint"]:
        assert f"kontrapunkt restore {fix['checkpoint']}" in said
    assert job(bench.program, fix["jobs"][0])["state"] == "cancelled"
    assert "cancelled" in outcome(bench.program, fix["ruling"])


def test_a_killed_engine_starts_nothing_twice_and_goes_on(bench):
    bench.status_does("sleep 3")
    bench.begin()
    bench.typo()
    eventually(lambda: bench.times() == 1, what="the fix runs", seconds=60)
    for _ in range(2):
        psutil.Process(engine_pid(bench.program)).kill()
        assert bench.stands()["on"]
        ended(bench.program, queue(bench.program, "--", "true"))
    eventually(lambda: bench.stands()["helped"] == 1, what="it is known that it helped", seconds=60)
    assert bench.stands()["taken"] == 1
    assert bench.times() == 1
    assert sum(one["group"] == "fix" for one in jobs(bench.program)) == 1


def test_what_failed_while_no_engine_lived_is_looked_at(bench):
    bench.begin()
    bench.status_does("true")
    number = bench.typo()
    psutil.Process(engine_pid(bench.program)).kill()
    queue(bench.program, "--", "true")
    ended(bench.program, number)
    eventually(lambda: bench.stands()["helped"] == 1, what="the fix", seconds=60)
    assert bench.times() == 1


@pytest.mark.parametrize("given", [{"seconds": 0}, {"seconds": 1e9}, {"most": 0}, {"most": True}, {"scope": "all"}])
def test_bounds_are_kept(bench, given):
    refused = ask(bench.program, "autopilot.start", **({"seconds": 60, "most": 1} | given))
    assert refused.state.value == "refused"
    assert not bench.stands()["on"]


def test_one_at_a_time(bench):
    bench.begin(token="a")
    assert "left" in bench.begin(token="a")
    assert "already" in ask(bench.program, "autopilot.start", seconds=60, most=1, token="b").outcome

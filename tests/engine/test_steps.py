"""Jobs and checkpoints that belong to a step of the plan, and what their ends mean for it."""

import json

import pytest

from tests.conftest import Kontrapunkt
from tests.engine.test_queue import ended, queue

pytestmark = pytest.mark.engine


def plan(program: Kontrapunkt) -> dict[int, dict]:
    found = map(json.loads, program.run("plan", "show", "--json").stdout.splitlines())
    return {item["id"]: item for item in found}


def test_a_step_is_done_when_every_job_that_is_for_it_has_passed(program, tmp_path):
    program.start_engine()
    goal = int(program.run("plan", "add", "ship it").stdout)
    step = int(program.run("plan", "add", "write the parser", "--under", str(goal)).stdout)
    flag = tmp_path / "flag"
    failing = queue(program, "--step", str(step), "--", "test", "-e", str(flag))
    assert ended(program, failing)["state"] == "failed"
    passing = queue(program, "--step", str(step), "--", "true")
    assert ended(program, passing)["state"] == "passed"
    assert plan(program)[step]["jobs"] == [failing, passing]
    assert not plan(program)[step]["done"]
    flag.touch()
    program.run("retry", str(failing))
    assert ended(program, failing)["state"] == "passed"
    assert plan(program)[step]["done"]
    assert plan(program)[goal]["done"]


def test_a_goal_is_not_done_by_a_job_while_steps_are_left(program):
    program.start_engine()
    goal = int(program.run("plan", "add", "ship it").stdout)
    program.run("plan", "add", "write the parser", "--under", str(goal))
    assert ended(program, queue(program, "--step", str(goal), "--", "true"))["state"] == "passed"
    assert not plan(program)[goal]["done"]


def test_a_step_that_is_not_in_the_plan_is_refused(program):
    program.start_engine()
    assert "no 9 in the plan" in program.run("run", "--step", "9", "--", "true", check=1).stderr
    assert "no 9 in the plan" in program.run("checkpoint", "--step", "9", check=1).stderr


def test_a_checkpoint_belongs_to_the_step_that_is_named(program):
    program.start_engine()
    first = int(program.run("plan", "add", "ship it", "--under", "0").stdout)
    second = int(program.run("plan", "add", "rest", "--under", "0").stdout)
    named = int(program.run("checkpoint", "--step", str(second)).stdout)
    plain = int(program.run("checkpoint").stdout)
    found = plan(program)
    assert (found[first]["checkpoints"], found[second]["checkpoints"]) == ([plain], [named])

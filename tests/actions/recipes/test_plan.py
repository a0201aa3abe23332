"""From a job's name to what the queue gets."""

import pytest

from console.actions.recipes.discover import UnknownRecipeError, discover
from console.actions.recipes.plan import order, work
from console.model.job import Interrupted, Needs
from console.model.settings import JobSettings


def found(path, **jobs):
    return discover(str(path), jobs)


def test_predecessors_come_first_and_once(tmp_path):
    jobs = found(
        tmp_path,
        all=JobSettings(command="true", after=("test", "lint")),
        test=JobSettings(command="true", after=("build",)),
        lint=JobSettings(command="true", after=("build",)),
        build=JobSettings(command="make"),
    )
    assert [recipe.name for recipe in order(jobs, "all")] == ["build", "test", "lint", "all"]


def test_circles_and_unknown_predecessors_are_refused(tmp_path):
    jobs = found(
        tmp_path,
        a=JobSettings(command="true", after=("b",)),
        b=JobSettings(command="true", after=("a",)),
        c=JobSettings(command="true", after=("nowhere",)),
    )
    with pytest.raises(UnknownRecipeError, match="a after b after a"):
        order(jobs, "a")
    with pytest.raises(UnknownRecipeError, match="nowhere"):
        order(jobs, "c")


def test_settings_become_work(tmp_path):
    settings = JobSettings(
        command=("make", "x y"), cwd="sub", group="slow", timeout="10m", retries=2, needs=("mem=2G", "cores=1.5"),
        env=("TOKEN_FILE",), idempotent=True, inputs=("src/**",), priority=3,
    )  # fmt: skip
    env = {"PATH": "/bin", "TOKEN_FILE": "/t", "SECRET": "s"}
    made = work(found(tmp_path, x=settings).named("x"), str(tmp_path), env, 0o077)
    assert (made.argv, made.cwd, made.name) == (("make", "x y"), str(tmp_path / "sub"), "x")
    assert made.env == {"PATH": "/bin", "TOKEN_FILE": "/t"}
    assert (made.timeout, made.retries, made.group, made.priority) == (600, 2, "slow", 3)
    assert made.needs == Needs(memory=2 * 1024**3, cores=1.5)
    assert (made.interrupted, made.inputs, made.umask) == (Interrupted.RERUN, ("src/**",), 0o077)


def test_a_need_that_says_nothing_is_refused_by_name(tmp_path):
    jobs = found(tmp_path, x=JobSettings(command="true", needs=("memory",)))
    with pytest.raises(ValueError, match="job x: 'memory' is no need"):
        work(jobs.named("x"), str(tmp_path), {}, 0o022)

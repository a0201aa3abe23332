"""The worst of several commands, and whether what they install stays in the project."""

import os

import pytest

from console.actions.decide import Reach, worst_of
from console.actions.decide.inside import stays_inside


def worst(*steps: str, own: str = "", here: bool = True) -> Reach:
    return worst_of([tuple(step.split()) for step in steps], tuple(own.split()), lambda _: here)


def test_the_worst_of_all_steps_counts():
    assert worst() is Reach.HARMLESS
    assert worst("git status", "make test") is Reach.HARMLESS
    assert worst("git status", "git push", "mkdir x") is Reach.NETWORK_WRITE
    assert worst("ssh host", "rm -r build") is Reach.DESTRUCTIVE


def test_what_a_person_ran_is_theirs_but_not_what_it_writes_elsewhere():
    assert worst("./deploy now", own="./deploy now") is Reach.PROJECT
    assert worst("./deploy now") is Reach.UNKNOWN
    assert worst("git push", own="git push") is Reach.NETWORK_WRITE


@pytest.mark.parametrize("step", ["pip install x", "python3 -m pip install -q x", "uv pip install x"])
def test_installing_reaches_as_far_as_the_environment_lies(step):
    assert worst(step, here=False) is Reach.OUTSIDE
    assert worst(step, here=True) is not Reach.OUTSIDE


@pytest.mark.parametrize(
    "step", ["cargo install x", "go install x", "pipx install x", "npm install -g x", "gem install x"]
)
def test_what_installs_for_the_whole_login_is_outside(step):
    assert worst(step) is Reach.OUTSIDE


def test_an_environment_in_the_project_is_inside(tmp_path):
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    for venv in (project / ".venv", elsewhere / "venv"):
        (venv / "bin").mkdir(parents=True)
        (venv / "pyvenv.cfg").touch()
        (venv / "bin/pip").touch(mode=0o755)
    cwd = str(project)

    def inside(*argv: str, **env: str) -> bool:
        return stays_inside(argv, env, cwd, cwd)

    assert inside(".venv/bin/pip", "install", "x")
    assert inside("pip", "install", "x", PATH=str(project / ".venv/bin"))
    assert not inside("pip", "install", "x", PATH=str(elsewhere / "venv/bin"))
    assert not inside("pip", "install", "x", PATH="")
    assert not inside("../elsewhere/venv/bin/pip", "install", "x")
    assert inside("pip", "install", "x", PATH="", PIP_TARGET="site")
    assert not inside("pip", "install", "x", PATH="", PIP_TARGET="../site")
    assert inside("uv", "pip", "install", "x", VIRTUAL_ENV=str(project / ".venv"))
    os.symlink(elsewhere / "venv", project / "linked")
    assert not inside("linked/bin/pip", "install", "x")

"""What a checkpoint holds beside its files, through a real engine: brought back when asked for, never otherwise."""

import json

import pytest

from tests.conftest import Kontrapunkt, eventually
from tests.engine.test_queue import ended, job, queue, state

pytestmark = pytest.mark.engine


@pytest.fixture
def project(program: Kontrapunkt) -> Kontrapunkt:
    (program.project / "file").write_text("one\n")
    program.start_engine()
    return program


def plan_done(program: Kontrapunkt, number: int) -> bool:
    found = map(json.loads, program.run("plan", "show", "--json").stdout.splitlines())
    return next(item["done"] for item in found if item["id"] == number)


def test_files_alone_come_back_unless_more_is_asked_for(project):
    step = int(project.run("plan", "add", "write it").stdout)
    kept = int(project.run("checkpoint").stdout)
    project.run("plan", "done", str(step))
    (project.project / "file").write_text("two\n")
    project.run("restore", str(kept), "--yes")
    assert (project.project / "file").read_text() == "one\n"
    assert plan_done(project, step)


def test_queue_plan_breakers_and_layout_come_back_and_the_way_back_is_named(project):
    (project.state / "screen.json").write_text('{"theme":"rustbelt"}')
    step = int(project.run("plan", "add", "write it").stdout)
    gone, over = queue(project, "--", "sleep", "600"), queue(project, "--", "sh", "-c", "sleep 0.2")
    eventually(lambda: state(project, gone) == "running", what="it runs")
    project.run("breaker", "hold", "registry", "--why", "it lies")
    kept = int(project.run("checkpoint").stdout)
    assert ended(project, over)["state"] == "passed"
    project.run("cancel", str(gone))
    project.run("breaker", "reset", "registry")
    project.run("plan", "done", str(step))
    later = int(project.run("plan", "add", "more of it", "--under", "0").stdout)
    (project.state / "screen.json").write_text('{"theme":"skyskraper"}')
    (project.project / "file").write_text("two\n")
    told = project.run("restore", str(kept), "--no-files", "--with", "all", "--yes")
    assert "queue: 1 of" in told.stdout
    assert "undo with `kontrapunkt restore" in told.stdout
    assert (project.project / "file").read_text() == "two\n"
    assert json.loads((project.state / "screen.json").read_text()) == {"theme": "rustbelt"}
    assert not plan_done(project, step)
    assert not plan_done(project, later)
    assert "registry" in project.run("show", "breakers").stdout
    eventually(lambda: state(project, gone) == "running", what="it runs again")
    assert (job(project, gone)["attempt"], job(project, over)["attempt"]) == (2, 1)
    before = told.stdout.split("kontrapunkt restore ")[1].split()[0]
    project.run("restore", before, "--no-files", "--with", "plan,layout", "--yes")
    assert plan_done(project, step)
    assert json.loads((project.state / "screen.json").read_text()) == {"theme": "skyskraper"}


def test_the_environment_is_printed_for_a_shell_and_nothing_is_changed(project):
    kept = int(project.run("checkpoint").stdout)
    told = project.run("restore", str(kept), "--no-files", "--with", "environment")
    assert "cd -- " in told.stdout
    assert "export PATH=" in told.stdout
    assert len(project.run("checkpoints", "--json").stdout.splitlines()) == 1


def test_a_part_that_is_none_is_named(project):
    kept = int(project.run("checkpoint").stdout)
    assert "'queu' is no part" in project.run("restore", str(kept), "--with", "queu", check=2).stderr
    assert "nothing would be brought back" in project.run("restore", str(kept), "--no-files", check=2).stderr

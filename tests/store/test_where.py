"""Picking up again."""

from console.model.command import Command, CommandState
from console.model.job import Job, JobState, Work
from console.model.machine import GitState
from console.model.plan import Item, Level
from console.store.where import Known
from console.store.where import put_together as where


def job(number: int, state: JobState, finished: float | None = None, argv: str = "make") -> Job:
    work = Work(argv=(argv,), cwd="/p")
    return Job(id=number, title=argv, work=work, state=state, enqueued=1.0, finished=finished, cause="exit 2")


def said(time: float) -> Command:
    return Command(id=1, time=time, name="job.add", args={}, who="me", state=CommandState.DONE)


STEP = Item(id=1, parent=0, level=Level.GOAL, title="ship", created=1.0)


def test_what_finished_meanwhile_and_what_runs():
    jobs = (job(1, JobState.PASSED, 50.0), job(2, JobState.PASSED, 150.0), job(3, JobState.RUNNING))
    found = where(Known(commands=(said(100.0),), jobs=jobs))
    assert [one.id for one in found.passed] == [2]
    assert [one.id for one in found.open] == [3]
    assert (found.since, found.next) == (100.0, "nothing waits for you")


def test_a_failure_that_passed_since_is_history():
    jobs = (job(1, JobState.FAILED, 50.0), job(2, JobState.PASSED, 60.0), job(3, JobState.FAILED, 40.0, "lint"))
    assert [one.id for one in where(Known(jobs=jobs)).failed] == [3]


def test_the_next_step_is_what_stands_in_the_way_then_the_plan():
    git = GitState(branch="main", head="a", subject="", committed=None, operation="merge, 1 conflict")
    failed = (job(1, JobState.FAILED, 50.0),)
    assert where(Known(git=git, jobs=failed, plan=(STEP,))).next == "finish or abort the merge, 1 conflict"
    assert "job 1 failed (exit 2)" in where(Known(jobs=failed, plan=(STEP,))).next
    found = where(Known(plan=(STEP,)))
    assert (found.next, found.finished, found.steps) == ("goal 1: ship", 0, 1)
    assert found.doing == (STEP,)


def test_a_reboot_since_the_last_visit_is_told_and_what_it_interrupted():
    jobs = (job(1, JobState.INTERRUPTED, 150.0), job(2, JobState.FAILED, 140.0, "lint"))
    found = where(Known(commands=(said(100.0),), jobs=jobs, booted=145.0))
    assert (found.rebooted, [one.id for one in found.interrupted]) == (145.0, [1])
    assert where(Known(commands=(said(100.0),), booted=90.0)).rebooted is None


def test_the_last_look_counts_where_it_is_known():
    jobs = (job(1, JobState.PASSED, 50.0), job(2, JobState.PASSED, 150.0))
    found = where(Known(commands=(said(100.0),), jobs=jobs, since=40.0))
    assert (found.since, [one.id for one in found.passed]) == (40.0, [2, 1])

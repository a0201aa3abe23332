"""Picking up again."""

from msgspec.structs import replace

from console.model.cluster import Standing
from console.model.command import Command, CommandState
from console.model.job import Job, JobState, Work
from console.model.machine import GitState
from console.model.plan import Item, Level
from console.store.where import Known
from console.store.where import _began as began
from console.store.where import put_together as where
from tests.store.support import START, draft, events, opened
from tests.views.frames import clusters


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


def test_a_goal_counts_its_own_steps():
    below = Item(id=2, parent=1, level=Level.STEP, title="build", created=1.0, done=2.0)
    open_one = Item(id=3, parent=1, level=Level.STEP, title="test", created=1.0)
    other = Item(id=4, parent=0, level=Level.GOAL, title="rest", created=1.0)
    found = where(Known(plan=(STEP, below, open_one, other)))
    assert ([item.id for item in found.doing], found.finished, found.steps) == ([1, 3], 1, 2)


def test_what_failed_before_the_console_came_is_not_the_next_step():
    (old,) = [replace(one, last=50.0, standing=Standing.NEW, muted=None) for one in clusters()[:1]]
    found = where(Known(clusters=(old,), began=100.0))
    assert ([one.id for one in found.clusters], found.next) == ([old.id], "nothing waits for you")
    assert f"failure {old.id} stands open" in where(Known(clusters=(old,), began=40.0)).next


async def test_the_console_came_with_the_first_commit_not_with_the_oldest_line(tmp_path):
    async with opened(tmp_path) as writer:
        await writer.write(events(draft(time=START - 9000)))
        await writer.write(events(draft(time=START + 9000)))
        assert await writer.aside(began) == START


def test_a_reboot_since_the_last_visit_is_told_and_what_it_interrupted():
    jobs = (job(1, JobState.INTERRUPTED, 150.0), job(2, JobState.FAILED, 140.0, "lint"))
    found = where(Known(commands=(said(100.0),), jobs=jobs, booted=145.0))
    assert (found.rebooted, [one.id for one in found.interrupted]) == (145.0, [1])
    assert where(Known(commands=(said(100.0),), booted=90.0)).rebooted is None


def test_the_last_look_counts_where_it_is_known():
    jobs = (job(1, JobState.PASSED, 50.0), job(2, JobState.PASSED, 150.0))
    found = where(Known(commands=(said(100.0),), jobs=jobs, since=40.0))
    assert (found.since, [one.id for one in found.passed]) == (40.0, [2, 1])

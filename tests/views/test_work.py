from msgspec.structs import replace

from console.model.deploy import Deploy
from console.model.job import After, Condition, Needs
from console.model.lines import plain
from console.views.data import pane_fields
from console.views.job import job_detail
from console.views.jobs import jobs_view, strip
from tests.views import frames
from tests.views.golden import context


def shown(frame, ctx):
    return "\n".join(plain(line) for line in jobs_view(frame, ctx).lines)


def test_jobs_under_way_come_first_then_the_last_that_ended_then_processes():
    view = jobs_view(frames.storm(), context(100, 40))
    assert view.keys[:8] == ("job 5", "job 6", "job 8", "job 7", "job 4", "job 3", "job 2", "5210")
    assert "1 running  2 waiting  1 failed" in plain(view.status)


def test_every_state_has_its_sign_and_word_and_says_why():
    words = shown(frames.storm(), replace(context(120, 60), zoomed=True))
    for said in ("▸ run", "· wait", "· queue", "i pause", "✔ ok", "✖ fail", "· cancel", "? cut"):
        assert said in words
    assert "after job 6" in words
    assert "4:10" in words
    assert "make lint" in words


def test_without_jobs_the_pane_is_the_processes():
    view = jobs_view(replace(frames.storm(), jobs=()), context(100, 40))
    assert all(key.isdecimal() for key in view.keys)
    assert "took" not in plain(view.lines[0])


def test_the_strip_tells_of_the_queue():
    assert plain(strip(frames.storm(), context(100, 1))).startswith("1 running  2 waiting  1 failed")


def test_a_job_tells_everything_and_what_it_printed():
    job = next(job for job in frames.jobs() if job.id == 4)
    work = replace(job.work, after=(After(2, Condition.FAIL),), timeout=90.0, needs=Needs(memory=2**30), retries=2)
    words = "\n".join(plain(line) for line in job_detail(replace(job, work=work), "E  boom", context(100, 60)).lines)
    for said in (
        "failed, exit 1: exit 1", "sh -c 'pytest -x tests/db'", "/home/jk/flow", "1 of 3", "by jk@pts/3", "4:10",
        "job 2 (fail)", "1:30", "1.0G", "E  boom",
    ):  # fmt: skip
        assert said in words


def test_the_json_of_the_pane_lists_the_jobs():
    fields = pane_fields("jobs", frames.storm(), frames.NOW, running=True)
    failed = next(job for job in fields["jobs"] if job["id"] == 4)
    assert (failed["state"], failed["exit_code"], failed["title"]) == ("failed", 1, "pytest -x tests/db")


def test_behind_enter_a_deployment_says_how_it_is_checked_and_taken_back():
    deploy = Deploy(check=("curl", "-f", "x"), rollback=("./back",), critical=("test", "lint"), window=60, every=5)
    job = frames.storm().jobs[0]
    words = "\n".join(
        plain(line)
        for line in job_detail(
            replace(job, work=replace(job.work, deploy=deploy, version="1.2", step=7)), "", context(100, 40)
        ).lines
    )
    for said in ("curl -f x, every 5 s for 1:00", "./back", "test, lint", "1.2"):
        assert said in words

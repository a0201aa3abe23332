"""Who grows, what speaks for an end, what can be done, what is held back, and how often it was right."""

import os

import msgspec
import pytest

from console.engine.outlook import folders
from console.engine.outlook.evidence import Evidence
from console.engine.outlook.growth import Growth
from console.engine.outlook.looming import looming
from console.engine.outlook.offers import offers
from console.engine.outlook.record import Book, Warnings
from console.engine.queue.room import MachineRoom
from console.model.batch import Sample, State
from console.model.forecast import Culprit, Forecast
from console.model.job import Job, JobState, Needs, Work
from console.model.machine import ProcessRow

NOW = 1_000_000.0
GiB = 1024**3


def row(pid: int, rss: float, *, ppid: int = 1, command: str = "", fds: int = 10, started: float = NOW - 9000):
    return ProcessRow(
        pid=pid, ppid=ppid, name=f"p{pid}", command=command or f"p{pid} --run", user="jk", cpu=0.0,
        rss=int(rss), threads=1, state="running", started=started, fds=fds, own=True,
    )  # fmt: skip


def grown(*tables: list[ProcessRow]) -> Growth:
    growth = Growth("/state/jobs")
    for minute, rows in enumerate(tables):
        growth.observe([State("processes", "table", [msgspec.to_builtins(one) for one in rows])])
        growth.tick(NOW + 60 * minute)
    return growth


def job(number: int, group: str = "default") -> Job:
    work = Work(argv=("make",), cwd="/", group=group)
    return Job(id=number, work=work, title="make all", state=JobState.RUNNING, enqueued=NOW)


def warning(eta: float | None = 600.0, *, critical: bool = False) -> Forecast:
    return Forecast(t=NOW, level=9.0, eta_s=eta, low=eta, high=eta, warning=True, critical=critical)


def test_the_process_that_grew_most_is_named_not_the_largest():
    growth = grown([row(5, 8 * GiB), row(6, GiB)], [row(5, 8.1 * GiB), row(6, 2 * GiB)])
    found = growth.of_memory()
    assert (found.pid, found.grown, found.seconds) == (6, GiB, 60)


def test_a_young_process_grew_by_all_it_has_and_names_its_job():
    shim = row(7, 0, command="python -I shim.py /state/jobs/12/1")
    growth = grown([row(5, GiB)], [row(5, GiB), shim, row(8, 3 * GiB, ppid=7, started=NOW + 30)])
    found = growth.of_memory()
    assert (found.pid, found.job, found.grown) == (8, 12, 3 * GiB)


def test_descriptors_are_counted_and_nobody_grows_in_a_still_table():
    assert grown([row(5, GiB, fds=10)], [row(5, GiB, fds=900)]).of_descriptors().grown == 890
    assert grown([row(5, GiB)], [row(5, GiB)]).of_memory() is None
    assert Growth("/state/jobs").of_memory() is None


def test_a_parent_of_itself_ends_the_search():
    assert grown([row(5, 0, ppid=5)], [row(5, GiB, ppid=5)]).of_memory().job == 0


def test_the_folder_that_grew_is_named(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_bytes(b"x" * 8192)
    os.symlink(tmp_path / "b", tmp_path / "a" / "loop")
    places = [str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "none")]
    before = folders.look(places, NOW)
    (tmp_path / "b" / "y").write_bytes(b"y" * 200_000)
    found = folders.culprit(before, folders.look(places, NOW + 300))
    assert found.path == str(tmp_path / "b")
    assert found.grown >= 200_000
    assert found.seconds == 300
    assert folders.culprit(None, before) is None
    assert folders.culprit(before, before) is None


def test_a_look_is_bounded(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for i in range(5):
            (tmp_path / name / str(i)).touch()
    monkeypatch.setattr(folders, "ENTRIES", 7)
    assert list(folders.look([str(tmp_path / "a"), str(tmp_path / "b")], NOW).sizes) == [str(tmp_path / "a")]


def test_the_places_of_a_project_are_on_its_disk(tmp_path):
    (tmp_path / "target").mkdir()
    assert os.path.realpath(tmp_path / "target") in folders.places(str(tmp_path), str(tmp_path))
    assert folders.places(str(tmp_path), "/proc/none") == []


def test_offers_end_the_job_and_halve_the_group():
    culprit = Culprit(name="cc1", grown=1.0, seconds=60, pid=8, job=2)
    found = offers(culprit, [job(1, "build"), job(2, "build"), job(3)], "/", {})
    assert [(one.command, one.args) for one in found] == [
        ("job.cancel", {"job": 2}), ("group.set", {"group": "build", "parallel": 1, "paused": False}),
    ]  # fmt: skip
    assert offers(None, [job(1)], "/", {}) == ()


def test_a_build_folder_is_emptied_by_its_own_tool(tmp_path):
    project = os.path.realpath(tmp_path)
    (tmp_path / "target").mkdir()
    culprit = Culprit(name="target", grown=1.0, seconds=60, path=os.path.join(project, "target"))
    assert offers(culprit, [], project, {}) == ()
    (tmp_path / "Cargo.toml").touch()
    (found,) = offers(culprit, [], project, {"PATH": "/bin", "SECRET": "x"})
    assert found.command == "job.add"
    assert list(found.args["work"]["argv"]) == ["cargo", "clean"]
    assert found.args["work"]["env"] == {"PATH": "/bin"}


def test_a_cache_is_emptied_by_its_own_tool(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    culprit = Culprit(name="pip", grown=1.0, seconds=60, path=os.path.realpath(tmp_path / ".cache" / "pip"))
    (found,) = offers(culprit, [job(1), job(2)], "/", {})
    assert found.words == "empty pip: pip cache purge"


def test_a_warning_that_was_met_came_true_and_one_whose_time_is_over_did_not():
    warnings = Warnings()
    assert warnings.tick({"a": warning(), "b": warning()}, {}, NOW)
    assert not warnings.tick({"a": warning(), "b": warning()}, {}, NOW + 60)
    assert warnings.tick({"a": warning()}, {"a": True}, NOW + 120)
    later = Warnings(msgspec.json.decode(msgspec.json.encode(warnings.book), type=Book))
    assert later.tick({}, {}, NOW + 1801)
    assert later.book.record.outcomes == (True, False)
    assert later.book.record.came == 1
    assert later.book.open == {}


def test_only_the_newest_outcomes_are_kept():
    warnings = Warnings()
    for i in range(30):
        warnings.tick({"a": warning()}, {"a": i > 0}, NOW + i)
        warnings.tick({}, {"a": True}, NOW + i)
    assert len(warnings.book.record.outcomes) == 20


def calm(name: str = "memory.used") -> Forecast:
    return Forecast(t=NOW, level=1.0, reason="not heading anywhere") if name else warning()


def test_waiting_for_memory_and_a_full_level_are_evidence():
    evidence = Evidence()
    for t in range(0, 40, 2):
        evidence.observe(Sample(NOW + t, "pressure.memory", 25.0, "percent", 100.0))
    found = evidence.weigh("memory.used", calm())
    assert found.warning
    assert "25 % of the time" in found.reason
    assert not evidence.weigh("swap.used", calm()).warning
    evidence.observe(Sample(NOW + 42, "pressure.memory", 2.0, "percent", 100.0))
    assert not evidence.weigh("memory.used", calm()).warning


@pytest.mark.parametrize(("name", "warned"), [("memory.used", True), ("disk:/", False)])
def test_a_level_near_the_limit_counts_when_it_does_not_rest_there(name, warned):
    evidence = Evidence()
    for t in range(0, 80, 10):
        evidence.observe(Sample(NOW + t, name, 96.0, "bytes", 100.0))
    assert evidence.weigh(name, calm()).warning is warned
    evidence.observe(Sample(NOW + 90, name, 94.0, "bytes", 100.0))
    assert evidence.weigh("memory.used", calm()).warning is warned
    evidence.observe(Sample(NOW + 92, name, 90.0, "bytes", 100.0))
    assert not evidence.weigh(name, calm()).warning


def test_heavy_jobs_wait_while_memory_runs_out_and_all_do_at_the_end():
    newest = {"memory.used": Sample(NOW, "memory.used", 9.0, "bytes", 100.0)}
    heavy, light = Needs(memory=10), Needs()
    found = {"memory.used": warning(360.0)}
    assert looming(found, newest, heavy, "/") == "held: memory runs out in ~6 min"
    assert looming(found, newest, light, "/") == ""
    assert (
        looming({"memory.used": warning(80.0, critical=True)}, newest, light, "/") == "held: memory runs out in ~80 s"
    )
    assert looming({"memory.used": warning(None)}, newest, heavy, "/") == "held: memory may run out: "
    assert looming({"memory.used": warning(None)}, newest, light, "/") == ""


def test_the_disk_of_the_project_counts_and_no_other(tmp_path):
    newest = {name: Sample(NOW, name, 9.0, "bytes", 100.0) for name in ("disk:/", f"disk:{tmp_path}")}
    needs = Needs(disk=50)
    assert "runs out" in looming({f"disk:{tmp_path}": warning(), "disk:/": calm()}, newest, needs, str(tmp_path))
    assert looming({f"disk:{tmp_path}": calm(), "disk:/": warning()}, newest, needs, str(tmp_path)) == ""
    assert looming({}, newest, needs, str(tmp_path)) == ""


def test_the_queue_hears_what_looms():
    room = MachineRoom(lambda: (100, 100), lambda needs: "held: soon" if needs.memory else "")
    assert room(Needs(memory=1)) == "held: soon"
    assert room(Needs()) == ""

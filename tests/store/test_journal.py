"""The journal of orders, and a queue that is brought back from it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.job import After, Job, JobState, Track, Work
from console.store import journal, read_jobs, write_jobs
from console.store.backup import backup
from console.store.journal import KEPT, Journal, Line, lines
from console.store.recovery import recover
from tests.store.support import START, opened, store

FOLDER = Path


def work(name: str, *after: int) -> Work:
    return Work(argv=("make", name), cwd="/p", env={"PATH": "/bin"}, after=tuple(map(After, after)))


def order(number: int, name: str = "a", *, time: float = START + 1, after: tuple[int, ...] = ()) -> Line:
    return Line(time=time, job=number, work=work(name, *after), title=f"make {name}", who="ada", token=f"t{number}")


def begun(folder: Path, job: int, attempt: int) -> None:
    """The folder of an attempt that has begun."""
    place = folder / "jobs" / str(job) / str(attempt)
    place.mkdir(parents=True)
    (place / "spec").touch()


def destroyed(folder: Path) -> list[Job]:
    """The open jobs of a store that was overwritten and recovered."""
    (folder / "store.sqlite").write_bytes(os.urandom(40_000))
    recover(store(folder), str(folder / "backups"), now=lambda: START + 60)
    with closing(sqlite3.connect(store(folder))) as conn:
        return sorted((read_jobs.job_of(row) for row in conn.execute(read_jobs._ONE.replace("id=?", "1"))), key=_id)


def _id(job: Job) -> int:
    return job.id


async def made(folder: Path) -> Journal:
    """A store with one queued job and a copy of it."""
    async with opened(folder) as writer:
        job = Job(id=0, work=work("old"), title="make old", state=JobState.QUEUED, enqueued=START - 9)
        await writer.aside(lambda conn: write_jobs.add(conn, job, "t1"))
    backup(store(folder), str(folder / "backups"), keep=3, now=START)
    return Journal(journal.beside(store(folder)))


def test_what_was_written_is_read_and_what_is_damaged_passed_over(tmp_path: Path) -> None:
    path = str(tmp_path / "j")
    kept = Journal(path)
    first, second = order(1), Line(time=2.0, track=Track(name="g", parallel=2, paused=True))
    kept.append(first)
    with open(path, "ab") as file:
        file.write(b'deadbeef {"time":1}\nhalf a li')
    kept.append(second)
    assert list(lines(path)) == [first, second]
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert kept.problem == ""


@given(noise=st.binary(max_size=300), at=st.integers(0, 400))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_noise_costs_only_the_lines_it_hits(tmp_path: Path, noise: bytes, at: int) -> None:
    path = tmp_path / "j"
    path.unlink(missing_ok=True)
    kept = Journal(str(path))
    for number in range(1, 4):
        kept.append(order(number))
    data = bytearray(path.read_bytes())
    data[at : at + len(noise)] = noise
    path.write_bytes(data)
    kept.append(order(9))
    found = list(lines(str(path)))
    assert found[-1] == order(9)
    assert all(line in [order(number) for number in (1, 2, 3, 9)] for line in found)


def test_a_journal_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    kept = Journal(str(tmp_path / "missing" / "j"))
    kept.append(order(1))
    assert "the store alone" in kept.problem


def test_old_lines_go_when_it_is_gone_through(tmp_path: Path) -> None:
    kept = Journal(str(tmp_path / "j"))
    for line in (order(1, time=0.0), order(2, time=0.0), order(3, time=KEPT)):
        kept.append(line)
    kept.compact({2}, KEPT + 1)
    assert [line.job for line in lines(str(tmp_path / "j"))] == [2, 3]


async def test_jobs_queued_since_the_copy_come_back(tmp_path: Path) -> None:
    kept = await made(tmp_path)
    kept.append(order(2))
    kept.append(order(3, after=(2,)))
    kept.append(Line(time=START + 2, job=2, work=work("b"), title="make b"))
    kept.append(Line(time=START + 2, track=Track(name="default", parallel=3, paused=True)))
    old, changed, behind = destroyed(tmp_path)
    assert (old.id, old.state) == (1, JobState.QUEUED)
    assert (changed.id, changed.state, changed.work, changed.title) == (2, JobState.WAITING, work("b"), "make b")
    assert (behind.id, behind.work.after, behind.who) == (3, (After(2),), "ada")
    with closing(sqlite3.connect(store(tmp_path))) as conn:
        assert read_jobs.tracks(conn)["default"].paused
        assert write_jobs.add(conn, changed, "t3") == (3, False)


async def test_what_has_begun_is_taken_over_and_what_was_cancelled_stays_so(tmp_path: Path) -> None:
    kept = await made(tmp_path)
    for number in (2, 3, 4):
        kept.append(order(number))
    begun(tmp_path, 2, 1)
    kept.append(Line(time=START + 3, job=3, state="cancelled", cause="cancelled"))
    begun(tmp_path, 4, 1)
    kept.append(Line(time=START + 3, job=4, state="queued", cause="tried again", attempt=1))
    kept.append(Line(time=START + 4, job=1, state="cancelled", cause="cancelled"))
    found = {job.id: (job.state.value, job.attempt) for job in destroyed(tmp_path)}
    assert found == {1: ("cancelled", 0), 2: ("running", 1), 3: ("cancelled", 0), 4: ("queued", 1)}
    begun(tmp_path, 4, 2)
    assert destroyed(tmp_path)[-1].attempt == 2


async def test_numbers_of_lost_jobs_are_not_given_again(tmp_path: Path) -> None:
    """A new job would take the folders of an old one for its own."""
    await made(tmp_path)
    begun(tmp_path, 17, 1)
    destroyed(tmp_path)
    async with opened(tmp_path) as writer:
        job = Job(id=0, work=work("new"), title="make new", state=JobState.QUEUED, enqueued=START)
        assert await writer.aside(lambda conn: write_jobs.add(conn, job, "")) == (18, True)


async def test_orders_from_before_the_copy_change_nothing(tmp_path: Path) -> None:
    kept = await made(tmp_path)
    kept.append(Line(time=START - 1, job=1, state="cancelled", cause="cancelled"))
    assert [job.state for job in destroyed(tmp_path)] == [JobState.QUEUED]

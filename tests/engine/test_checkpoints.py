"""Checkpoints and the plan through a real engine, and the keeper's promises when something dies in between."""

import json
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from console.actions.checkpoint.folder import Folder, Limits
from console.bus import Channel
from console.engine.checkpoints import CheckpointKeeper, new_token
from console.engine.circumstances import Occasion
from console.engine.commands import FailedError, RefusedError
from console.model.checkpoint import Circumstances, OpenBreaker, Origin
from console.model.command import CommandState
from console.model.job import Job, JobState, Work
from console.store import read_checkpoints, statedir, write_jobs
from console.store.write_checkpoints import digest
from console.store.writer import Committed
from tests.actions.checkpoint.support import git, hard_tree, picture, write
from tests.conftest import Kontrapunkt
from tests.engine.test_study import Clock
from tests.store.support import opened, reader

ASKED = Occasion(origin=Origin.ASKED, who="me", message="a note")
SECRET = "ghp_" + "a1B2" * 9


@asynccontextmanager
async def keeper(tmp: Path, limits: Limits = Limits()):  # noqa: B008 - frozen
    """A keeper on a project of its own; what an engine does at its start is done."""
    (tmp / "project").mkdir(exist_ok=True)
    news = Channel[Committed]("committed", 1000)
    news.subscribe("test")
    folder = Folder(str(tmp / "kept"), str(tmp / "project"), str(tmp / "kept"), limits)
    async with opened(tmp) as writer:
        made = CheckpointKeeper(writer, news, Clock(), folder, str(tmp / "screen.json"))
        await made.start()
        yield made, writer, folder


async def test_a_checkpoint_knows_what_was_going_on(tmp_path: Path):
    async with keeper(tmp_path) as (made, writer, _):
        work = Work(argv=("deploy", "--token", SECRET), cwd="/p")
        job = Job(id=0, title="deploy", work=work, state=JobState.QUEUED, enqueued=1.0)
        await writer.aside(lambda conn: write_jobs.add(conn, job, ""))
        occasion = Occasion(
            origin=Origin.ASKED, message=f"with {SECRET}", environment={"PATH": "/bin", "AWS_SECRET_ACCESS_KEY": "x"}
        )  # fmt: skip
        await made.take(occasion, new_token())
        stored = await writer.aside(lambda conn: conn.execute("SELECT state FROM checkpoints").fetchall())
    (found,) = reader(tmp_path).checkpoints()
    held = found.circumstances
    assert [(one.id, one.state) for one in held.jobs] == [(1, "queued")]
    assert held.environment == {"PATH": "/bin"}
    assert SECRET not in str(held)
    assert SECRET.encode() not in b"".join(row[0] for row in stored)


async def test_the_same_request_is_the_same_checkpoint(tmp_path: Path):
    async with keeper(tmp_path) as (made, _, __):
        token = new_token()
        assert (await made.take(ASKED, token)).id == (await made.take(ASKED, token)).id == 1


async def test_a_commit_whose_row_was_lost_gets_it_back(tmp_path: Path):
    write(tmp_path / "project" / "a", "a")
    async with keeper(tmp_path) as (made, writer, _):
        taken = await made.take(ASKED, new_token())
        await writer.aside(lambda conn: conn.execute("DELETE FROM checkpoints"))
    async with keeper(tmp_path):
        pass
    (found,) = reader(tmp_path).checkpoints()
    assert (found.commit, found.digest, found.circumstances) == (taken.commit, taken.digest, taken.circumstances)
    assert found.id > taken.id


async def test_going_back_keeps_the_present_first(tmp_path: Path):
    file = write(tmp_path / "project" / "a", "old")
    async with keeper(tmp_path) as (made, _, __):
        taken = await made.take(ASKED, new_token())
        write(file, "new")
        before, _ = await made.restore(taken.id, (), "me", new_token())
        assert file.read_text() == "old"
        await made.restore(before, (), "me", new_token())
        assert file.read_text() == "new"
    origins = [one.circumstances.origin for one in reader(tmp_path).checkpoints()]
    assert origins == [Origin.BEFORE_RESTORE, Origin.BEFORE_RESTORE, Origin.ASKED]


async def test_what_cannot_be_kept_first_is_not_touched(tmp_path: Path):
    file = write(tmp_path / "project" / "a", "old")
    async with keeper(tmp_path) as (made, _, __):
        taken = await made.take(ASKED, new_token())
        write(file, "new")
        pack = next((tmp_path / "kept" / "git").glob("objects/pack/*.pack"))
        pack.chmod(0o600)
        pack.write_bytes(b"noise" * 100)
        with pytest.raises((RefusedError, FailedError)):
            await made.restore(taken.id, (), "me", new_token())
        assert file.read_text() == "new"


async def test_an_unknown_checkpoint_is_refused(tmp_path: Path):
    async with keeper(tmp_path) as (made, _, __):
        with pytest.raises(RefusedError, match="no checkpoint 7"):
            await made.restore(7, (), "me", new_token())


async def test_something_risky_gets_a_checkpoint_of_its_own(tmp_path: Path):
    async with keeper(tmp_path) as (made, _, __):
        await made.before("applying a fix")
    (found,) = reader(tmp_path).checkpoints()
    assert (found.circumstances.origin, found.circumstances.message) == (Origin.AUTOMATIC, "before applying a fix")


async def test_without_room_the_oldest_go_and_the_newest_stays(tmp_path: Path):
    async with keeper(tmp_path, Limits(total=60_000)) as (made, writer, folder):
        for n in range(8):
            write(tmp_path / "project" / "a", bytes(range(256)) * 40 + n.to_bytes(4, "big") * 4000)
            write(tmp_path / "project" / "b", str(n) * 40_000)
            write(tmp_path / "project" / "c", __import__("os").urandom(15_000))
            await made.before(f"step {n}")
        assert folder.full
        await made.tidy()
        assert not folder.full
        kept = await writer.aside(read_checkpoints.newest)
        assert kept[0].circumstances.message == "before step 7"
        assert set(folder.sweep()) == {one.token for one in kept}
        await made.restore(kept[-1].id, (), "me", new_token())


@pytest.mark.engine
def test_the_verbs_together(program: Kontrapunkt):
    hard_tree(program.project)
    said = json.loads(program.run("checkpoint", "-m", "good", "--json").stdout)
    before = picture(program.project)
    write(program.project / "crlf.txt", "spoilt")
    (program.project / "run.sh").unlink()
    write(program.project / "later", "x")
    dry = program.run("restore", str(said["id"]), "--dry-run")
    assert dry.stdout.splitlines() == ["M crlf.txt", "D later", "A run.sh"]
    assert (program.project / "later").exists()
    unasked = program.run("restore", str(said["id"]), check=None)
    assert unasked.returncode == 1
    assert (program.project / "later").exists()
    program.run("restore", str(said["id"]), "--yes", "--only", str(program.project / "run.sh"))
    assert (program.project / "run.sh").exists()
    assert (program.project / "later").exists()
    program.run("restore", str(said["id"]), "--yes")
    assert picture(program.project) == before
    rows = [json.loads(line) for line in program.run("checkpoints", "--json").stdout.splitlines()]
    assert (rows[0]["id"], rows[0]["message"]) == (said["id"], "good")
    assert rows[0]["head"] == git(program.project, "rev-parse", "HEAD")
    outside = program.run("restore", "1", "--only", "/etc", check=None)
    assert (outside.returncode, "outside of the project" in outside.stderr) == (2, True)


@pytest.mark.engine
def test_plan_and_where(program: Kontrapunkt):
    file = write(program.project / "PLAN.md", "# Ship\n- [x] parse\n- [ ] render\n")
    program.run("plan", "import", str(file))
    assert program.run("plan", "show").stdout.splitlines()[0].endswith("[ ] Ship  1/2")
    assert "0 of 3 items are new" in program.run("plan", "import", str(file)).stdout
    number = int(program.run("plan", "add", "test", "--under", "1").stdout)
    program.run("checkpoint")
    rows = [json.loads(line) for line in program.run("plan", "show", "--json").stdout.splitlines()]
    assert [(row["title"], row["next"], row["checkpoints"]) for row in rows][2] == ("render", True, [1])
    told = json.loads(program.run("where", "--json").stdout)
    assert (told["next"], told["finished"], told["steps"], told["checkpoint"]) == ("step 3: render", 1, 3, 1)
    program.run("plan", "done", "3")
    program.run("plan", "done", str(number))
    assert json.loads(program.run("where", "--json").stdout)["plan"] == []
    missing = program.run("plan", "import", "no-such-file.md", check=None)
    assert (missing.returncode, "no-such-file.md" in missing.stderr) == (2, True)


@pytest.mark.engine
def test_a_killed_engine_answers_the_same_request_once(program: Kontrapunkt):
    write(program.project / "a", "a")
    program.start_engine()
    for _ in range(3):
        program.run("checkpoint")
        lock = statedir.open_existing(str(program.project), str(program.state)).lock
        assert statedir.is_held(lock)
        psutil.Process(int(json.loads(program.run("engine", "status", "--json").stdout)["pid"])).kill()
    rows = program.run("checkpoints", "--json").stdout.splitlines()
    assert [json.loads(row)["id"] for row in rows] == [1, 2, 3]


async def test_one_is_taken_unasked_when_enough_was_done(tmp_path: Path):
    async with keeper(tmp_path) as (made, writer, _):
        made._every = 3
        for name in ("job.add", "checkpoint.take", "plan.add", "engine.refresh", "job.cancel"):
            assert not reader(tmp_path).checkpoints()
            await made.often()
            command = await writer.accept(name, {}, "me")
            await writer.finish(command.id, CommandState.DONE, "done")
        await made.often()
        await made.often()
    (found,) = reader(tmp_path).checkpoints()
    assert (found.circumstances.origin, found.circumstances.message) == (Origin.AUTOMATIC, "after 3 actions")


async def test_that_old_ones_went_for_want_of_room_is_told(tmp_path: Path):
    async with keeper(tmp_path, Limits(total=1)) as (made, _, __):
        await made.tidy()
        assert made.notices == ()
        for number in range(3):
            write(tmp_path / "project" / "f", f"{number}".encode())
            await made.take(ASKED, new_token())
        await made.tidy()
        assert "more room than [checkpoints] total_bytes" in made.notices[0]
    assert len(reader(tmp_path).checkpoints()) == 1


def test_what_earlier_programs_kept_is_still_sound():
    """The hash of circumstances without breakers is what it was before there were any."""
    held = Circumstances(time=1.0, schema=7, environment={"B": "1", "A": "2"})
    assert digest("c", b"m", held) == "c7ed0d9fccb7adcabd28881816993f40"
    assert digest("c", b"m", held) != digest("c", b"m", replace(held, breakers=(OpenBreaker(key="k", state="held"),)))

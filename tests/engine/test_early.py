"""Starting early what a person usually asks for after saving, against a real queue in this process."""

import asyncio
import os

import pytest

from console.bus import Channel
from console.engine.early import WHO, Early
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.ledger import Ledger
from console.engine.queue.runs import Runs
from console.engine.recipes import ProjectJobs
from console.model.clock import SystemClock
from console.model.hlc import HybridClock
from console.model.job import JobState, Work
from console.store import habits as table
from console.store import read_jobs
from console.store.writer import Committed, Writer

pytestmark = pytest.mark.engine

CONFIG = """
[speculate]
enabled = true
[jobs.test]
command = ["sh", "-c", "nice > niceness; while [ -e hold ]; do sleep 0.02; done"]
idempotent = true
[jobs.deploy]
command = "false"
"""


class Moved(SystemClock):
    """The machine's clock, ahead by what a test says."""

    ahead = 0.0

    def monotonic(self):
        return super().monotonic() + self.ahead


class Calm:
    """Nothing is in any job's way, and nothing is tried again."""

    async def admit(self, _job):
        return None

    async def work(self, job):
        return job.work

    async def after(self, _job, _ending, _attempt):
        return None


class Desk:
    """A project with a queue and an `Early` that is driven by hand."""

    def __init__(self, tmp_path, writer):
        self.clock = Moved()
        self.project = tmp_path / "project"
        self.project.mkdir(exist_ok=True)
        (tmp_path / "config.toml").write_text(CONFIG)
        folder, channel = str(tmp_path / "state" / "jobs"), Channel[Committed]("committed", 100)
        self.changed = channel.subscribe("test")
        self.ask = Ledger(writer, self.clock).ask
        runs = Runs(self.ask, self.clock, self._told)
        self.keeper = JobKeeper(
            Ledger(writer, self.clock),
            channel,
            self.clock,
            folder,
            lambda _: "",
            Calm(),
            self._told,
            runs=runs,
            random=lambda: 0.5,
        )
        self.jobs = ProjectJobs(self.keeper, self.ask, str(self.project), folder, str(tmp_path / "config.toml"))
        self.early = Early(self.jobs, self.keeper, self.ask, self.clock, str(tmp_path / "state"), folder)
        self.saves = 0

    async def _told(self, *_):
        return None

    async def begin(self):
        await self.jobs.refresh()
        await self.early._turn()

    async def save(self):
        self.saves += 1
        (self.project / "code.py").write_text("x" * self.saves)
        await self.early._turn()

    def work(self, **more):
        return Work(**{"argv": ("sh", "-c", "nice > niceness; while [ -e hold ]; do sleep 0.02; done"),
                       "cwd": str(self.project), "name": "test"} | more)  # fmt: skip

    async def learn(self, times=5):
        for _ in range(times):
            await self.save()
            assert await self.early.claim(self.work()) is None

    async def guesses(self):
        return [(number, outcome) for number, _, _, outcome in await self.ask(table.guesses)]

    async def state(self, number):
        return (await self.ask(lambda conn: read_jobs.one(conn, number))).state

    async def until(self, number, state):
        async with asyncio.timeout(20):
            while await self.state(number) is not state:
                await self.changed.take()


@pytest.fixture
async def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    (tmp_path / "state").mkdir(mode=0o700)
    clock = SystemClock()
    writer = await Writer.open(str(tmp_path / "state" / "store.sqlite"), HybridClock(clock.now), "here")
    try:
        desk = Desk(tmp_path, writer)
        (desk.project / "hold").touch()
        running = asyncio.create_task(desk.keeper.run())
        await desk.begin()
        yield desk
        for job in await desk.keeper.open_jobs():
            await desk.keeper.cancel(job.id)
        running.cancel()
        await asyncio.wait([running])
    finally:
        await writer.close()


async def test_what_follows_on_saving_is_started_early_and_given_to_who_asks(desk):
    await desk.learn(4)
    await desk.save()
    assert await desk.guesses() == []
    await desk.early.claim(desk.work())
    await desk.save()
    ((number, outcome),) = await desk.guesses()
    assert outcome == ""
    await desk.until(number, JobState.RUNNING)
    (job,) = await desk.keeper.open_jobs()
    assert (job.who, job.work.nice, job.work.priority) == (WHO, 19, -1000)
    assert await desk.early.claim(desk.work(argv=("true",), name="deploy")) is None
    assert await desk.early.claim(desk.work()) == number
    assert await desk.guesses() == [(number, "right")]
    (desk.project / "hold").unlink()
    await desk.until(number, JobState.PASSED)
    assert (desk.project / "niceness").read_text().strip() == "19"


async def test_a_guess_ends_when_files_change_again_or_nobody_asks(desk):
    await desk.learn()
    await desk.save()
    ((first, _),) = await desk.guesses()
    await desk.save()
    assert await desk.guesses() == [(first, "stale")]
    await desk.until(first, JobState.CANCELLED)
    desk.clock.ahead += 100
    await desk.save()
    second = (await desk.guesses())[0][0]
    assert second != first
    desk.clock.ahead += 200
    await desk.early._turn()
    assert (await desk.guesses())[0] == (second, "wrong")
    await desk.until(second, JobState.CANCELLED)


async def test_what_was_asked_for_differs_from_the_guess(desk):
    await desk.learn()
    await desk.save()
    ((number, _),) = await desk.guesses()
    assert await desk.early.claim(desk.work(force=True)) is None
    assert await desk.guesses() == [(number, "stale")]


async def test_habits_outlive_the_engine_and_an_open_guess_of_it_is_ended(desk, tmp_path):
    await desk.learn()
    await desk.save()
    ((number, _),) = await desk.guesses()
    later = Early(desk.jobs, desk.keeper, desk.ask, desk.clock, str(tmp_path / "state"), "")
    await later._turn()
    assert await desk.guesses() == [(number, "stale")]
    await desk.until(number, JobState.CANCELLED)
    assert later._habits["*.py"].cases == 5


async def test_nothing_is_started_on_a_busy_machine_or_after_too_many_wrong_guesses(desk, monkeypatch):
    await desk.learn()
    monkeypatch.setattr(os, "getloadavg", lambda: (1000.0, 0.0, 0.0))
    await desk.save()
    assert await desk.guesses() == []
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    for number in range(1, 5):
        await desk.ask(lambda conn, number=number: table.keep_guess(conn, -number, "test", desk.clock.now()))
        await desk.ask(lambda conn, number=number: table.judge(conn, -number, "wrong"))
    await desk.early._load()
    await desk.save()
    assert len(await desk.guesses()) == 4
    assert "0 of 4" in desk.early.notices[0]

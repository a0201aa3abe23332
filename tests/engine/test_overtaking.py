"""What is asked of the queue at the very moment at which it starts or releases a job."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.bus import Channel
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.ledger import Ledger
from console.engine.queue.runs import Runs
from console.model.clock import SystemClock
from console.model.job import After, Condition, Job, JobState, Work
from console.store.writer import Committed
from tests.engine.test_early import Calm
from tests.store.support import opened

pytestmark = pytest.mark.engine


class Slow(Calm):
    """Takes its time to say that nothing is in a job's way."""

    def __init__(self) -> None:
        self.asked, self.answer = asyncio.Event(), asyncio.Event()

    async def admit(self, _job):
        self.asked.set()
        await self.answer.wait()


class Queue:
    """A queue and what its store says; `news` tells when to ask again."""

    def __init__(self, keeper: JobKeeper, stored, news) -> None:
        self.keeper, self.stored, self._news = keeper, stored, news

    async def until(self, number: int, *states: JobState) -> Job:
        """A job once it is in one of these states."""
        async with asyncio.timeout(30):
            while (job := await self.stored(number)).state not in states:
                await self._news.take()
        return job


OVER = tuple(state for state in JobState if state.over)


@asynccontextmanager
async def keeping(tmp: Path, care: Calm):
    """A queue in this process that is running; the second value asks its store."""
    channel, clock = Channel[Committed]("committed", 1000), SystemClock()
    news = channel.subscribe("test")

    async def told(*_):
        return None

    async with opened(tmp) as writer:
        ledger = Ledger(writer, clock)
        runs = Runs(ledger.ask, clock, told)
        keeper = JobKeeper(
            ledger, channel, clock, str(tmp / "jobs"), lambda _: "", care, told, runs=runs, random=lambda: 0.5
        )
        task = asyncio.create_task(keeper.run())
        try:
            yield Queue(keeper, ledger.job, news)
        finally:
            task.cancel()


def work(words: str, *after: After) -> Work:
    return Work(argv=("sh", "-c", words), cwd="/", after=after)


@pytest.mark.parametrize("order", ["cancel", "edit"])
async def test_a_job_that_is_about_to_start_is_not_taken_out_under_its_own_start(tmp_path, order):
    care, mark = Slow(), tmp_path / "mark"
    async with keeping(tmp_path, care) as queue:
        job = await queue.keeper.add(work(f"echo x >> {mark}; sleep 60"), "me")
        await care.asked.wait()
        asked = queue.keeper.cancel(job.id) if order == "cancel" else queue.keeper.edit(job.id, work("true"))
        told = asyncio.create_task(asked)
        await asyncio.sleep(0)
        care.answer.set()
        if order == "cancel":
            assert await told == f"job {job.id} was ended"
        else:
            with pytest.raises(Exception, match="has begun"):
                await told
            await queue.keeper.cancel(job.id)
        found = await queue.stored(job.id)
    assert (found.state, found.attempt) == (JobState.CANCELLED, 1)


async def test_what_comes_after_a_job_that_ends_just_then_does_not_wait_for_ever(tmp_path):
    async with keeping(tmp_path, Calm()) as queue:
        for _ in range(8):
            first = await queue.keeper.add(work("true"), "me")
            await queue.until(first.id, JobState.RUNNING, *OVER)
            behind = [
                await queue.keeper.add(work("true", After(first.id, Condition.ALWAYS)), "me") for _ in range(4)
            ]  # some of them are asked for while it ends
            for job in behind:
                assert (await queue.until(job.id, *OVER)).state is JobState.PASSED


async def test_a_job_stays_cancelled_when_what_it_waited_for_ends_under_way(tmp_path):
    async with keeping(tmp_path, Calm()) as queue:
        first = await queue.keeper.add(work("sleep 0.2"), "me")
        behind = await queue.keeper.add(work("true", After(first.id, Condition.ALWAYS)), "me")
        await queue.until(first.id, *OVER)
        told = await asyncio.gather(queue.keeper.cancel(behind.id), return_exceptions=True)
        found = await queue.until(behind.id, *OVER)
    assert found.state is (JobState.PASSED if isinstance(told[0], Exception) else JobState.CANCELLED)
    assert found.attempt <= 1

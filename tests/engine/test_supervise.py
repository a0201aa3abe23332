"""A collector that fails is started again with backoff, says so, and disturbs nobody."""

import asyncio
from collections.abc import Mapping

from console.engine.supervise import FIRST_DELAY, LONGEST_DELAY, Supervisor
from console.model.batch import Batch, Emit, Resume
from console.model.clock import SystemClock
from console.model.source import Freshness


class Flaky:
    """Emits once a run; raises while `broken`, else stays."""

    name = "flaky"
    interval = 1.0

    def __init__(self) -> None:
        self.broken = True
        self.runs = 0
        self.started = asyncio.Event()
        self.resumed: list[Resume] = []

    async def run(self, emit: Emit, resume: Resume) -> None:
        self.runs += 1
        self.resumed.append(resume)
        self.started.set()
        if self.broken:
            raise OSError("the disk went away")
        await emit(Batch())
        await asyncio.Event().wait()


class Harness:
    """A supervisor with everything around it recorded."""

    def __init__(self, collector: Flaky) -> None:
        self.delivered: list[tuple[str, Batch]] = []
        self.changes = asyncio.Event()
        self.supervisor = Supervisor(collector, self._deliver, self._resume, self.changes.set, SystemClock())

    async def _deliver(self, source: str, batch: Batch) -> None:
        self.delivered.append((source, batch))

    async def _resume(self, source: str) -> Mapping[str, bytes]:
        return {"where": source.encode()}

    async def until(self, freshness: Freshness) -> None:
        while self.supervisor.state.freshness is not freshness:
            self.changes.clear()
            await asyncio.wait_for(self.changes.wait(), 10)


async def test_a_failure_becomes_error_with_its_reason_then_the_collector_runs_again() -> None:
    flaky = Flaky()
    harness = Harness(flaky)
    task = asyncio.create_task(harness.supervisor.run())
    await harness.until(Freshness.ERROR)
    assert harness.supervisor.trouble == "OSError: the disk went away"
    assert harness.supervisor.state.restarts == 1
    flaky.broken = False
    harness.supervisor.restart()
    await harness.until(Freshness.LIVE)
    assert harness.supervisor.trouble == ""
    assert flaky.resumed == [{"where": b"flaky"}] * 2
    assert [source for source, _ in harness.delivered] == ["flaky"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_a_restart_on_request_ends_the_run_and_begins_another() -> None:
    flaky = Flaky()
    flaky.broken = False
    harness = Harness(flaky)
    task = asyncio.create_task(harness.supervisor.run())
    await harness.until(Freshness.LIVE)
    flaky.started.clear()
    harness.supervisor.restart()
    await asyncio.wait_for(flaky.started.wait(), 10)
    assert flaky.runs == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_restart_waits_for_what_the_last_run_left_in_the_queue() -> None:
    flaky = Flaky()
    flaky.broken = False
    harness = Harness(flaky)
    committed = asyncio.Event()
    order: list[str] = []

    async def deliver(_source: str, _batch: Batch) -> None:
        await committed.wait()
        order.append("committed")

    async def resume(_source: str) -> Mapping[str, bytes]:
        order.append("resumed")
        return {}

    harness.supervisor = Supervisor(flaky, deliver, resume, harness.changes.set, SystemClock())
    task = asyncio.create_task(harness.supervisor.run())
    await asyncio.wait_for(flaky.started.wait(), 10)
    flaky.started.clear()
    harness.supervisor.restart()
    await harness.until(Freshness.ERROR)
    committed.set()
    await asyncio.wait_for(flaky.started.wait(), 10)
    assert order[:3] == ["resumed", "committed", "resumed"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_the_backoff_is_bounded() -> None:
    assert 0 < FIRST_DELAY < LONGEST_DELAY <= 60

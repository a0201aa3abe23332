"""What is asked of CI is followed to its end over restarts; and which failures may be run again by themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from console.bus import Channel
from console.engine.ci_follow import APPEARS, CiFollow
from console.engine.ci_policy import CiPolicy, repeatable
from console.model.batch import Batch
from console.model.ci import Card, CiJob, CiNews, Order, Outcome, Phase, Run, Stand, Told
from console.model.command import Command, CommandState
from console.model.event import Draft, Severity, Voice
from console.store import audit, read_ci
from console.store.writer import Committed, Writer
from tests.engine.test_findings import Clock
from tests.store.support import START, opened

RUNNING = Stand(Phase.RUNNING, None, "running")
PASSED = Stand(Phase.FINISHED, Outcome.SUCCESS, "success")
BROKEN = Stand(Phase.FINISHED, Outcome.ERROR, "exception")
FAILED = Stand(Phase.FINISHED, Outcome.FAILURE, "failure")


class House:
    """A follower on a store; `show` lets a run stand as the collector would tell."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.clock = Clock()
        self.clock.time = START
        self.committed: Channel[Committed] = Channel("committed", 1000)
        self.told: list[Draft] = []
        self.came = asyncio.Event()
        self.asked: list[dict[str, Any]] = []
        self.follow = CiFollow(writer, self.committed, self.deliver, self.clock)
        self.policy = CiPolicy(2, writer, self.committed, self.order, self.clock)

    async def deliver(self, _source: str, batch: Batch) -> None:
        self.told += batch.events
        self.came.set()

    async def end(self) -> None:
        """Wait until the end of an order is told."""
        async with asyncio.timeout(10):
            await self.came.wait()

    async def order(self, _name: str, args: dict[str, Any], who: str) -> Command:
        self.asked.append(args | {"who": who})
        return Command(id=9, time=START, name="ci.retry", args=args, who=who, state=CommandState.DONE)

    async def show(self, *runs: Run, jobs: tuple[CiJob, ...] = (), told: tuple[Told, ...] = ()) -> None:
        done = await self.writer.write([("ci", Batch(ci=CiNews(runs=runs, jobs=jobs, told=told)))])
        self.committed.publish(done)

    async def outcome(self, command: int) -> str:
        found = await self.writer.aside(lambda conn: audit.newest(conn, 10))
        return next(one.outcome for one in found if one.id == command)


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    async with opened(folder) as writer:
        made = House(writer)
        tasks = [asyncio.create_task(made.follow.run()), asyncio.create_task(made.policy.run())]
        try:
            yield made
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task


def run(stand: Stand, attempt: int = 1, **more: Any) -> Run:
    values = {"place": "h/p", "id": "1", "name": "CI", "stand": stand, "created": START, "attempt": attempt}
    return Run(**(values | {"started": START, "finished": START + 5 if stand.over else None} | more))


async def ask(one: House, **more: Any) -> Order:
    command = await one.writer.accept("ci.retry", {}, "ada")
    await one.writer.finish(command.id, CommandState.DONE, "asked")
    values = {"place": "h/p", "what": "retry", "who": "ada", "asked": START, "run": "1", "words": "run again"}
    order = Order(id=command.id, **(values | more))
    await one.follow.add(order)
    return order


async def test_a_retry_is_over_with_its_own_attempt(tmp_path: Path):
    async with house(tmp_path) as one:
        await one.show(run(FAILED))
        order = await ask(one, attempt=2)
        await one.show(run(FAILED, number="1"))
        await one.show(run(RUNNING, attempt=2))
        await asyncio.sleep(0.05)
        assert one.told == []
        one.clock.time = START + 60
        await one.show(run(PASSED, attempt=2))
        await one.end()
        assert await one.outcome(order.id) == "run again: success after 60 s"
        assert one.told[0].kind == "ci.retry"
        assert await one.writer.aside(read_ci.orders) == ()


async def test_a_retry_without_attempts_waits_for_a_later_end(tmp_path: Path):
    async with house(tmp_path) as one:
        await one.show(run(FAILED, finished=START - 100))
        await ask(one)
        await one.show(run(FAILED, finished=START - 100, title="the same"))
        await asyncio.sleep(0.05)
        assert one.told == []
        await one.show(run(FAILED, finished=START + 30))
        await one.end()
        assert "failure" in one.told[0].text


async def test_orders_are_followed_over_a_restart(tmp_path: Path):
    async with house(tmp_path) as one:
        order = await ask(one, attempt=2)
    async with house(tmp_path) as one:
        await one.show(run(PASSED, attempt=2))
        await one.end()
        assert "success" in await one.outcome(order.id)


async def test_what_was_set_off_is_found_when_it_shows_up(tmp_path: Path):
    async with house(tmp_path) as one:
        await one.show(run(PASSED, id="0", created=START - 500, event="workflow_dispatch"))
        await ask(one, what="trigger", run="")
        await one.show(run(RUNNING, id="5", event="push"), run(RUNNING, id="6", event="workflow_dispatch"))
        await one.show(run(PASSED, id="6", event="workflow_dispatch"))
        await one.end()
        assert one.told[0].attrs["run"] == "6"


async def test_what_never_shows_up_is_given_up(tmp_path: Path):
    async with house(tmp_path) as one:
        await ask(one, what="trigger", run="")
        one.clock.time = START + APPEARS + 1
        await one.show(run(RUNNING, id="7", event="push"))
        await one.end()
        assert "not seen" in one.told[0].text


def job(stand: Stand, number: str = "1") -> CiJob:
    return CiJob(place="h/p", run="1", id=number, name=f"job {number}", stand=stand)


def told(category: str = "", confidence: float = 0.9, tests: tuple[str, ...] = (), number: str = "1") -> Told:
    return Told(place="h/p", run="1", job=number, category=category, confidence=confidence, tests=tests)


@pytest.mark.parametrize(
    ("jobs", "words", "good"),
    [
        ((job(BROKEN),), (told(),), True),
        ((job(FAILED),), (told("infrastructure"),), True),
        ((job(FAILED),), (told("network"),), True),
        ((job(FAILED),), (told("network", 0.5),), False),
        ((job(FAILED),), (told("test"),), False),
        ((job(FAILED),), (told("infrastructure", tests=("test_a",)),), False),
        ((job(BROKEN),), (told(tests=("test_a",)),), False),
        ((job(FAILED),), (), False),
        ((job(PASSED),), (), False),
        ((job(BROKEN), job(FAILED, "2")), (told(), told("test", number="2")), False),
        ((job(BROKEN), job(PASSED, "2")), (told(),), True),
    ],
)
def test_what_may_run_again_by_itself(jobs: tuple[CiJob, ...], words: tuple[Told, ...], good: bool):
    card = Card(key=1, run=run(FAILED), jobs=jobs, told=words)
    assert repeatable(card) is good
    assert not repeatable(replace(card, run=run(RUNNING)))


async def test_the_policy_stops_after_so_many(tmp_path: Path):
    async with house(tmp_path) as one:
        for attempt in range(1, 5):
            await one.show(run(BROKEN, attempt=attempt), jobs=(job(BROKEN),), told=(told(),))
            event = Draft(
                time=START, source="ci", kind="ci.job.error", voice=Voice.RUSTBELT, severity=Severity.ERROR, text="x",
                attrs={"place": "h/p", "run": "1"},
            )  # fmt: skip
            one.committed.publish(await one.writer.write([("ci", Batch(events=(event,)))]))
            await asyncio.sleep(0.05)
        assert one.asked == [{"run": 1, "failed": True, "who": "kontrapunkt"}] * 2

"""A watched place: what is told, once; over restarts, lags and troubles; and how often it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from collectors.ci.github import GitHub
from collectors.ci.memory import Memory
from collectors.ci.pace import Load, stretched
from collectors.ci.provider import Pace
from collectors.ci.watch import Watch
from console.model.batch import Batch
from console.model.ci import Allowance, CiJob, Run
from console.model.source import Freshness
from tests.collectors.ci.fake_github import TOKEN, FakeGitHub
from tests.collectors.ci.loopback import Loopback, Request, Response, loopback
from tests.collectors.ci.support import client, even, job, place, run
from tests.collectors.sources_support import HandClock


class Place:
    """A watch of a fake, by hand: `look` moves the clock on by what the watch wants to wait."""

    def __init__(self, clock: HandClock, fake: FakeGitHub, provider: GitHub, server: Loopback, load: Load) -> None:
        self.fake = fake
        self.server = server
        self.failed: list[tuple[Run, CiJob]] = []
        self.told = True
        self._clock = clock
        self._provider = provider
        self._load = load
        self.watch = self.begin(None)

    def begin(self, stored: bytes | None) -> Watch:
        """A new watch, as after a restart."""
        host = self._provider._client.host
        self.watch = Watch(self._provider, host, str, stored, self._load, self._clock, self._fail)
        return self.watch

    async def look(self, *, wait: bool = False) -> Batch:
        batch, self.delay = await self.watch.look()
        self._clock.time += self.delay if wait else 1
        return batch

    def _fail(self, found: Run, one: CiJob) -> None:
        self.failed.append((found, one))
        if self.told:
            self.watch.memory.tell(found.id, one.id)


@asynccontextmanager
async def watched(
    clock: HandClock, load: Load | None = None, *, token: str = TOKEN, **more: int
) -> AsyncIterator[Place]:
    fake = FakeGitHub(clock.now, **more)
    async with loopback(fake.answer) as server, client(server.url, clock, token=token) as line:
        yield Place(clock, fake, GitHub(place(server.url), line), server, load or Load(even))


def kinds(batch: Batch) -> list[str]:
    return [event.kind for event in batch.events]


async def test_history_is_shown_but_not_told():
    async with watched(HandClock()) as one:
        one.fake.add("failure", {"test": "failure"})
        one.fake.add("success", {"test": "success"})
        batch = await one.look()
        assert kinds(batch) == []
        assert batch.ci is not None
        assert [found.stand.word for found in batch.ci.runs] == ["failure", "success"]
        assert [(found.id, failed.name) for found, failed in one.failed] == [("101", "test")]
        again = await one.look()
        assert (again.events, again.ci, again.progress) == ((), None, ())


async def test_every_end_is_told_once():
    async with watched(HandClock()) as one:
        await one.look()
        number = one.fake.add(None, {"build": None, "test": None})
        assert kinds(await one.look()) == []
        one.fake._jobs[number][0] |= {"status": "completed", "conclusion": "success"}
        batch = await one.look()
        assert [(passed.job, passed.branch) for passed in batch.passed] == [("engine / CI / build", "main")]
        one.fake.finish(number, "failure")
        batch = await one.look()
        assert kinds(batch) == ["ci.run.failure"]
        assert "1 failed job" in batch.events[0].text
        assert [failed.name for _, failed in one.failed] == ["test"]
        asked = len(one.server.seen)
        for _ in range(5):
            batch = await one.look()
            assert (batch.events, batch.passed) == ((), ())
        assert len(one.server.seen) - asked == 5, "what is settled is not asked for again"


async def test_a_restart_tells_nothing_twice_and_loses_nothing():
    async with watched(HandClock()) as one:
        await one.look()
        number = one.fake.add(None, {"build": None, "test": None})
        one.told = False
        batch = await one.look()
        stored = batch.progress[0].value
        one.fake.finish(number, "failure")
        one.begin(stored)
        batch = await one.look()
        assert kinds(batch) == ["ci.run.failure"]
        assert [failed.name for _, failed in one.failed] == ["build", "test"]
        one.failed.clear()
        one.begin(batch.progress[0].value)
        batch = await one.look()
        assert kinds(batch) == []
        assert [failed.name for _, failed in one.failed] == ["build", "test"], "their logs were never told"
        one.told = True
        batch = await one.look()
        one.failed.clear()
        one.begin(one.watch.progress().value)
        await one.look()
        assert one.failed == []


async def test_a_new_attempt_is_told_although_the_list_lags():
    async with watched(HandClock(), lag=3) as one:
        number = one.fake.add("failure", {"build": "success", "test": "failure"})
        await one.look()
        found = one.watch.run(str(number))
        assert found is not None
        await one.watch.provider.retry(found, None, failed=True)
        attempts = []
        for _ in range(5):
            await one.look()
            seen = one.watch.run(str(number))
            attempts.append(seen.attempt if seen else 0)
        assert attempts == [1, 1, 1, 2, 2]
        one.fake.finish(number, "success")
        batch = await one.look()
        assert kinds(batch) == ["ci.run.success"]
        assert [passed.job for passed in batch.passed] == ["engine / CI / test"]


async def test_jobs_that_are_denied_leave_the_runs():
    def deny(request: Request) -> Response | None:
        return Response(403, b'{"message": "Resource not accessible"}') if request.path.endswith("/jobs") else None

    async with watched(HandClock()) as one:
        one.fake.trouble = deny
        one.fake.add(None, {"build": None})
        batch = await one.look()
        assert batch.ci is not None
        assert len(batch.ci.runs) == 1
        sights = {sight.kind: sight for sight in batch.ci.places[0].sights}
        assert sights["runs"].freshness is Freshness.LIVE
        assert sights["jobs"].freshness is Freshness.ERROR
        assert "not accessible" in sights["jobs"].detail
        assert one.watch.sights.trouble() == ""
        one.fake.trouble = lambda _request: None
        batch = await one.look()
        assert batch.ci is not None
        assert batch.ci.places[0].sights[1].freshness is Freshness.LIVE
        assert [found.name for found in batch.ci.jobs] == ["build"]


@pytest.mark.parametrize(
    ("trouble", "freshness", "word"),
    [
        (Response(401, b"{}"), Freshness.ERROR, "401"),
        (Response(404, b"{}"), Freshness.ERROR, "404"),
        (Response(500), Freshness.ERROR, "500"),
        (Response(200, b"<html>Sign in</html>"), Freshness.ERROR, "HTML"),
        (Response(200, b"x" * (9 << 20)), Freshness.ERROR, "8 MB"),
        (Response(429, b"", {"retry-after": "3600"}), Freshness.STALE, "peace"),
    ],
)
async def test_troubles_are_told_and_pass_by_themselves(trouble: Response, freshness: Freshness, word: str):
    async with watched(HandClock()) as one:
        await one.look()
        one.fake.trouble = lambda _request: trouble
        asked = len(one.server.seen)
        for _ in range(20):
            batch = await one.look(wait=True)
            assert batch.events == ()
        assert len(one.server.seen) - asked <= 20
        sight = one.watch.sights.all()[0]
        assert (sight.freshness, sight.seen) == (freshness, 1_700_000_000.0)
        assert word in one.watch.sights.trouble()
        one.fake.trouble = lambda _request: None
        one.fake.add("success", {})
        for _ in range(2):
            await one.look(wait=True)
        assert one.watch.sights.trouble() == ""


@pytest.mark.parametrize(("running", "most"), [(0, 120), (1, 900)])
async def test_twenty_repositories_stay_modest(running: int, most: int):
    """Requests an hour, idle and with one that runs; nearly all of them bring nothing new and cost nothing."""
    import contextlib

    load = Load(even)
    load.places = 20
    async with contextlib.AsyncExitStack() as stack:
        clocks = [HandClock() for _ in range(20)]
        places = [await stack.enter_async_context(watched(clock, load)) for clock in clocks]
        for one in places:
            one.fake.add("success", {"build": "success"})
        for one in places[:running]:
            one.fake.add(None, {"build": None})
        for one in places:
            await one.look()
        before = sum(len(one.server.seen) for one in places)
        charged = sum(one.fake.charged for one in places)
        for one, clock in zip(places, clocks, strict=True):
            end = clock.time + 3600
            while clock.time < end:
                await one.look(wait=True)
        asked = sum(len(one.server.seen) for one in places) - before
        assert 20 <= asked <= most
        assert sum(one.fake.charged for one in places) - charged <= 0.05 * asked


async def test_a_strangers_hour_lasts():
    """Sixty requests an hour are never used up, although something runs all the time."""
    clock = HandClock()
    async with watched(clock, token="", limit=60) as one:
        one.fake.add(None, {"build": None})
        end = clock.time + 3 * 3600
        refused = 0
        while clock.time < end:
            await one.look(wait=True)
            refused += bool(one.watch.sights.trouble())
        assert refused == 0
        assert one.fake.charged > 100


def test_delays():
    load = Load(even)
    assert load.delay(Pace(10, 60), 0, eager=False) == 60
    assert load.delay(Pace(10, 60), 1, eager=False) == 10
    assert load.delay(Pace(10, 60), 3, eager=False) == 20
    assert load.delay(Pace(10, 60), 0, eager=True) == 10
    assert load.delay(Pace(1, 30), 0, eager=True) == 1
    load.places = 20
    assert load.delay(Pace(10, 60), 0, eager=False) == 720
    assert [load.after_failure(n) for n in (1, 2, 3, 20)] == [5, 10, 20, 300]
    assert {Load(lambda: 0.0).about(10), Load(lambda: 1.0).about(10)} == {9, 11}


def test_an_allowance_is_stretched():
    allowance = Allowance(limit=1000, left=300, resets=1000.0)
    assert stretched(1, allowance, 1, now=0.0) == 10.0
    assert stretched(1, allowance, 2, now=0.0) == 20.0
    assert stretched(50, allowance, 1, now=0.0) == 50
    assert stretched(1, Allowance(limit=1000, left=200, resets=1000.0), 1, now=400.0) == 600.0
    assert stretched(1, allowance, 1, now=2000.0) == 1
    assert stretched(1, None, 1, now=0.0) == 1


def test_the_memory_is_bounded_and_survives_nonsense():
    memory = Memory(b"\xff\x00nonsense")
    assert memory.fresh
    for n in range(500):
        memory.see(run(str(n)), settled=True)
    memory.tell("499", "1")
    again = Memory(memory.dump())
    assert not again.fresh
    assert again.changed(run("1"))
    assert again.settled(run("499"))
    assert again.told(run("499"), job("1"))
    assert again.new_jobs((job("1", run="499"),))
    assert not again.new_jobs((job("1", run="499"),))

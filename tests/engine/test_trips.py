"""Pain and breakers: tripped while it hurts, one probe when it has calmed, overridden by a person."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from console.actions.attempt import Attempt
from console.bus import Channel
from console.engine.breakers import Breakers
from console.engine.found import Found
from console.engine.ladder import Ladder
from console.engine.queue.care import Hindrance
from console.engine.queue.ledger import Ledger
from console.engine.restrained import Restrained
from console.engine.trips import Trips, breaker_key, job_key
from console.engine.vsm.helm import Helm
from console.model.batch import Batch
from console.model.command import Command, CommandState
from console.model.job import Ending, Job, JobState, Work
from console.model.pain import Cause, Gate, Pain, Share
from console.model.ruling import Step, Tactic
from console.model.settings import BreakerSettings
from console.store.horizon import Uptime
from console.store.writer import Committed, Writer
from tests.engine.test_findings import Clock
from tests.engine.vsm.test_strategy import pattern
from tests.store.support import START, opened


class Plain:
    """Care that has nothing against anything and tries again at once."""

    async def admit(self, job: Job) -> Hindrance | None:
        return None

    async def work(self, job: Job) -> Work:
        return job.work

    async def after(self, job: Job, ending: Ending, attempt: Attempt) -> Step | None:
        return Step(Tactic.AGAIN, "it may pass")


class House:
    """Breakers, trips and strategy on a store."""

    def __init__(self, writer: Writer) -> None:
        self.clock = Clock()
        committed: Channel[Committed] = Channel("committed", 1000)
        committed.subscribe("test")
        ledger = Ledger(writer, self.clock)
        ladder = Ladder(ledger, committed, self.clock)
        self.probes: list[tuple[str, bool]] = []
        self.breakers = Breakers(
            ledger, committed, self.clock, BreakerSettings(), ladder, random.Random(1).random, self._uptime
        )
        looks: Channel[Found] = Channel("findings", 10)
        self.trips = Trips(
            looks.subscribe("breakers"), self.breakers, lambda scope, passed: self.probes.append((scope, passed))
        )
        self.helm = Helm(looks.subscribe("strategy"), self._deliver, ledger, ladder, self.clock)
        self.care = Restrained(Plain(), self.breakers, self.trips, self.helm)

    def _uptime(self) -> Uptime:
        return Uptime("boot", self.clock.time - START + 1000)

    async def _deliver(self, _source: str, _batch: Batch) -> None:
        """Nobody listens."""

    async def hurt(self, scope: str, gate: Gate, after: float = 10.0) -> None:
        self.clock.time += after
        cause = Cause(kind="hang", scope=scope, weight=0.9, severity=1.0, confidence=1.0, text="pytest hangs")
        shares = (Share(cause=cause, pain=0.9, since=START),)
        pain = Pain(scope=scope, at=self.clock.time, level=0.9, shares=shares, gate=gate)
        await self.trips.heed(Found(at=self.clock.time, pains=(pain,)))

    async def end(self, job: Job, code: int, cause: str = "exited") -> Step | None:
        return await self.care.after(job, Ending(code=code, cause=cause), Attempt("/nowhere"))

    async def reset(self, key: str) -> None:
        await self.breakers.table()["breaker.reset"](
            Command(
                id=1, time=START, name="breaker.reset", args={"key": key}, who="jk", state=CommandState.ACCEPTED,
                outcome="",
            )
        )  # fmt: skip


def job(title: str = "pytest -x tests/db", who: str = "watch", **fields: object) -> Job:
    made = Job(
        id=7, work=Work(argv=("sh", "-c", title), cwd="/"), title=title, state=JobState.QUEUED, enqueued=START, who=who
    )
    return replace(made, **fields)


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    async with opened(folder) as writer:
        yield House(writer)


def test_what_hurts_has_a_breaker_or_none() -> None:
    assert breaker_key("job:pytest -x") == "job pytest -x"
    assert breaker_key("service:deploy") == "job deploy"
    assert breaker_key("dependency:registry.npmjs.org") == "registry.npmjs.org"
    assert breaker_key("machine") == breaker_key("host:dev-01") == "machine"
    assert breaker_key("kind:f1:00aa") == ""
    assert len(breaker_key(f"job:{'x' * 5000}")) <= 200


async def test_what_starts_by_itself_waits_while_it_hurts(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.hurt("job:pytest -x tests/db", Gate.SHUT)
        held = await here.care.admit(job())
        assert held is not None
        assert "pytest hangs" in held.why
        assert await here.care.admit(job(who="jk@pts/3", attempt=1)) is not None
        assert await here.care.admit(job("make lint")) is None


async def test_a_person_may_start_it_all_the_same(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.hurt("machine", Gate.SHUT)
        assert await here.care.admit(job(who="jk@pts/3")) is None
        assert await here.care.admit(job()) is not None


async def test_calmed_it_lets_exactly_one_probe_through(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.hurt("machine", Gate.SHUT)
        await here.hurt("machine", Gate.PROBE)
        probe, other = job(), replace(job("make lint"), id=8)
        assert await here.care.admit(probe) is None
        assert await here.care.admit(other) is not None
        await here.end(probe, 0)
        assert here.probes == [("machine", True)]
        assert await here.care.admit(other) is None


async def test_a_failed_probe_shuts_it_again(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.hurt("machine", Gate.SHUT)
        await here.hurt("machine", Gate.PROBE)
        assert await here.care.admit(job()) is None
        await here.end(job(), 1)
        assert here.probes == [("machine", False)]
        assert await here.care.admit(job()) is not None


async def test_a_cancelled_probe_says_nothing_and_is_given_back(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.hurt("machine", Gate.SHUT)
        await here.hurt("machine", Gate.PROBE)
        assert await here.care.admit(job()) is None
        await here.end(job(), 143, "cancelled")
        assert here.probes == []
        assert await here.care.admit(replace(job(), id=9)) is None


async def test_a_reset_by_a_person_holds_until_it_has_stopped_hurting(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.hurt("machine", Gate.SHUT)
        await here.reset("machine")
        await here.hurt("machine", Gate.SHUT)
        assert await here.care.admit(job()) is None
        await here.hurt("machine", Gate.OPEN)
        await here.hurt("machine", Gate.SHUT)
        assert await here.care.admit(job()) is not None


async def test_a_trip_ends_by_itself_when_nobody_renews_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        first = House(writer)
        await first.hurt("machine", Gate.SHUT)
        second = House(writer)
        second.trips._tripped = {key: key for key in await second.breakers.broken()}
        second.clock.time = first.clock.time + 60
        assert await second.care.admit(job()) is not None
        second.clock.time = first.clock.time + 130
        assert await second.care.admit(job()) is None


async def test_a_dependency_is_tripped_for_all_that_depend_on_it(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.hurt("dependency:registry", Gate.SHUT)
        assert not (await here.breakers.allow("registry")).allowed


async def test_trying_again_waits_as_the_strategy_says(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        assert await here.end(job(), 1) == Step(Tactic.AGAIN, "it may pass")
        await here.helm.heed(Found(at=here.clock.time, patterns=(pattern("retry_storm", here.clock.time),)))
        step = await here.end(job(), 1)
        assert step is not None
        assert step.wait == 60
        assert "retry_storm shows" in step.reason


async def test_tests_that_failed_run_first_while_the_strategy_says_so(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        tests = job(work=Work(argv=("pytest", "-q"), cwd="/"))
        assert (await here.care.work(tests)).argv == ("pytest", "-q")
        await here.helm.heed(Found(at=here.clock.time, patterns=(pattern("flaky", here.clock.time),)))
        assert (await here.care.work(tests)).argv == ("pytest", "--failed-first", "-q")


def test_a_job_is_known_by_the_name_that_rules_give_it() -> None:
    assert job_key("pytest -x tests/db") == "job pytest -x tests/db"
    assert len(job_key("x " * 5000)) <= 200

"""B22: the wall clock jumps while the engine runs; nothing is lost, nothing runs wild, stamps only grow."""

import asyncio
import time
from pathlib import Path

import pytest

from console import link
from console.engine.service import Engine
from console.engine.supervise import LONGEST_DELAY, Supervisor
from console.model.batch import Batch, Emit, Resume
from console.model.hlc import HybridClock
from console.model.settings import GitSettings, LogSettings, MachineSettings, ProcessSettings, Settings
from console.model.source import Freshness
from console.store import statedir
from console.store.writer import Writer
from tests.e2e.support import Session
from tests.faults.support import lines, numbers

pytestmark = pytest.mark.engine

HOUR, DAY = 3600.0, 86400.0
SETTINGS = Settings(
    logs=LogSettings(paths=(".",)),
    processes=ProcessSettings(enabled=False),
    machine=MachineSettings(interval_s=1),
    git=GitSettings(enabled=False),
)


class JumpingClock:
    """The machine's clock, whose wall time is moved by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def until(session: Session, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(numbers(session)) < count:
        assert time.monotonic() < deadline, numbers(session)
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("jumps", [(2 * DAY, -2 * DAY), (-HOUR, HOUR), (8 * HOUR,), (-30 * DAY, 60 * DAY)])
async def test_b22_the_wall_clock_jumps(session: Session, jumps: tuple[float, ...]) -> None:
    clock = JumpingClock()
    state = statedir.open_state(str(session.project), str(session.state))
    writer = await Writer.open(state.store, HybridClock(clock.now), state.node, project=state.project)
    engine = Engine(state.project, state, SETTINGS, writer, clock, notices=(), until_idle=False)
    running = asyncio.create_task(engine.run())
    written = 0
    for jump in (0.0, *jumps):
        clock.ahead += jump
        session.append(*lines(written, 10))
        written += 10
        await until(session, written)
        reply = (await asyncio.to_thread(link.ask, state.socket, link.Request(id=1, health=True)))[1]
        assert reply is not None
        assert reply.health is not None
        assert reply.health.notices == ()
    session.append(*lines(written, 10))
    await until(session, written + 10)
    assert sorted(numbers(session)) == list(range(written + 10))
    stamps = [event.hlc for event in sorted(session.events(), key=lambda event: event.seq)]
    assert stamps == sorted(set(stamps))
    with session.reader_of() as reader:
        assert all(source.restarts == 0 for source in reader.frame().sources)
    await asyncio.to_thread(link.ask, state.socket, link.Request(id=1, command="engine.stop", who="test"))
    await running
    assert session.sound()


async def test_b22_fresh_events_outlive_a_clock_that_leaps_ahead(session: Session) -> None:
    """What is kept for a day is kept for a day of time that passed, and the leap is told."""
    clock = JumpingClock()
    state = statedir.open_state(str(session.project), str(session.state))
    writer = await Writer.open(state.store, HybridClock(clock.now), state.node, project=state.project)
    engine = Engine(state.project, state, SETTINGS, writer, clock, notices=(), until_idle=False)
    running = asyncio.create_task(engine.run())
    session.append(*(f"WARN {line}" for line in lines(0, 10)))
    await until(session, 10)
    await engine._housekeeping.tidy()
    clock.ahead += 2 * DAY
    await engine._housekeeping.tidy()
    assert numbers(session) == list(range(10))
    reply = (await asyncio.to_thread(link.ask, state.socket, link.Request(id=1, health=True)))[1]
    assert reply is not None
    assert reply.health is not None
    assert any("the clock leapt 48.0 hours ahead" in notice for notice in reply.health.notices)
    await asyncio.to_thread(link.ask, state.socket, link.Request(id=2, command="engine.stop", who="test"))
    await running


class Failing:
    """A source that always fails."""

    name = "failing"
    interval = 1.0

    def __init__(self) -> None:
        self.runs = 0

    async def run(self, emit: Emit, resume: Resume) -> None:
        self.runs += 1
        raise OSError("as always")


async def test_b22_a_jump_is_no_reason_to_try_again_at_once() -> None:
    """Backoff is a matter of the monotonic clock."""
    clock, source = JumpingClock(), Failing()

    async def deliver(_name: str, _batch: Batch) -> None:
        return

    async def resume(_name: str) -> dict[str, bytes]:
        return {}

    supervisor = Supervisor(source, deliver, resume, lambda: None, clock)
    running = asyncio.create_task(supervisor.run())
    deadline = time.monotonic() + 20
    while source.runs < 2:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    before = source.runs
    for jump in (2 * DAY, -3 * DAY, 8 * HOUR) * 20:
        clock.ahead += jump
        await asyncio.sleep(0)
    assert source.runs <= before + 1
    assert supervisor.state.freshness is Freshness.ERROR
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert LONGEST_DELAY <= 60


async def test_b22_the_store_opens_after_a_run_in_the_future(tmp_path: Path) -> None:
    clock = JumpingClock()
    clock.ahead = 2 * DAY
    first = await Writer.open(str(tmp_path / "s"), HybridClock(clock.now), "n")
    command = await first.accept("x", {}, "t")
    await first.close()
    clock.ahead = 0
    second = await Writer.open(str(tmp_path / "s"), HybridClock(clock.now), "n")
    later = await second.accept("y", {}, "t")
    assert later.id > command.id
    await second.close()

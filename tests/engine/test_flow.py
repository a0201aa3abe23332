"""Flow in the engine: fed with what is committed and with the queue, kept as a state, told when it changes."""

import asyncio
import sqlite3
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from console.bus import Channel
from console.engine import flow_feed
from console.engine.flow import FlowKeeper, _same
from console.model.batch import Batch, State
from console.model.ci import CiNews, Phase, Run, Stand
from console.model.event import Draft, Severity, Voice
from console.model.flow import Flow, FlowState, Friction
from console.model.job import Job, JobState, Work
from console.model.machine import GitState
from console.store import write_jobs
from console.store.writer import Committed, Writer
from tests.store.support import Wall, opened, reader, store

START = 1_795_000_020.0
MINUTE = 60.0


class Clock:
    """The store's wall clock, moved by hand; waiting waits for ever."""

    def __init__(self, wall: Wall) -> None:
        self.wall = wall

    def now(self) -> float:
        return self.wall.now

    def monotonic(self) -> float:
        return self.wall.now

    async def sleep(self, _seconds: float) -> None:
        await asyncio.Event().wait()


class Desk:
    """A keeper whose batches are written into a store as an engine would."""

    def __init__(self, writer: Writer, wall: Wall, path: str) -> None:
        self.writer, self.wall = writer, wall
        self.channel: Channel[Committed] = Channel("committed", 1000)
        self.told: list[Draft] = []
        self.keeper = FlowKeeper(self.channel, self._deliver, Clock(wall), store=path, offset=0.0)

    async def _deliver(self, source: str, batch: Batch) -> None:
        self.told += batch.events
        await self.writer.write([(source, batch)])

    async def see(self, *drafts: Draft) -> None:
        """Events as the engine commits them."""
        self.keeper.take(await self.writer.write([("git", Batch(events=drafts))]))

    async def minutes(self, count: int, act: Callable[[float], tuple[Draft, ...]]) -> None:
        """So many minutes, with what `act` makes of each; a look at the end of every one."""
        for _ in range(count):
            drafts = act(self.wall.now)
            self.wall.now += MINUTE
            if drafts:
                await self.see(*drafts)
            await self.keeper.tick()


def draft(time: float, kind: str, **attrs: object) -> Draft:
    return Draft(
        time=time, source=kind.partition(".")[0], kind=kind, voice=Voice.SKYSKRAPER, severity=Severity.INFO,
        text=kind, template=kind, attrs=attrs,
    )  # fmt: skip


def edits(time: float) -> tuple[Draft, ...]:
    return tuple(draft(time + 12 * n, "git.edit") for n in range(4))


def waits(time: float) -> tuple[Draft, ...]:
    return (draft(time, "ci.started", run=7, name="CI"),)


def nothing(_time: float) -> tuple[Draft, ...]:
    return ()


async def test_a_block_is_kept_told_at_once_and_seen_again_in_the_past(tmp_path):
    wall = Wall(START)
    async with opened(tmp_path, wall) as writer:
        desk = Desk(writer, wall, store(tmp_path))
        await desk.minutes(20, edits)
        flowing = wall.now
        await desk.minutes(1, waits)
        await desk.minutes(9, nothing)
        with_reader = reader(tmp_path, wall.now)
        now, then = with_reader.frame().flow, with_reader.frame(flowing).flow
        with_reader.close()
    assert (now.state, now.friction, now.detail) == (FlowState.BLOCKED, Friction.EXTERNAL_WAIT, "CI")
    assert then.state is FlowState.FLOWING
    (told,) = [event for event in desk.told if event.kind == "flow.blocked"]
    assert told.voice is Voice.HAND
    assert told.text == "work is blocked: external wait (CI)"
    assert any("min of flow" in event.text for event in desk.told)
    assert now.longest.seconds >= 15 * MINUTE


async def test_another_engine_goes_on_with_the_same_day(tmp_path):
    wall = Wall(START)
    async with opened(tmp_path, wall) as writer:
        desk = Desk(writer, wall, store(tmp_path))
        await desk.minutes(30, edits)
        before = desk.keeper._kept
        other = Desk(writer, wall, store(tmp_path))
        await other.keeper.remember()
        await other.keeper.tick()
    after = other.keeper._kept
    assert (after.state, after.timeline, after.present) == (before.state, before.timeline, before.present)
    assert other.told == []


async def test_nothing_is_counted_twice_after_a_restart(tmp_path):
    wall = Wall(START)
    async with opened(tmp_path, wall) as writer:
        desk = Desk(writer, wall, store(tmp_path))
        committed = await writer.write([("git", Batch(events=edits(START)))])
        await desk.keeper.remember()
        desk.keeper.take(committed)
        await desk.see(*edits(START + MINUTE))
    first = int(START // MINUTE)
    assert desk.keeper._analyst._minutes.total("edit", first, first + 2) == 8


async def test_a_pause_that_goes_on_is_not_stored_again(tmp_path):
    wall = Wall(START)
    async with opened(tmp_path, wall) as writer:
        desk = Desk(writer, wall, store(tmp_path))
        await desk.minutes(5, edits)
        await desk.minutes(40, nothing)
        kept = desk.keeper._kept
        await desk.minutes(10, nothing)
    assert kept.state is FlowState.IDLE
    assert desk.keeper._kept is kept


def test_that_a_day_has_begun_is_news_also_while_nobody_counts_as_at_work():
    night = Flow(at=START, state=FlowState.IDLE, since=START, score=0, reason="nobody at work")
    assert _same(replace(night, at=START + 5), night)
    assert not _same(replace(night, begun=START + 4), night)


async def test_a_store_that_cannot_be_read_is_told_and_asked_again(tmp_path):
    wall = Wall(START)
    async with opened(tmp_path, wall) as writer:
        desk = Desk(writer, wall, str(tmp_path / "none"))
        await desk.keeper.remember()
        await desk.minutes(2, edits)
        assert "no store" in desk.keeper.notices[0]
        desk.keeper._store = store(tmp_path)
        await desk.minutes(1, edits)
        assert desk.keeper.notices == ()


async def test_the_hours_that_are_over_are_kept_apart_and_read_together(tmp_path):
    wall = Wall(START)
    async with opened(tmp_path, wall) as writer:
        desk = Desk(writer, wall, store(tmp_path))
        await desk.minutes(100, edits)
        one = reader(tmp_path, wall.now)
        found = one.frame().flow
        one.close()
    assert found.timeline[0].start < START + 10 * MINUTE
    assert sum(stretch.seconds for stretch in found.timeline) >= 95 * MINUTE


def started(conn: sqlite3.Connection, at: float) -> None:
    """A job that runs since then."""
    job = Job(id=0, work=Work(argv=("make",), cwd="/p"), title="make all", state=JobState.QUEUED, enqueued=at)
    number, _ = write_jobs.add(conn, job, "")
    write_jobs.begin(conn, number, 1, at)


async def test_a_job_that_runs_is_waited_for_before_it_ends(tmp_path):
    wall = Wall(START)
    async with opened(tmp_path, wall) as writer:
        desk = Desk(writer, wall, store(tmp_path))
        await desk.minutes(20, edits)
        await writer.aside(lambda conn: started(conn, wall.now))
        desk.keeper.take(Committed(frozenset({"jobs"})))
        await desk.minutes(8, nothing)
        found = desk.keeper._kept
    assert (found.state, found.friction, found.detail) == (FlowState.SLOWED, Friction.TEST_BOTTLENECK, "make all")


HEAD = "9f3c2d1e5b7a"


@pytest.mark.parametrize(("commit", "waits"), [(HEAD, True), (HEAD[:7], True), ("0" * 12, False), ("", False)])
async def test_ci_is_waited_for_on_the_commit_that_is_checked_out_only(tmp_path, commit, waits):
    wall = Wall(START)
    run = Run(
        place="gh:o/r", id="7", name="CI", stand=Stand(Phase.RUNNING), created=START, started=START, commit=commit
    )
    head = GitState(branch="main", head=HEAD, subject="s", committed=START)
    async with opened(tmp_path, wall) as writer:
        await writer.write([("ci", Batch(ci=CiNews(runs=(run,)), states=(State("git", "head", head),)))])
        found = await writer.aside(flow_feed.begun)
    assert [step.key for step in found] == (["ci 7"] if waits else [])

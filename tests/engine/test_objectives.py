"""Objectives in the engine: counted by minute, kept over restarts, told when their word changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from console.bus import Bus, Channel
from console.engine.objectives import Objectives
from console.engine.queue.ledger import Ledger
from console.model.batch import Batch
from console.model.event import Draft, Severity, Voice
from console.model.settings import SloSettings
from console.store import outcomes
from console.store.writer import Committed, Writer
from tests.engine.test_findings import Clock
from tests.store.support import START, opened


class Room:
    """Objectives on a store, with what they delivered."""

    def __init__(self, writer: Writer, asked: tuple[SloSettings, ...] = ()) -> None:
        self.clock = Clock()
        self.told: list[Batch] = []
        self.bus = Bus()
        self.committed = self.bus.add(Channel[Committed]("committed", 100))
        self.objectives = Objectives(self.committed, self._deliver, Ledger(writer, self.clock), self.clock, asked)

    async def _deliver(self, _source: str, batch: Batch) -> None:
        self.told.append(batch)

    def end(self, *kinds: str, ago: float = 0.0) -> None:
        for kind in kinds:
            self.objectives.see(job(kind, self.clock.time - ago))


def job(kind: str, time: float, voice: Voice = Voice.RUSTBELT) -> Draft:
    return Draft(
        time=time, source="jobs", kind=f"job.{kind}", voice=voice, severity=Severity.INFO, text="t", template="t",
        attrs={"title": "make lint"},
    )  # fmt: skip


@asynccontextmanager
async def room(folder: Path, **keys: tuple[SloSettings, ...]) -> AsyncIterator[Room]:
    async with opened(folder) as writer:
        yield Room(writer, **keys)


async def test_what_has_never_happened_is_not_shown(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        await running.objectives.tick()
        assert running.objectives.budgets == ()
        assert running.told == []


async def test_counts_are_kept_and_go_on_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        first = Room(writer)
        first.end("passed", "passed", "failed")
        await first.objectives.tick()
        second = Room(writer)
        await second.objectives.load()
        second.end("passed")
        await second.objectives.tick()
        (budget,) = second.objectives.budgets
        whole = max(budget.burns, key=lambda burn: burn.seconds)
        assert (whole.total, whole.bad) == (4, 1)
        assert budget.spenders[0].title == "make lint"


async def test_a_change_of_the_word_is_told_once_in_the_third_voice(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        running.end(*["passed"] * 10, *["failed"] * 30)
        await running.objectives.tick()
        running.clock.time += 61
        await running.objectives.tick()
        events = [event for batch in running.told for event in batch.events]
        assert [event.kind for event in events] == ["budget.investigate"]
        assert events[0].text.startswith("jobs: investigate, 30 of 40 failed in 7d")
        assert events[0].voice is Voice.HAND


async def test_states_and_the_burn_down_are_stored_once_a_minute(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        running.end(*["passed"] * 20, "failed")
        for _ in range(7):
            await running.objectives.tick()
            running.clock.time += 10
        stored = [batch for batch in running.told if batch.states]
        assert [state.kind for state in stored[0].states] == ["objectives"]
        assert len(running.told) == 2
        assert running.told[0].samples[0].series == "own.budget.jobs"
        assert round(running.told[0].samples[0].value) == 52


async def test_own_words_and_clocks_that_run_ahead_count_for_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        running.objectives.see(job("failed", START, Voice.HAND))
        running.end("failed", ago=-9000)
        await running.objectives.tick()
        assert running.objectives.budgets == ()


async def test_a_wrong_objective_is_a_notice(tmp_path: Path) -> None:
    async with room(tmp_path, asked=(SloSettings(name="api", objective=99, of="events"),)) as running:
        assert "slo api" in running.objectives.notices[0]


async def test_what_was_committed_and_not_counted_before_a_kill_is_counted_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write([("jobs", Batch(events=tuple(job("failed", START + i) for i in range(4))))])
        for extra in (0, 1, 0):
            await writer.write([("jobs", Batch(events=(job("passed", START),) * extra))])
            engine = Room(writer)
            await engine.objectives.load()
            await engine.objectives.tick()
        stored = await writer.aside(lambda conn: outcomes.since(conn, 0))
        assert [(row.good, row.bad) for row in stored if row.objective == "jobs"] == [(1, 0), (0, 4)]


async def test_what_is_recounted_and_comes_over_the_bus_too_counts_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        engine = Room(writer)
        engine.committed.publish(await writer.write([("jobs", Batch(events=(job("failed", START),)))]))
        (_, running), *_ = engine.objectives.jobs()
        task = asyncio.create_task(running)
        while any(state.depth for state in engine.bus.states()):  # noqa: ASYNC110 - an emptied queue gives no signal
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await engine.objectives.tick()
        assert {burn.bad for burn in engine.objectives.budgets[0].burns} == {1}

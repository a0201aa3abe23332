"""The analysts in the engine: fed with what is committed, they tell quietly and remember."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from console.bus import Channel
from console.engine.commands import RefusedError
from console.engine.findings import Findings
from console.engine.found import Found
from console.model.batch import Batch, Sample
from console.model.command import Command, CommandState
from console.model.event import Draft, Event, Severity, Voice
from console.model.settings import BudgetSettings
from console.store.writer import Committed
from tests.store.support import START, opened, store


class Clock:
    """A wall clock that is moved by hand; waiting waits for ever."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, _seconds: float) -> None:
        await asyncio.Event().wait()


class Engine:
    """Findings on a channel, with what they delivered."""

    def __init__(self, path: str, files: tuple[str, ...] = ()) -> None:
        self.clock = Clock()
        self.channel: Channel[Committed] = Channel("committed", 100)
        self.told: list[Batch] = []
        self.found: Channel[Found] = Channel("findings", 10)
        self.looks = self.found.subscribe("test")
        self.findings = Findings(
            self.channel, self._deliver, self.clock, store=path, node="dev-01", settings=BudgetSettings(), files=files,
            found=self.found,
        )  # fmt: skip

    async def _deliver(self, _source: str, batch: Batch) -> None:
        self.told.append(batch)

    async def feed(self, *drafts: Draft) -> None:
        """Have events seen as committed ones, at the time of the newest."""
        self.clock.time = max(self.clock.time, *(draft.time for draft in drafts))
        self.channel.publish(Committed(frozenset({"events"}), tuple(_stored(draft) for draft in drafts)))
        listening = asyncio.create_task(self.findings._listen())
        while len(self.findings._committed):  # noqa: ASYNC110 - an emptied queue gives no signal
            await asyncio.sleep(0)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening

    @property
    def kinds(self) -> list[str]:
        return [event.kind for batch in self.told for event in batch.events]


def _stored(draft: Draft) -> Event:
    fields: dict[str, Any] = {name: getattr(draft, name) for name in Draft.__struct_fields__}
    return Event(**fields, seq=1, hlc=1, node="dev-01")


def error(seconds: float, signature: str = "E1", voice: Voice = Voice.RUSTBELT) -> Draft:
    return Draft(
        time=START + seconds, source="logs", kind="log.line", voice=voice, severity=Severity.ERROR, text="boom",
        template="boom", fingerprint=signature,
    )  # fmt: skip


@asynccontextmanager
async def engine(folder: Path, **keys: Any) -> AsyncIterator[Engine]:
    async with opened(folder):
        yield Engine(store(folder), **keys)


async def test_three_equal_errors_are_told_once_in_the_third_voice(tmp_path: Path) -> None:
    async with engine(tmp_path) as running:
        await running.feed(error(0), error(70), error(140))
        running.clock.time = START + 141
        await running.findings.tick()
        await running.findings.tick()
        events = [event for batch in running.told for event in batch.events]
        assert [event.kind for event in events] == ["pattern.error_burst"]
        assert (events[0].voice, events[0].severity) == (Voice.HAND, Severity.NOTICE)


async def test_the_states_hold_budget_patterns_and_pain(tmp_path: Path) -> None:
    async with engine(tmp_path) as running:
        await running.feed(error(0), error(70), error(140))
        running.clock.time = START + 141
        await running.findings.tick()
        states = {state.kind: state.value for state in running.told[-1].states}
        assert states["budget"].spent == 3
        assert [one.rule for one in states["patterns"]] == ["error_burst"]
        assert 0 < states["pain"]["level"] < 0.5


async def test_nothing_new_is_not_stored_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as running:
        for _ in range(3):
            running.clock.time += 100
            await running.findings.tick()
        assert len(running.told) == 1


async def test_own_findings_and_old_material_are_no_news(tmp_path: Path) -> None:
    async with engine(tmp_path) as running:
        await running.feed(*(error(i * 70, voice=Voice.HAND) for i in range(4)))
        await running.feed(*(error(i * 70 - 9000, "old") for i in range(4)))
        await running.findings.tick()
        assert running.kinds == []


async def test_the_word_is_told_when_it_changes(tmp_path: Path) -> None:
    async with engine(tmp_path) as running:
        await running.findings.tick()
        await running.feed(*(error(i * 20, f"E{i}") for i in range(40)))
        running.clock.time = START + 800
        await running.findings.tick()
        assert "budget.investigate" in running.kinds


async def test_the_budget_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write([("logs", Batch(events=tuple(error(-600 + i, f"E{i}") for i in range(7))))])
        running = Engine(store(tmp_path))
        await running.findings.tick()
        assert running.told[-1].states[0].value.spent == 7


async def test_samples_pass_by_and_odd_ones_harm_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path) as running:
        batches = [("machine", Batch(samples=(Sample(float("nan"), "memory.used", 1.0, "bytes", 2.0),)))]
        assert running.findings.measured(batches) is batches
        await running.findings.tick()


async def test_a_wrong_rule_file_is_a_notice(tmp_path: Path) -> None:
    async with engine(tmp_path, files=(str(tmp_path / "none.toml"),)) as running:
        assert "no such file" in running.findings.notices[0]


async def test_seeing_to_nothing_is_refused_in_plain_words(tmp_path: Path) -> None:
    async with engine(tmp_path) as running:
        see_to_it = running.findings.table()["pain.ack"]
        for scope in ("", "job:pytest"):
            command = Command(
                id=1, time=START, name="pain.ack", args={"scope": scope}, who="me", state=CommandState.ACCEPTED
            )
            with pytest.raises(RefusedError, match=r"^nothing hurts, so there is nothing to see to$"):
                await see_to_it(command)

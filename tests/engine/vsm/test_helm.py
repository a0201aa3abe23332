"""The strategy in the engine: told, stored, refusable, undone, and remembered over restarts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from console.bus import Channel
from console.engine.found import Found
from console.engine.ladder import Ladder
from console.engine.queue.ledger import Ledger
from console.engine.vsm.helm import Helm
from console.model.batch import Batch
from console.model.command import Command, CommandState
from console.model.job import Track
from console.store.writer import Committed, Writer
from tests.engine.test_findings import Clock
from tests.engine.vsm.test_strategy import pattern
from tests.store.support import START, opened


class Bridge:
    """A helm on a store; what it delivers is written."""

    def __init__(self, writer: Writer) -> None:
        self.clock = Clock()
        self.told: list[Batch] = []
        self._writer = writer
        committed: Channel[Committed] = Channel("committed", 100)
        committed.subscribe("test")
        ledger = Ledger(writer, self.clock)
        self.ladder = Ladder(ledger, committed, self.clock)
        looks: Channel[Found] = Channel("findings", 10)
        self.helm = Helm(looks.subscribe("strategy"), self._deliver, ledger, self.ladder, self.clock)

    async def _deliver(self, source: str, batch: Batch) -> None:
        self.told.append(batch)
        await self._writer.write([(source, batch)])

    async def look(self, *rules: str, after: float = 0.0) -> None:
        self.clock.time += after
        found = tuple(pattern(rule, self.clock.time) for rule in rules)
        await self.helm.heed(Found(at=self.clock.time, patterns=found))

    @property
    def kinds(self) -> list[str]:
        return [event.kind for batch in self.told for event in batch.events]


@asynccontextmanager
async def bridge(folder: Path) -> AsyncIterator[Bridge]:
    async with opened(folder) as writer:
        yield Bridge(writer)


async def test_usually_nothing_is_changed(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        await running.look()
        tracks = {"a": Track(name="a", parallel=4)}
        assert running.helm.limited(tracks, 8) == (tracks, 8)
        assert running.helm.patience() == (0.0, "")
        assert not running.helm.failed_first()
        assert running.told == []


async def test_a_starving_machine_runs_one_job_of_a_group_at_a_time(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        await running.look("starvation")
        tracks, parallel = running.helm.limited({"a": Track(name="a", parallel=4)}, 8)
        assert (tracks["a"].parallel, parallel) == (1, 1)
        assert running.kinds == ["strategy.changed"]
        assert [one.name for one in running.ladder.taken] == ["strategy parallel"]
        assert running.told[0].states[0].kind == "strategy"


async def test_an_overload_halves_and_never_stops_a_group(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        await running.look("overload")
        tracks, parallel = running.helm.limited({"a": Track(name="a", parallel=1)}, 8)
        assert (tracks["a"].parallel, parallel) == (1, 4)


async def test_it_is_undone_when_the_pattern_stays_away_and_that_is_told(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        await running.look("retry_storm")
        assert running.helm.patience()[0] == 60
        await running.look(after=599)
        assert running.helm.patience()[0] == 60
        await running.look(after=2)
        assert running.helm.patience()[0] == 0
        assert running.kinds == ["strategy.changed", "strategy.usual"]
        assert running.ladder.taken == ()
        assert running.told[-1].states[0].value is None


async def test_a_person_may_refuse_it(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        await running.look("flaky")
        assert running.helm.failed_first()
        asked = {"name": "strategy tests"}
        refusal = Command(
            id=1, time=START, name="workaround.refuse", args=asked, who="jk", state=CommandState.ACCEPTED, outcome=""
        )
        await running.ladder.table()["workaround.refuse"](refusal)
        assert not running.helm.failed_first()
        assert running.helm.measures == ()


async def test_a_stricter_measure_takes_the_place_of_a_milder_one(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        await running.look("overload")
        await running.look("overload", "starvation", after=10)
        assert running.helm.limited({}, 8)[1] == 1
        assert len(running.ladder.taken) == 1
        assert running.kinds == ["strategy.changed", "strategy.changed"]


async def test_it_goes_on_after_a_restart_until_it_expires(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        first = Bridge(writer)
        await first.look("starvation")
        second = Bridge(writer)
        await second.helm.load()
        assert second.helm.limited({}, 8)[1] == 1
        late = Bridge(writer)
        late.clock.time += 3600
        await late.helm.load()
        assert late.helm.limited({}, 8)[1] == 8


async def test_a_pattern_that_goes_on_is_stored_once_a_minute(tmp_path: Path) -> None:
    async with bridge(tmp_path) as running:
        for _ in range(13):
            await running.look("starvation", after=10)
        assert len(running.told) == 3

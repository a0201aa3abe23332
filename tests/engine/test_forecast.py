"""Forecasts in the engine: fed with samples, kept as a state, told to the rules, read back into the frame."""

import os
from contextlib import closing

from console.engine.forecast import Forecasts
from console.model.batch import Batch, Sample
from console.model.job import Job
from console.model.pattern import Record
from console.model.settings import ForecastSettings
from console.store.statedir import StateDir
from tests.store.support import START, Wall, opened, reader, store


class Clock:
    """A wall clock that is moved by hand; nothing waits."""

    def __init__(self, time: float) -> None:
        self.time = time

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, _seconds: float) -> None:
        raise AssertionError


class Engine:
    """Forecasts with what they delivered and told."""

    def __init__(self, path: str, time: float = START) -> None:
        self.clock = Clock(time)
        self.told: list[Batch] = []
        self.records: list[Record] = []
        self.jobs: list[Job] = []
        self.forecasts = Forecasts(
            self._deliver,
            self.clock,
            project=os.path.dirname(path),
            state=StateDir(os.path.dirname(path), os.path.dirname(path), "box"),
            tell=self.records.append,
            jobs=self._open,
            own=(ForecastSettings(name="left", command=("left",), limit=0.0, direction="down"),),
        )

    async def _open(self) -> list[Job]:
        return self.jobs

    async def _deliver(self, source: str, batch: Batch) -> None:
        assert source == "forecast"
        self.told.append(batch)

    async def climb(self, minutes: float, *, slope: float = 1.0, name: str = "memory.used", unit: str = "bytes"):
        """Measure a climb from 40 of 100, `slope` a minute."""
        begin = self.clock.time
        while self.clock.time - begin < minutes * 60:
            self.clock.time += 15
            value = 40 + slope * (self.clock.time - begin) / 60
            sample = Sample(self.clock.time, name, value, unit, 100.0)
            batches = [("machine", Batch(samples=(sample,)))]
            assert self.forecasts.measured(batches) is batches
            await self.forecasts.tick()


async def test_a_climb_is_stored_and_told(tmp_path):
    async with opened(tmp_path):
        engine = Engine(store(tmp_path))
        await engine.climb(45)
    (state,) = engine.told[-1].states
    found = state.value["memory.used"].at(engine.clock.time)
    assert (state.kind, state.key, found.warning) == ("forecast", "series", True)
    assert abs(found.eta_s - 900) < 200
    near = engine.records[-1].fields
    assert near["type"] == "forecast"
    assert near["series"] == "memory.used"
    assert near["eta"] <= 1800
    far = next(record.fields for record in engine.records if "eta" in record.fields)
    assert far["eta"] > 2700


async def test_quiet_series_and_those_without_an_end_are_not_kept(tmp_path):
    async with opened(tmp_path):
        engine = Engine(store(tmp_path))
        await engine.climb(30, slope=0.0)
        await engine.climb(30, name="cpu.total", unit="percent")
    assert engine.told == []
    assert {record.fields["series"] for record in engine.records} == {"memory.used"}
    assert engine.forecasts.notices == ()


async def test_the_frame_reads_it_now_and_then(tmp_path):
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        engine = Engine(store(tmp_path))
        await engine.climb(45)
        wall.now = engine.clock.time
        await writer.write([("forecast", engine.told[-1])])
        with closing(reader(tmp_path, wall.now)) as opens:
            assert opens.frame().forecasts["memory.used"].warning
            assert opens.frame(at=START + 60).forecasts == {}


async def test_the_last_hour_is_remembered(tmp_path):
    wall = Wall(START + 45 * 60)
    samples = tuple(Sample(START + 15 * i, "memory.used", 40 + i / 4, "bytes", 100.0) for i in range(1, 181))
    async with opened(tmp_path, wall) as writer:
        await writer.write([("machine", Batch(samples=samples))])
        engine = Engine(store(tmp_path), wall.now)
        await engine.forecasts.tick()
    assert [record.fields["series"] for record in engine.records] == ["memory.used"]
    assert "eta" in engine.records[0].fields

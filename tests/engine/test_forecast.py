"""Forecasts in the engine: fed with samples, kept as a state, told to the rules, read back into the frame."""

import os
from collections.abc import Callable
from contextlib import closing

import msgspec

from console.engine.forecast import Forecasts
from console.model.batch import Batch, Sample, State
from console.model.job import Job, JobState, Needs, Work
from console.model.machine import ProcessRow
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
        self.table: Callable[[float], tuple[State, ...]] = lambda _value: ()
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

    async def climb(
        self,
        minutes: float,
        *,
        slope: float = 1.0,
        name: str = "memory.used",
        unit: str = "bytes",
        limit: float | None = 100.0,
    ) -> None:
        """Measure a climb from 40 of 100, `slope` a minute."""
        begin = self.clock.time
        while self.clock.time - begin < minutes * 60:
            self.clock.time += 15
            value = 40 + slope * (self.clock.time - begin) / 60
            sample = Sample(self.clock.time, name, value, unit, limit)
            batches = [("machine", Batch(samples=(sample,), states=self.table(value)))]
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


def table(rss: float) -> tuple[State, ...]:
    """The table of processes with one that has so much memory."""
    row = ProcessRow(
        pid=7, ppid=1, name="cc1", command="cc1 big.c", user="jk", cpu=0.0, rss=int(rss), threads=1,
        state="running", started=START - 9e5, own=True,
    )  # fmt: skip
    return (State("processes", "table", [msgspec.to_builtins(row)]),)


async def test_a_warning_names_who_grows_and_what_can_be_done(tmp_path):
    async with opened(tmp_path):
        engine = Engine(store(tmp_path))
        work = Work(argv=("make",), cwd="/")
        for number in (1, 2):
            engine.jobs.append(Job(id=number, work=work, title="make", state=JobState.RUNNING, enqueued=START))
        engine.table = table
        await engine.climb(45)
    found = next(s.value for batch in reversed(engine.told) for s in batch.states if s.kind == "forecast")
    warned = found["memory.used"]
    assert (warned.culprit.name, warned.culprit.pid, warned.culprit.grown) == ("cc1 big.c", 7, 15)
    assert [offer.command for offer in warned.offers] == ["group.set"]
    assert engine.forecasts.looming(Needs(memory=50)).startswith("held: memory runs out in ~15")
    assert engine.forecasts.looming(Needs()) == ""


async def test_the_record_outlives_the_engine(tmp_path):
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        engine = Engine(store(tmp_path))
        await engine.climb(59)
        wall.now = engine.clock.time
        for batch in engine.told:
            await writer.write([("forecast", batch)])
        later = Engine(store(tmp_path), wall.now)
        await later.climb(1, slope=0.0, name="disk:/")
        with closing(reader(tmp_path, wall.now)) as opens:
            assert opens.frame().notes["foresight"]["record"]["outcomes"] == [True]
    assert all(state.kind == "forecast" for batch in later.told for state in batch.states)


async def test_the_series_of_a_process_ends_with_it(tmp_path):
    async with opened(tmp_path):
        engine = Engine(store(tmp_path))
        await engine.climb(45, name="memory:cc1.7")
        assert "memory:cc1.7" in engine.told[-1].states[-1].value
        await engine.climb(5, slope=0.0, name="swap.used")
    assert engine.told[-1].states[-1].value is None


async def test_a_falling_number_has_the_limit_of_its_setting(tmp_path):
    async with opened(tmp_path):
        engine = Engine(store(tmp_path))
        await engine.climb(30, slope=-1.0, name="number:left", unit="count", limit=None)
    found = next(state.value for state in engine.told[-1].states if state.kind == "forecast")["number:left"]
    assert found.warning
    assert found.limit == 0.0
    assert abs(found.eta_s - 600) < 150

"""The collector of the user's own numbers: each at its own pace, all beside each other."""

import asyncio
from collections.abc import Mapping, Sequence

from collectors.numbers.reading import read
from console.model.batch import Batch, Emit, Resume, Sample, State
from console.model.clock import Clock
from console.model.settings import ForecastSettings

PATIENCE = 30.0
LEAST = 1.0


class NumberCollector:
    """Runs the command of each configured number in the folder of the project, with the engine's own environment."""

    name = "numbers"

    def __init__(self, own: Sequence[ForecastSettings], clock: Clock, project: str, env: Mapping[str, str]) -> None:
        self._own = own
        self._clock = clock
        self._project = project
        self._env = env
        self._notes: dict[str, str] = {}

    @property
    def interval(self) -> float:
        """Seconds between signs of life."""
        return min((one.every_s for one in self._own), default=60.0)

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Measure until cancelled."""
        del resume
        async with asyncio.TaskGroup() as group:
            for one in self._own:
                group.create_task(self._follow(one, emit))

    async def _follow(self, one: ForecastSettings, emit: Emit) -> None:
        while True:
            began = self._clock.monotonic()
            await emit(await self._measure(one, min(one.every_s, PATIENCE)))
            await self._clock.sleep(max(one.every_s - (self._clock.monotonic() - began), LEAST))

    async def _measure(self, one: ForecastSettings, patience: float) -> Batch:
        reading = await read(one.command, self._project, self._env, patience)
        states = self._noted(one.name, reading.problem)
        if reading.value is None:
            return Batch(states=states)
        limit = one.limit if one.direction == "up" else None  # the limit of a series is what it rises to
        sample = Sample(self._clock.now(), f"number:{one.name}", reading.value, one.unit, limit)
        return Batch(samples=(sample,), states=states)

    def _noted(self, name: str, problem: str) -> tuple[State, ...]:
        """What cannot be measured and why, as the state `numbers`/`notes`, when it changed."""
        if self._notes.get(name, "") == problem:
            return ()
        self._notes = {**self._notes, name: problem}
        wrong = {own: words for own, words in self._notes.items() if words}
        return (State("numbers", "notes", wrong or None),)

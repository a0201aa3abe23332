"""What the tests of the small collectors share: a clock moved by hand, a recorder, waiting with a deadline."""

import asyncio
import time
from collections.abc import Callable

from console.model.batch import Batch
from console.model.event import Draft

DEADLINE = 20.0


class HandClock:
    """A clock whose `sleep` ends at once and moves the time by what was asked."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.time = now

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)


class Recorder:
    """Keeps every batch; `until` waits for the first moment at which a condition on all of them holds."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self._came = asyncio.Event()

    async def emit(self, batch: Batch) -> None:
        self.batches.append(batch)
        self._came.set()

    @property
    def events(self) -> list[Draft]:
        return [event for batch in self.batches for event in batch.events]

    def states(self, key: str) -> list[object]:
        return [state.value for batch in self.batches for state in batch.states if state.key == key]

    def of(self, kind: str) -> list[Draft]:
        return [event for event in self.events if event.kind == kind]

    async def until(self, condition: Callable[[], object], seconds: float = DEADLINE) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self._came.clear()
                await self._came.wait()


def wait_for(condition: Callable[[], object], seconds: float = DEADLINE) -> None:
    """Wait, without a loop, until something outside this process is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)

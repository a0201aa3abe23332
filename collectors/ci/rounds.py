"""The rounds of the CI collector: each place is followed by itself, one digger reads the logs for all."""

import asyncio
from collections.abc import Callable, Mapping

from collectors.ci.digger import Digger, Task
from collectors.ci.errors import CiError, MissingError
from collectors.ci.examiner import Examiner
from collectors.ci.hosts import Line, Switchboard
from collectors.ci.pace import Load
from collectors.ci.places import Found
from collectors.ci.provider import Hinting, Provider
from collectors.ci.shelf import Shelf
from collectors.ci.watch import Watch
from console.model.batch import Batch, Emit, Resume
from console.model.ci import CiJob, Run
from console.model.clock import Clock

SOONEST = 0.4
HINTS_AGAIN = 30.0


class Rounds:
    """Follows places. `folder` is where logs are kept; `emit` returns after the commit."""

    def __init__(
        self, folder: str, clock: Clock, examiner: Examiner, random: Callable[[], float], variables: Mapping[str, str],
        emit: Emit, resume: Resume,
    ) -> None:  # fmt: skip
        self.shelf = Shelf(folder)
        self.watches: dict[str, Watch] = {}
        self._clock = clock
        self._switchboard = Switchboard(clock, random, variables)
        self._load = Load(random)
        self._emit_alone = emit
        self._emitting = asyncio.Lock()
        self._resume = resume
        self._digger = Digger(self.shelf, examiner, self._emit, clock)
        self._hurry: dict[str, asyncio.Event] = {}

    def watch(self, place: str) -> Watch:
        """The watch of a place. Raises MissingError."""
        found = self.watches.get(place)
        if found is None:
            raise MissingError(f"{place} is not watched; known are: {', '.join(self.watches) or 'none'}")
        return found

    def hurry(self, place: str) -> None:
        """Something is about to happen at a place: look there now, and often for a while."""
        self.watch(place).expect()
        self._hurry[place].set()

    async def dig(self) -> None:
        """Read logs of failed jobs until cancelled."""
        await self._digger.run()

    async def follow(self, found: Found) -> None:
        """Look at a place again and again until cancelled."""
        name = found.place.name
        line = await self._switchboard.open(found)
        self._hurry[name] = asyncio.Event()
        self.watches[name] = watch = self._watch(line, name)
        self._load.places = len(self.watches)
        listening = asyncio.create_task(self._listen(line.provider, self._hurry[name]))
        try:
            while True:
                batch, delay = await watch.look()
                await self._emit(batch)
                await self._wait(self._hurry[name], delay)
                if watch.barred:
                    await self._switchboard.renew(found, line)
        finally:
            listening.cancel()
            await asyncio.wait([listening])
            del self.watches[name], self._hurry[name]
            self._load.places = max(len(self.watches), 1)
            self._load.busy.discard(name)
            await line.client.close()

    def _watch(self, line: Line, name: str) -> Watch:
        def failed(run: Run, job: CiJob) -> None:
            self._digger.add(Task(watch, run, job))

        stored = self._resume.get(name)
        watch = Watch(line.provider, line.host, lambda: line.login, stored, self._load, self._clock, failed)
        return watch

    async def _emit(self, batch: Batch) -> None:
        async with self._emitting:
            await self._emit_alone(batch)

    async def _wait(self, hurry: asyncio.Event, delay: float) -> None:
        """Until the time has come or there is a hint; hints in quick succession are taken together."""
        await self._clock.sleep(min(SOONEST, delay))
        pause = asyncio.ensure_future(self._clock.sleep(max(delay - SOONEST, 0.0)))
        hint = asyncio.ensure_future(hurry.wait())
        try:
            await asyncio.wait((pause, hint), return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
            hint.cancel()
        hurry.clear()

    async def _listen(self, provider: Provider, hurry: asyncio.Event) -> None:
        """Pass on the hints of a server that gives some; without them it is asked at its pace."""
        while isinstance(provider, Hinting):
            try:
                async for _ in provider.hints():
                    hurry.set()
            except CiError:  # the looks meet the same trouble and tell of it
                hurry.set()
            await self._clock.sleep(HINTS_AGAIN)

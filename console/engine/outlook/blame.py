"""Names who grows for a series that heads for its end, and what can be done."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence

from collectors.blocking import in_thread
from console.engine.outlook import folders
from console.engine.outlook.folders import Look
from console.engine.outlook.growth import Growth
from console.engine.outlook.offers import offers
from console.model.batch import State
from console.model.clock import Clock
from console.model.forecast import Culprit, Offer
from console.model.job import Job

AGAIN = 600.0
"""Seconds between two looks at the folders of a disk."""
_DISK = "disk:"


class Blame:
    """Follows the processes always, and the folders of a disk while that disk fills up.

    `attempts` is the folder of the jobs' attempts, `jobs` are those that are not over.
    """

    def __init__(self, project: str, attempts: str, clock: Clock, jobs: Callable[[], Awaitable[Sequence[Job]]]) -> None:
        self._project = project
        self._clock = clock
        self._jobs = jobs
        self._growth = Growth(attempts)
        self._looks: dict[str, list[Look]] = {}
        self._looking: dict[str, asyncio.Future[Look]] = {}

    def observe(self, states: Iterable[State]) -> None:
        """Take what is about to be stored."""
        self._growth.observe(states)

    def tick(self, now: float) -> None:
        """Keep count."""
        self._growth.tick(now)

    async def of(self, series: str, *, warned: bool) -> tuple[Culprit | None, tuple[Offer, ...]]:
        """Who grows, and what can be done about it where it is `warned` of; a disk's folders are first looked at."""
        if series.startswith(_DISK):
            self._look(series.removeprefix(_DISK))
        if not warned:
            return None, ()
        culprit = self._culprit(series)
        return culprit, offers(culprit, await self._jobs(), self._project, os.environ)

    def _culprit(self, series: str) -> Culprit | None:
        kind, _, rest = series.partition(":")
        if kind == "disk":
            looks = self._looks.get(rest, [])
            return folders.culprit(looks[0], looks[-1]) if len(looks) > 1 else None
        if kind in ("memory", "fds") and rest:
            pid = rest.rpartition(".")[2]
            return self._growth.of(int(pid), kind) if pid.isdecimal() else None
        if series in ("memory.used", "swap.used"):
            return self._growth.of_memory()
        return self._growth.of_descriptors() if series == "fds.system" else None

    def _look(self, mount: str) -> None:
        """Measure the folders of a disk beside everything else; the last two looks are compared."""
        under_way = self._looking.get(mount)
        if under_way is not None and under_way.done():
            del self._looking[mount]
            if under_way.exception() is None:
                self._looks[mount] = [*self._looks.get(mount, []), under_way.result()][-2:]
            return
        known, now = self._looks.get(mount), self._clock.now()
        if under_way is None and (not known or now - known[-1].time >= AGAIN):
            self._looking[mount] = in_thread(lambda: folders.look(folders.places(self._project, mount), now))

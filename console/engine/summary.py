"""One line every few minutes while work flows: how much was done, how often again, and whether all of it is green."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from console.bus import Channel
from console.engine.objectives import Deliver
from console.engine.tidings import SOURCE, finding
from console.model.batch import Batch
from console.model.clock import Clock
from console.model.event import Draft, Event
from console.store.writer import Committed

NAMED = 2
_DONE = frozenset({"job.passed", "job.failed", "git.commit"})


class Summary:
    """Counts what was done since the last line; `minutes` lie between two lines, 0 is never."""

    def __init__(self, committed: Channel[Committed], deliver: Deliver, clock: Clock, minutes: float) -> None:
        self._committed = committed.subscribe("summary") if minutes else None
        self._deliver = deliver
        self._clock = clock
        self._seconds = minutes * 60
        self._begun = clock.now()
        self._counted: Counter[str] = Counter()
        self._failed: list[str] = []

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("summary", self._listen()), ("summary line", self._run())] if self._committed is not None else []

    def see(self, event: Event) -> None:
        """Count an event."""
        if event.kind == "job.queued" or (event.kind == "job.waiting" and event.attrs.get("attempt")):
            self._counted["retries"] += 1
        if event.kind not in _DONE:
            return
        self._counted["actions"] += 1
        if event.kind == "job.failed":
            self._failed.append(str(event.attrs.get("title") or event.text))

    async def tick(self) -> None:
        """Tell what was done since the last line, where anything was."""
        counted, failed = self._counted, self._failed
        begun, self._begun = self._begun, self._clock.now()
        self._counted, self._failed = Counter(), []
        if counted["actions"]:
            await self._deliver(SOURCE, Batch(events=(_line(counted, failed, begun, self._begun),)))

    async def _listen(self) -> None:
        while self._committed is not None:
            for committed in await self._committed.take():
                for event in committed.events:
                    self.see(event)
            await asyncio.sleep(0)

    async def _run(self) -> None:
        while True:
            await self._clock.sleep(self._seconds)
            await self.tick()


def _line(counted: Counter[str], failed: list[str], begun: float, now: float) -> Draft:
    """`12 actions in 10 min, 2 retries, all green`."""
    actions, retries = counted["actions"], counted["retries"]
    parts = [f"{actions} action{'s' * (actions != 1)} in {max(1, round((now - begun) / 60))} min"]
    parts += [f"{retries} retr{'y' if retries == 1 else 'ies'}"] if retries else []
    names = dict.fromkeys(failed)
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    parts += [f"{len(failed)} failed: {', '.join(list(names)[:NAMED])}{more}" if failed else "all green"]
    text = ", ".join(parts)
    attrs = {"actions": actions, "retries": retries, "failed": list(names)[:50], "since": begun}
    return finding(now, "summary", text, "summary", attrs)

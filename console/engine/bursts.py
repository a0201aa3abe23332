"""Compresses bursts of quiet events: the first ones are told, the others are kept as quiet ones and told as one line.

What asks for attention, from WARNING up, is never touched, nor is anything that the console inferred itself.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

from msgspec.structs import replace

from console.model.batch import Batch
from console.model.clock import Clock
from console.model.event import Draft, Severity, Voice
from console.store.tables import Batches

TOLD = 3
"""Events of a kind that are told one by one within a window."""
WINDOW = 60.0
REST = 5.0
"""Seconds without another one after which a burst is over."""
TICK = 1.0
MOST_KINDS = 500
LISTED = 200
KIND = "burst"

Deliver = Callable[[str, Batch], Awaitable[None]]
Key = tuple[str, str, str]


class _Burst:
    """Events of one kind within a window; `hidden` are those that were made quiet."""

    __slots__ = ("count", "first", "hidden", "last", "lines", "sample")

    def __init__(self, event: Draft, now: float) -> None:
        self.sample = event
        self.first = self.last = now
        self.count = self.hidden = 0
        self.lines: list[str] = []


class Bursts:
    """Stands in the way of batches into the store; `deliver` brings the lines that sum bursts up."""

    def __init__(self, deliver: Deliver, clock: Clock) -> None:
        self._deliver = deliver
        self._clock = clock
        self._open: OrderedDict[Key, _Burst] = OrderedDict()

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("bursts", self._run())]

    def quieten(self, batches: Batches) -> Batches:
        """The same batches; events that go on a burst are quiet in them."""
        return [(source, self._batch(batch)) for source, batch in batches]

    async def tick(self) -> None:
        """Tell the bursts that are over."""
        for source, draft in list(self._over(self._clock.monotonic())):
            await self._deliver(source, Batch(events=(draft,)))

    async def _run(self) -> None:
        while True:
            await self._clock.sleep(TICK)
            await self.tick()

    def _batch(self, batch: Batch) -> Batch:
        if not any(map(_may, batch.events)):
            return batch
        now = self._clock.monotonic()
        return replace(batch, events=tuple(self._event(event, now) if _may(event) else event for event in batch.events))

    def _event(self, event: Draft, now: float) -> Draft:
        burst = self._of(event, now)
        burst.count += 1
        burst.last = now
        if burst.count <= TOLD:
            return event
        burst.hidden += 1
        if len(burst.lines) < LISTED:
            burst.lines.append(event.text)
        return replace(event, severity=Severity.DEBUG)

    def _of(self, event: Draft, now: float) -> _Burst:
        key = _key(event)
        burst = self._open.get(key)
        if burst is None:
            while len(self._open) >= MOST_KINDS and (quiet := self._spare()) is not None:
                del self._open[quiet]
            burst = self._open[key] = _Burst(event, now)
        return burst

    def _spare(self) -> Key | None:
        """A kind that nothing was hidden of: it may be forgotten."""
        return next((key for key, burst in self._open.items() if not burst.hidden), None)

    def _over(self, now: float) -> Iterator[tuple[str, Draft]]:
        for key, burst in list(self._open.items()):
            ended = now - burst.first >= WINDOW
            if ended or (burst.hidden and now - burst.last >= REST):
                del self._open[key]
                if burst.hidden:
                    yield burst.sample.source, self._line(burst)

    def _line(self, burst: _Burst) -> Draft:
        seconds, sample = burst.last - burst.first, burst.sample
        text = f"{_words(sample, burst.hidden)} in {max(1, round(seconds))} s"
        left = burst.hidden - len(burst.lines)
        lines = [text, *burst.lines, *([f"and {left} more"] if left else [])]
        return Draft(
            time=self._clock.now(), source=sample.source, kind=KIND, voice=sample.voice, severity=sample.severity,
            text=text, template=f"{KIND} {sample.kind}",
            attrs={"count": burst.hidden, "of": sample.kind, "body": "\n".join(lines)},
        )  # fmt: skip


def _may(event: Draft) -> bool:
    """Whether an event may be made quiet."""
    return event.severity in (Severity.INFO, Severity.NOTICE) and event.voice is not Voice.HAND and event.kind != KIND


def _key(event: Draft) -> Key:
    """What is one kind: jobs that pass are, whatever they are called; else what reads the same."""
    alike = "" if event.kind.startswith("job.") else event.template or event.text
    return event.source, event.kind, alike


def _words(sample: Draft, n: int) -> str:
    if sample.kind.startswith("job."):
        return f"{n} more job{'s' * (n != 1)} {sample.kind.removeprefix('job.')}"
    return f"{n} more like: {sample.template or sample.text}"

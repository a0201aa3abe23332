"""What takes time: commands that run, waits, questions and shortages, from their beginning to their end.

Either end may be lost or late. An end that tells how long it took needs no beginning; a beginning without an end is
over when the same thing begins again, when work has visibly gone on, when it takes far longer than it ever did, or
after two hours.
"""

import statistics
from collections import deque
from collections.abc import Iterator

from console.analysis.flow.minutes import KEPT, MINUTE
from console.model.flow import Act, Friction, Step

LONGEST = 7200.0
MOST = 256
USUAL, KNOWN = 10, 3
STOOD, STOOD_AT_MOST = 3 * MINUTE, 30 * MINUTE
"""Seconds of quiet before the end of a wait whose beginning was lost that count as the wait."""
_WAITED = (Friction.EXTERNAL_WAIT, Friction.AMBIGUITY)
_OPENS = {
    Act.BEGIN: Friction.TEST_BOTTLENECK, Act.WAIT: Friction.EXTERNAL_WAIT, Act.ASK: Friction.AMBIGUITY,
    Act.SHORT: Friction.RESOURCE_LIMIT,
}  # fmt: skip
_CLOSES = {
    Act.END: Friction.TEST_BOTTLENECK, Act.RESUME: Friction.EXTERNAL_WAIT, Act.ANSWER: Friction.AMBIGUITY,
    Act.AMPLE: Friction.RESOURCE_LIMIT,
}  # fmt: skip


class Span:
    """Something from `start` to `end` (seconds since the epoch); no end while it is open."""

    __slots__ = ("end", "friction", "key", "name", "start")

    def __init__(self, friction: Friction, key: str, name: str, start: float, end: float | None = None) -> None:
        self.friction, self.key, self.name, self.start, self.end = friction, key, name, start, end

    def share(self, minute: int) -> float:
        """How much of a minute it fills, from 0 to 1."""
        begin, end = minute * MINUTE, (minute + 1) * MINUTE
        last = end if self.end is None else min(self.end, end)
        return max(0.0, last - max(self.start, begin)) / MINUTE

    def seconds(self, now: float) -> float:
        """How long it has lasted."""
        return (now if self.end is None else self.end) - self.start


class Spans:
    """All spans of the last hour or so, at most 256 of them open and as many closed."""

    def __init__(self) -> None:
        self._open: dict[tuple[Friction, str], Span] = {}
        self._closed: deque[Span] = deque(maxlen=MOST)
        self._orphans: dict[tuple[Friction, str], float] = {}
        self._took: dict[str, deque[float]] = {}

    def __iter__(self) -> Iterator[Span]:
        yield from self._open.values()
        yield from self._closed

    def during(self, minute: int) -> list[Span]:
        """Those that touch a minute; among equals a job comes before the processes that it runs."""
        begin, end = minute * MINUTE, (minute + 1) * MINUTE
        found = [one for one in self if one.start < end and (one.end is None or one.end > begin)]
        return sorted(found, key=_named_by_chance)

    def ran(self, minute: int) -> float:
        """The seconds of a minute in which commands ran here; those that ran side by side count once."""
        begin, last = minute * MINUTE, (minute + 1) * MINUTE
        found, reached = 0.0, begin
        for one in sorted(self.during(minute), key=lambda span: span.start):
            end = last if one.end is None else min(one.end, last)
            if one.friction is Friction.TEST_BOTTLENECK and end > reached:
                found += end - max(one.start, reached)
                reached = end
        return found

    def open(self, friction: Friction) -> bool:
        """Whether something of a kind goes on."""
        return any(span.friction is friction for span in self._open.values())

    @property
    def waiting(self) -> bool:
        """Whether anything goes on for which somebody may wait."""
        return any(span.friction is not Friction.RESOURCE_LIMIT for span in self._open.values())

    def long(self, span: Span, now: float, short: float) -> bool:
        """Whether a command takes longer than `short` seconds: it has already, or it mostly did lately."""
        took = self._took.get(span.name, ())
        open_and_slow = span.end is None and len(took) >= KNOWN and statistics.median(took) >= short
        return open_and_slow or span.seconds(now) >= short

    def take(self, step: Step, acted: float = 0.0) -> None:
        """Open or close a span; other acts are nothing here. `acted` is when somebody was last at work."""
        if step.act in _OPENS:
            self._begin(_OPENS[step.act], step)
        elif step.act in _CLOSES:
            self._end(_CLOSES[step.act], step, acted)

    def resumed(self, since: float) -> None:
        """Work went on from `since`: what was open a good while before is not waited for any more."""
        for key, span in list(self._open.items()):
            if span.start < since - MINUTE and span.friction is not Friction.RESOURCE_LIMIT:
                self._close(key, since)

    def expire(self, now: float) -> None:
        """What is open for too long counts as ended, its end was lost."""
        for key, span in list(self._open.items()):
            if now > self._believed(span):
                self._close(key, span.start + self._usual(span))
        while self._closed and (self._closed[0].end or 0.0) < now - KEPT * MINUTE:
            self._closed.popleft()

    def _begin(self, friction: Friction, step: Step) -> None:
        key = (friction, step.key or step.name)
        end = self._orphans.pop(key, None)
        if end is not None and step.time <= end < step.time + LONGEST:  # the end overtook the beginning
            self._closed.append(Span(friction, key[1], step.name, step.time, end))
            return
        for other, span in list(self._open.items()):
            if other == key or (span.friction is friction and span.name == step.name and other[1] != key[1]):
                self._close(other, min(step.time, span.start + self._usual(span)))
        while len(self._open) >= MOST:
            self._close(next(iter(self._open)), step.time)
        self._open[key] = Span(friction, key[1], step.name, step.time)

    def _end(self, friction: Friction, step: Step, acted: float) -> None:
        key = (friction, step.key or step.name)
        span = self._open.get(key)
        if span is not None and span.start <= step.time:
            self._close(key, step.time)
            self._learn(step.name, step.time - span.start)
        elif step.seconds is not None:
            start = step.time - min(max(step.seconds, 0.0), LONGEST)
            if not any(
                one.key == key[1] and one.end and one.end >= start and one.start <= start for one in self._closed
            ):
                self._closed.append(Span(friction, key[1], step.name, start, step.time))
        else:
            if friction in _WAITED and STOOD < step.time - acted < STOOD_AT_MOST:  # nothing else was done till then
                self._closed.append(Span(friction, key[1], step.name, acted, step.time))
            self._orphans[key] = step.time
            if len(self._orphans) > MOST:
                del self._orphans[next(iter(self._orphans))]

    def _learn(self, name: str, seconds: float) -> None:
        took = self._took.pop(name, None) or deque(maxlen=USUAL)
        took.append(seconds)
        self._took[name] = took
        if len(self._took) > MOST:
            del self._took[next(iter(self._took))]

    def _believed(self, span: Span) -> float:
        """Until when a beginning without an end is believed: twice as long as it ever took lately, and a minute."""
        return span.start + min(LONGEST, 2 * self._usual(span) + MINUTE)

    def _usual(self, span: Span) -> float:
        """As long as such a command took at most lately."""
        took = self._took.get(span.name, ())
        known = span.friction is Friction.TEST_BOTTLENECK and len(took) >= KNOWN
        return max(took) if known else LONGEST

    def _close(self, key: tuple[Friction, str], end: float) -> None:
        span = self._open.pop(key)
        span.end = max(end, span.start)
        self._closed.append(span)


def _named_by_chance(span: Span) -> bool:
    """A job has a title; the processes that it runs have but the name of their program."""
    return span.key.startswith("process ")

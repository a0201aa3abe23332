"""Changes the strategy when a pattern shows: how much runs side by side, when to try again, which tests come first.

A change is stored with its reason and its end, told in the third voice, and stands among the workarounds, where a
person may refuse it.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from console.bus import Subscription
from console.engine.found import Found
from console.engine.ladder import Ladder
from console.engine.objectives import Deliver
from console.engine.queue.ledger import Ledger
from console.engine.tidings import SOURCE, finding
from console.engine.vsm.strategy import follow, words
from console.model.batch import Batch, State
from console.model.clock import Clock
from console.model.event import Draft
from console.model.job import Track
from console.model.vsm import Lever, Measure
from console.store import read_states

RENEWED = 60.0
"""Seconds by which the end of a measure has to move before that is stored."""
USUAL = {
    Lever.PARALLEL: "as many jobs side by side as their groups allow",
    Lever.RETRIES: "trying again as soon as the backoff is over",
    Lever.TESTS: "tests in their own order",
}


class Helm:
    """Listens to the looks of the analysts on `looks`."""

    def __init__(
        self, looks: Subscription[Found], deliver: Deliver, ledger: Ledger, ladder: Ladder, clock: Clock
    ) -> None:
        self._looks = looks
        self._deliver = deliver
        self._ledger = ledger
        self._ladder = ladder
        self._clock = clock
        self._measures: dict[Lever, Measure] = {}

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Those in force, a person's refusals apart."""
        now = self._clock.now()
        return tuple(one for one in self._measures.values() if one.until > now and not self._ladder.refused(_name(one)))

    def limited(self, tracks: Mapping[str, Track], parallel: int) -> tuple[Mapping[str, Track], int]:
        """The groups' limits, and that of groups nobody set up, as the strategy has them now."""
        measure = self._in_force(Lever.PARALLEL)
        if measure is None:
            return tracks, parallel
        bounded = {name: replace(track, parallel=_bounded(track.parallel, measure)) for name, track in tracks.items()}
        return bounded, _bounded(parallel, measure)

    def patience(self) -> tuple[float, str]:
        """The seconds that have to pass before anything is tried again, and why; 0 for as usual."""
        measure = self._in_force(Lever.RETRIES)
        return (0.0, "") if measure is None else (measure.value, f"{words(measure)}: {measure.reason}")

    def failed_first(self) -> bool:
        """Whether tests that failed last run first."""
        return self._in_force(Lever.TESTS) is not None

    async def run(self) -> None:
        """Listen until cancelled."""
        await self.load()
        while True:
            for found in (await self._looks.take())[-1:]:
                await self.heed(found)

    async def load(self) -> None:
        """Go on with what an earlier engine had decided, until it expires."""
        stored = await self._ledger.ask(lambda conn: read_states.value(conn, "strategy", "now", None))
        now = self._clock.now()
        known = msgspec.json.decode(stored, type=tuple[Measure, ...]) if stored else ()
        self._measures = {one.lever: one for one in known if one.until > now}

    async def heed(self, found: Found) -> None:
        """Follow what was found; a change is told, and undone when it has expired."""
        before = self._measures
        self._measures = {one.lever: one for one in follow(before.values(), found.patterns, found.at)}
        begun = [one for one in self._measures.values() if _new(before.get(one.lever), one)]
        ended = [one for one in before.values() if one.lever not in self._measures]
        for one in [*ended, *(before[one.lever] for one in begun if one.lever in before)]:
            await self._ladder.undo(_name(one))
        for one in begun:
            await self._ladder.take(_name(one), words(one), USUAL[one.lever], f"{one.rule} has not shown for a while")
        events = [*(_begun(one, found.at) for one in begun), *(_ended(one, found.at) for one in ended)]
        if events or _moved(before, self._measures):
            state = State(kind="strategy", key="now", value=tuple(self._measures.values()) or None)
            await self._deliver(SOURCE, Batch(events=tuple(events), states=(state,)))
        else:
            self._measures = before

    def _in_force(self, lever: Lever) -> Measure | None:
        return next((one for one in self.measures if one.lever is lever), None)


def _bounded(parallel: int, measure: Measure) -> int:
    return max(1, int(parallel * measure.value))


def _name(measure: Measure) -> str:
    """What the workaround is called that says it."""
    return f"strategy {measure.lever.value}"


def _new(before: Measure | None, after: Measure) -> bool:
    return before is None or (before.rule, before.value) != (after.rule, after.value)


def _moved(before: Mapping[Lever, Measure], after: Mapping[Lever, Measure]) -> bool:
    return any(after[lever].until - before[lever].until >= RENEWED for lever in before.keys() & after.keys())


def _begun(measure: Measure, now: float) -> Draft:
    return _told(measure, now, "strategy.changed", f"from now on {words(measure)}: {measure.reason}")


def _ended(measure: Measure, now: float) -> Draft:
    return _told(measure, now, "strategy.usual", f"{USUAL[measure.lever]} again: {measure.rule} has not come back")


def _told(measure: Measure, now: float, kind: str, text: str) -> Draft:
    attrs: dict[str, Any] = msgspec.to_builtins(measure)
    return finding(now, kind, text, f"{kind} {measure.lever.value}", attrs)

"""The course of the day: the last minutes as they look now, those before for good."""

import math
from collections import deque
from collections.abc import Iterable

from msgspec import Struct

from console.analysis.flow.day import Ledger, joined
from console.analysis.flow.evidence import Evidence, Judge
from console.analysis.flow.minutes import LATE, MINUTE
from console.analysis.flow.path import IDLE, Guess, begin, best, walk
from console.analysis.flow.spans import Spans
from console.model.flow import FlowState, Friction, Stretch

LAG = LATE + 2
"""Minutes after which a minute is settled."""
QUIET = 30
"""After so many quiet minutes the rest of a pause is not weighed minute by minute."""
MOST = 1500
SMOOTH = 5
DAY = 86400.0


class Label(Struct, frozen=True):
    """A minute and what it was; `evidence` is missing in a long pause."""

    minute: int
    guess: Guess
    friction: Friction | None = None
    detail: str = ""
    evidence: Evidence | None = None


class Course:
    """Settles minutes in turn; a new day (by `offset` seconds from UTC) begins with an empty account."""

    def __init__(self, judge: Judge, spans: Spans, offset: float) -> None:
        self._judge, self._spans, self._offset = judge, spans, offset
        self._settled: int | None = None
        self._newest = 0
        self._survivors = begin()
        self._last = Label(0, IDLE)
        self._date = 0.0
        self._stretches: tuple[Stretch, ...] = ()
        self._ledger = Ledger()
        self._scores: deque[float] = deque(maxlen=SMOOTH)

    def start(self, minute: int) -> None:
        """The first minute that is seen at all."""
        if self._settled is None:
            self._settled, self._newest = minute - 1, minute - 1

    def advance(self, minute: int) -> None:
        """Time went on: settle what is old enough."""
        self._newest = max(self._newest, minute)
        while self._settled is not None and self._newest - self._settled > LAG:
            if self._pause():
                continue
            self._settle(self._ahead()[0])

    def tentative(self) -> tuple[Label, ...]:
        """The minutes that are not settled, as they look now; the last one settled where there are none."""
        return tuple(self._ahead()) or (self._last,)

    def day(self, labels: Iterable[Label]) -> tuple[tuple[Stretch, ...], Ledger]:
        """The timeline and the sums of today, with these labels at their end."""
        ledger = self._ledger.copy()
        ahead = [one for one in labels if one.minute != self._settled]
        for one in ahead:
            ledger.add(_stretch(one), _spent(one))
        return joined((*self._stretches, *map(_stretch, ahead))) or (_stretch(self._last),), ledger

    def score(self, labels: Iterable[Label]) -> int:
        """From 0 to 100: the mean of the last five minutes at work, with these at their end."""
        scores = [*self._scores, *(_score(one) for one in labels if one.minute != self._settled and _works(one))]
        recent = scores[-SMOOTH:]
        return round(sum(recent) / len(recent)) if recent else 0

    def _ahead(self) -> list[Label]:
        """Labels from the first unsettled minute on, along the cheapest path."""
        first = (self._settled or 0) + 1
        seen = [self._judge.weigh(minute) for minute in range(first, min(self._newest, first + LAG) + 1)]
        labels: list[Label] = []
        before = self._last
        for evidence, guess in zip(seen, best(walk(self._survivors, seen)), strict=True):
            before = _label(evidence, guess, before)
            labels.append(before)
        return labels

    def _settle(self, label: Label) -> None:
        """A minute is judged for good, and so is the path up to it."""
        after = walk(self._survivors, [label.evidence] if label.evidence else [])
        kept = after.get(label.guess) or begin(label.guess)[label.guess]
        self._survivors = {label.guess: type(kept)(0.0, kept.held, ())}
        if label.guess.state is FlowState.FLOWING:
            self._judge.pace.learn(self._judge.acts(label.minute))
        self._book(_stretch(label), _spent(label))
        if _works(label):
            self._scores.append(_score(label))
        self._settled, self._last = label.minute, label

    def _pause(self) -> bool:
        """Skip through a long pause, in which nothing can be lost; whether there was one."""
        first = (self._settled or 0) + 1
        quiet = self._last.evidence is None or self._last.evidence.quiet >= QUIET
        until = self._newest - QUIET
        if self._last.guess is not IDLE or not quiet or self._spans.waiting or until <= first:
            return False
        if not self._judge.silent(first):
            return False
        self._book(Stretch(state=FlowState.IDLE, start=first * MINUTE, end=(until + 1) * MINUTE))
        self._settled, self._last = until, Label(until, IDLE)
        return True

    def _book(self, stretch: Stretch, at_most: float = math.inf) -> None:
        """Into the account of its day; a pause over midnight belongs to the new day."""
        today = date(int(stretch.end // MINUTE) - 1, self._offset)
        if today != self._date:
            self._date, self._stretches, self._ledger = today, (), Ledger()
        self._ledger.add(stretch, at_most)
        self._stretches = joined((*self._stretches, stretch))[-MOST:]


def _label(evidence: Evidence, guess: Guess, before: Label) -> Label:
    """What a minute was lost to; the way back is lost to what was before it."""
    if guess.state is FlowState.RECOVERING:
        friction = before.friction or Friction.CONTEXT_LOSS
        return Label(evidence.minute, guess, friction, before.detail or "after a pause", evidence)
    detail = evidence.felt[guess.friction][1] if guess.friction else ""
    return Label(evidence.minute, guess, guess.friction, detail, evidence)


def _works(one: Label) -> bool:
    return one.guess.state is not FlowState.IDLE


def _score(one: Label) -> float:
    return 100 * one.evidence.pace * (1 - 0.7 * one.evidence.strain) if one.evidence else 0.0


def _spent(one: Label) -> float:
    """The most seconds that a minute can have lost: to commands not more than they ran."""
    commands = one.friction is Friction.TEST_BOTTLENECK and one.evidence is not None
    return one.evidence.ran if commands and one.evidence else math.inf


def _stretch(one: Label) -> Stretch:
    return Stretch(
        state=one.guess.state, start=one.minute * MINUTE, end=(one.minute + 1) * MINUTE, friction=one.friction,
        detail=one.detail,
    )  # fmt: skip


def date(minute: int, offset: float) -> float:
    """The number of the day of a minute, by local time `offset` seconds from UTC."""
    return (minute * MINUTE + offset) // DAY

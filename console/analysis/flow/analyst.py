"""The flow analyst: takes events in about the order of time, and says how work goes, and went today."""

from console.analysis.flow.course import Course, Label, date
from console.analysis.flow.day import advice, breaks, flows
from console.analysis.flow.evidence import Evidence, Judge
from console.analysis.flow.green import EditToGreen
from console.analysis.flow.minutes import GREEN, LATE, MINUTE, PERSONAL, Minutes
from console.analysis.flow.path import GUESSES, costs
from console.analysis.flow.runs import Runs
from console.analysis.flow.spans import Spans
from console.analysis.flow.steps import steps
from console.model.event import Draft
from console.model.flow import Act, Flow, FlowState, Step, Stretch

RESUMED = 3
"""Of the last five minutes so many with edits mean that nothing is waited for any more."""
SHOWN = 0.3


class FlowAnalyst:
    """Feed it every event; ask it as often as you like. Pure: all time is that of the events and of `findings`.

    `offset` is local time minus UTC in seconds, by which days begin. Memory is bounded, and so is what an event costs.
    """

    def __init__(self, offset: float = 0.0) -> None:
        self._minutes, self._spans, self._runs = Minutes(), Spans(), Runs()
        self._judge = Judge(self._minutes, self._spans, self._runs)
        self._course = Course(self._judge, self._spans, offset)
        self._offset = offset
        self._begun = -1.0
        self._green = EditToGreen()
        self._late = 0
        self._reached = 0
        self._acted = 0.0

    def observe(self, event: Draft) -> None:
        """Take an event."""
        for step in steps(event):
            self.take(step)

    def take(self, step: Step) -> None:
        """Take one act; one that comes more than ten minutes late is counted as such, and no more."""
        minute = int(step.time // MINUTE)
        self._course.start(minute)
        if minute < self._minutes.newest - LATE:
            self._late += 1
            return
        self._spans.take(step, self._acted)
        self._runs.take(step)
        self._minutes.add(minute, step.act)
        if step.act in PERSONAL:
            self._acted = max(self._acted, step.time)
            if step.time > self._begun and not self._same_day(step.time):
                self._begun = step.time
        if self._green.take(step):
            self._minutes.add(minute, GREEN)
        if minute > self._reached:
            self._advance(minute - 1)

    def findings(self, now: float) -> Flow:
        """The flow at `now` (seconds since the epoch)."""
        minute = int(now // MINUTE) - 1
        self._course.start(minute)
        self._advance(minute)
        return self._told(now, self._course.tentative())

    def _same_day(self, time: float) -> bool:
        """Whether the first act that is known was on the day of a moment."""
        if self._begun < 0:
            return False
        return date(int(time // MINUTE), self._offset) == date(int(self._begun // MINUTE), self._offset)

    def _advance(self, minute: int) -> None:
        """A minute is over."""
        self._reached = max(self._reached, minute + 1)
        self._minutes.advance(minute)
        self._going_on(minute)
        self._spans.expire((minute + 1) * MINUTE)
        self._course.advance(minute)

    def _going_on(self, minute: int) -> None:
        """Edits in most of the last minutes: whatever was open before is not waited for, or its end was lost."""
        edited = [at for at in range(minute - 4, minute + 1) if self._minutes.total(Act.EDIT, at, at)]
        if len(edited) >= RESUMED and self._judge.acts(minute - 2) >= self._judge.pace.usual / 2:
            self._spans.resumed(edited[0] * MINUTE)

    def _told(self, now: float, labels: tuple[Label, ...]) -> Flow:
        last = labels[-1]
        seen, guess = last.evidence, last.guess
        timeline, ledger = self._course.day(labels)
        state = timeline[-1]
        runs = flows(timeline)
        present = runs[-1].seconds if runs and now - runs[-1].end <= 2 * MINUTE else 0.0
        losses = ledger.losses()
        alone = min(GUESSES, key=costs(seen).__getitem__).state if seen else guess.state
        return Flow(
            at=now,
            state=guess.state,
            since=_since(timeline),
            score=self._course.score(labels),
            reason=_reason(state, seen),
            friction=last.friction,
            detail=last.detail,
            leaning=None if alone is guess.state else alone,
            frictions={one: round(value, 2) for one, (value, _) in seen.felt.items() if value >= SHOWN} if seen else {},
            present=present,
            longest=max(runs, key=lambda one: one.seconds, default=None),
            flowing=float(ledger.states[FlowState.FLOWING]),
            lost=sum(one.seconds for one in losses),
            efficiency=ledger.efficiency,
            edit_to_green=self._green.median,
            losses=losses,
            breaks=breaks(timeline),
            timeline=timeline,
            advice=advice(losses),
            late=self._late,
            begun=self._begun if self._same_day(now) else None,
        )


def _since(timeline: tuple[Stretch, ...]) -> float:
    """When the present state began; its friction may have changed meanwhile."""
    since, state = timeline[-1].start, timeline[-1].state
    for one in reversed(timeline):
        if one.state is not state:
            break
        since = one.start
    return since


def _reason(now: Stretch, seen: Evidence | None) -> str:
    """Why the state holds, in words."""
    if now.state is FlowState.IDLE or seen is None:
        return "nobody at work" if seen is None else f"nothing happened for {seen.quiet} min"
    pace = f"at {seen.pace:.0%} of your usual pace"
    if now.friction is None:
        return pace
    what = f"{now.friction.words}: {now.detail}" if now.detail else now.friction.words
    return f"on the way back after {what}" if now.state is FlowState.RECOVERING else f"{what}; {pace}"

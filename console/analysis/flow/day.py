"""The settled course of one day: stretches, the best of them, and where the time went."""

import math
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, pairwise

from console.analysis.flow.minutes import MINUTE
from console.model.flow import Break, FlowState, Friction, Loss, Stretch

BRIDGE = 2 * MINUTE
"""An interruption up to so long does not end a stretch of flow (seconds)."""
WORTH = 5 * MINUTE
"""A stretch of flow shorter than this is none whose end needs a reason."""
BREAKS = 3
DETAILS = 5
MOST_OF = 0.8
_LOST = (FlowState.SLOWED, FlowState.BLOCKED, FlowState.RECOVERING)
_WAITS = (Friction.EXTERNAL_WAIT, Friction.TEST_BOTTLENECK)


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same with equal neighbours made one."""
    found: list[Stretch] = []
    for one in stretches:
        last = found[-1] if found else None
        if last and (last.state, last.friction, last.end) == (one.state, one.friction, one.start):
            found[-1] = _stretch(last, last.start, one.end)
        else:
            found.append(one)
    return tuple(found)


def _stretch(like: Stretch, start: float, end: float) -> Stretch:
    return Stretch(state=like.state, start=start, end=end, friction=like.friction, detail=like.detail)


def flows(timeline: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches of flow, those joined that only a short interruption parts."""
    found: list[Stretch] = []
    for one in timeline:
        if one.state is not FlowState.FLOWING:
            continue
        if found and one.start - found[-1].end <= BRIDGE:
            found[-1] = _stretch(one, found[-1].start, one.end)
        else:
            found.append(one)
    return tuple(found)


def breaks(timeline: tuple[Stretch, ...]) -> tuple[Break, ...]:
    """What ended the last three stretches of flow, the newest first."""
    following = {before.end: after for before, after in pairwise(timeline)}
    ended = [one for one in flows(timeline) if one.seconds >= WORTH and one.end in following]
    return tuple(_break(one, following[one.end]) for one in reversed(ended[-BREAKS:]))


def _break(flow: Stretch, after: Stretch) -> Break:
    return Break(
        time=flow.end, seconds=flow.seconds, state=after.state, friction=after.friction, detail=after.detail
    )  # fmt: skip


class Ledger:
    """The sums of a day: seconds in each state, and lost ones by friction and detail. At most 200 details."""

    MOST = 200

    def __init__(self) -> None:
        self.states: Counter[FlowState] = Counter()
        self.lost: dict[Friction, Counter[str]] = {}
        self.waited = 0.0

    def copy(self) -> "Ledger":
        """The same sums, to go on with what is not settled yet."""
        other = Ledger()
        other.states, other.waited = self.states.copy(), self.waited
        other.lost = {friction: details.copy() for friction, details in self.lost.items()}
        return other

    def add(self, one: Stretch, at_most: float = math.inf) -> None:
        """Count a stretch; of a lost one not more than `at_most` seconds count as lost or waited."""
        self.states[one.state] += int(one.seconds)
        seconds = int(min(one.seconds, at_most))
        if one.state is FlowState.BLOCKED or (one.state is FlowState.SLOWED and one.friction in _WAITS):
            self.waited += seconds
        if one.state in _LOST and one.friction is not None and seconds:
            details = self.lost.setdefault(one.friction, Counter())
            details[one.detail if one.detail in details or len(details) < self.MOST else ""] += seconds

    @property
    def worked(self) -> float:
        """Seconds at work, in flow or not."""
        return float(sum(seconds for state, seconds in self.states.items() if state is not FlowState.IDLE))

    @property
    def efficiency(self) -> float | None:
        """The part of the time at work that was not spent waiting."""
        return 1 - self.waited / self.worked if self.worked else None

    def losses(self) -> tuple[Loss, ...]:
        """What was lost to each friction, the greatest first."""
        found = [
            Loss(
                friction=friction,
                seconds=float(details.total()),
                share=details.total() / self.worked,
                details=tuple((name, float(seconds)) for name, seconds in details.most_common(DETAILS)),
            )
            for friction, details in self.lost.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.seconds, one.friction)))


def advice(losses: tuple[Loss, ...]) -> str:
    """What would give most time back, in a sentence; empty while little was lost."""
    if not losses or losses[0].seconds < WORTH:
        return ""
    worst = losses[0]
    sums = list(accumulate(seconds for _, seconds in worst.details))
    named = next((n for n, seconds in enumerate(sums, 1) if seconds >= MOST_OF * worst.seconds), len(sums))
    names, most = ", ".join(name for name, _ in worst.details[:named] if name), sums[named - 1]
    told = f"{worst.friction.words} took {worst.share:.0%} of the time at work ({worst.seconds / MINUTE:.0f} min)"
    return f"{told}; {names} {'holds' if named == 1 else 'hold'} {most / worst.seconds:.0%} of it" if names else told

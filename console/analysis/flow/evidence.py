"""What speaks for what in one minute: how strongly each friction holds up work, and the pace against one's own.

A minute is judged by six minutes around it; at the live edge by the six that end with it, and again later when two
more are known.
"""

import statistics
from collections import deque

from msgspec import Struct

from console.analysis.flow.minutes import GREEN, KEPT, MINUTE, Minutes
from console.analysis.flow.runs import Runs
from console.analysis.flow.spans import Span, Spans
from console.model.flow import Act, Friction

AHEAD = 2
WINDOW = 6
PACE = 7.0
"""Acts in five minutes of flowing work, until one's own median is known."""
_OWN = 240
_KNOWN = 20
SMALL = 2
"""Edits in three minutes up to which somebody is waiting rather than working meanwhile."""
SHORT = 100.0
"""Seconds up to which a command is part of the work, not a wait."""

Felt = tuple[float, str]


class Evidence(Struct, frozen=True, kw_only=True):
    """One minute: `pace` 1 is one's own, `quiet` minutes without an act, `felt` each friction (0 to 1) and its name.

    `held` tells that something was waited for.
    """

    minute: int
    pace: float
    quiet: int
    edits: int
    held: bool
    felt: dict[Friction, Felt]

    @property
    def worst(self) -> Friction:
        """The strongest friction, the lower number first."""
        return max(Friction, key=lambda one: (self.felt[one][0], -one))

    @property
    def strain(self) -> float:
        """How strong that is."""
        return self.felt[self.worst][0]


class Pace:
    """One's own median of acts in five flowing minutes."""

    def __init__(self) -> None:
        self._own: deque[float] = deque(maxlen=_OWN)
        self.usual = PACE

    def learn(self, acts: float) -> None:
        """Add a minute of flowing work."""
        self._own.append(acts)
        if len(self._own) >= _KNOWN:
            self.usual = max(statistics.median(self._own), 2.0)


class Judge:
    """Weighs a minute from what is known of it so far."""

    def __init__(self, minutes: Minutes, spans: Spans, runs: Runs) -> None:
        self._minutes, self._spans, self._runs = minutes, spans, runs
        self.pace = Pace()

    def acts(self, minute: int) -> float:
        """Edits, and twice the commits and passes, in five minutes around this one."""
        last = min(minute + AHEAD, self._minutes.newest)
        first = last - WINDOW + 2
        total = self._minutes.total
        return total(Act.EDIT, first, last) + 2 * (total(Act.COMMIT, first, last) + total(GREEN, first, last))

    def silent(self, first: int) -> bool:
        """Whether nobody has done anything since a minute."""
        newest = self._minutes.newest
        return not any(self._minutes.busy(minute) for minute in range(max(first, newest - KEPT), newest + 1))

    def weigh(self, minute: int) -> Evidence:
        """The evidence of a minute."""
        last = min(minute + AHEAD, self._minutes.newest)
        edits = self._minutes.total(Act.EDIT, minute - 1, min(minute + 1, last))
        around = sum(self._minutes.total(act, minute - 1, min(minute + 1, last)) for act in (Act.EDIT, Act.COMMIT))
        spent = self._spent(minute, around <= SMALL)
        felt = {
            Friction.EXTERNAL_WAIT: spent[Friction.EXTERNAL_WAIT],
            Friction.RESOURCE_LIMIT: self._limits(last, spent[Friction.RESOURCE_LIMIT]),
            Friction.AMBIGUITY: spent[Friction.AMBIGUITY],
            Friction.TEST_BOTTLENECK: self._tests(last, spent[Friction.TEST_BOTTLENECK]),
            Friction.CONTEXT_LOSS: self._context(last),
            Friction.REPEATED_ERROR: self._repeats(minute, last),
            Friction.REPORTING_OVERHEAD: (self._share(Act.REPORT, last, 4.0), "reports"),
            Friction.INDECISION: (self._share(Act.REVERT, last, 2.5), "work taken back"),
        }
        quiet = self._minutes.quiet(minute, self._minutes.newest)
        held = spent[Friction.EXTERNAL_WAIT][0] + spent[Friction.AMBIGUITY][0] + spent[Friction.TEST_BOTTLENECK][0] > 0
        pace = min(1.0, self.acts(minute) / self.pace.usual)
        return Evidence(minute=minute, pace=pace, quiet=quiet, edits=edits, held=held, felt=felt)

    def _share(self, act: Act, last: int, full: float) -> float:
        return min(1.0, self._minutes.total(act, last - WINDOW + 1, last) / full)

    def _spent(self, minute: int, idle_hands: bool) -> dict[Friction, Felt]:
        """How much of a minute went into each kind of span while nothing else was done."""
        found: dict[Friction, Felt] = dict.fromkeys(Friction, (0.0, ""))
        now = (self._minutes.newest + 1) * MINUTE
        for span in self._spans:
            share = span.share(minute)
            if share > found[span.friction][0] and idle_hands and not _brief(span, now):
                found[span.friction] = (share, span.name)
        return found

    def _limits(self, last: int, short: Felt) -> Felt:
        pulses = self._share(Act.LIMIT, last, 3.0)
        return (pulses, short[1] or "a limit was met") if pulses >= short[0] else short

    def _tests(self, last: int, waited: Felt) -> Felt:
        """Waiting for a command, one slower than usual, or results that flip without a change."""
        first, until = (last - WINDOW + 1) * MINUTE, (last + 1) * MINUTE
        ratio, slow = self._runs.slower(first, until)
        flips, flaky = self._runs.flips(first - 2 * MINUTE, until)
        told = ((ratio - 1.5) / 2, slow), (flips / 3, flaky)
        return max(waited, *((min(1.0, max(0.0, value)), name) for value, name in told), key=lambda one: one[0])

    def _context(self, last: int) -> Felt:
        """Switches between branches or tasks, and reading that leads to no edit."""
        total = self._minutes.total
        switches = total(Act.SWITCH, last - WINDOW - 1, last)
        moved = 0.35 * switches - 0.2 if switches else 0.0
        reads = max(0, total(Act.READ, last - WINDOW + 2, last) - total(Act.EDIT, last - WINDOW + 2, last))
        return min(1.0, moved + reads / 14), "switching" if switches else "reading around"

    def _repeats(self, minute: int, last: int) -> Felt:
        """The first time an error comes is no friction, the fourth all of it."""
        seen, name = self._runs.repeated((minute - 1) * MINUTE, (last + 1) * MINUTE)
        return min(1.0, max(0.0, (seen - 1) / 3)), name


def _brief(span: Span, now: float) -> bool:
    """A short command is part of the work."""
    return span.friction is Friction.TEST_BOTTLENECK and span.seconds(now) < SHORT

"""What speaks for what in one minute: how strongly each friction holds up work, and the pace against one's own.

A minute is judged by six minutes around it; at the live edge by the six that end with it, and again when more is known.
"""

import statistics
from collections import deque

from msgspec import Struct

from console.analysis.flow.between import between
from console.analysis.flow.minutes import GREEN, KEPT, MINUTE, Minutes
from console.analysis.flow.runs import Runs
from console.analysis.flow.spans import Span, Spans
from console.model.flow import Act, Friction

AHEAD = 2
WINDOW = 6
LONGER = 8
"""Minutes for what comes seldom: switches, and results that flip."""
PACE = 7.0
"""Acts in five minutes of flowing work, until one's own median is known."""
_OWN = 240
_KNOWN = 20
SMALL = 2
"""Edits in three minutes up to which somebody is waiting rather than working meanwhile."""
SHORT = 100.0
"""Seconds up to which a command is part of the work, not a wait."""
REACH = 4
FLAKY = 1.0
"""Changes of a result without an edit from which it is the test that is at fault."""
_HOLDS = (Friction.EXTERNAL_WAIT, Friction.AMBIGUITY, Friction.TEST_BOTTLENECK)

Felt = tuple[float, str]


class Evidence(Struct, frozen=True, kw_only=True):
    """One minute: `pace` 1 is one's own, `quiet` minutes without an act, `felt` each friction (0 to 1) and its name.

    `held` tells that something was waited for, `ran` for how many seconds commands ran.
    """

    minute: int
    pace: float
    quiet: int
    edits: int
    held: bool
    ran: float
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
        return self._around(Act.EDIT, minute) + 2 * (self._around(Act.COMMIT, minute) + self._around(GREEN, minute))

    def _around(self, what: str, minute: int) -> float:
        """How often something happens in the five minutes around this one; in those that are over, as if in five."""
        first, last = minute - AHEAD, min(minute + AHEAD, self._minutes.newest)
        return self._minutes.total(what, first, last) * (2 * AHEAD + 1) / (last - first + 1)

    def silent(self, first: int) -> bool:
        """Whether nobody has done anything since a minute."""
        newest = self._minutes.newest
        return not any(self._minutes.busy(minute) for minute in range(max(first, newest - KEPT), newest + 1))

    def weigh(self, minute: int) -> Evidence:
        """The evidence of a minute."""
        last = min(minute + 1, self._minutes.newest)
        edits = sum(self._minutes.total(act, minute - 1, last) for act in (Act.EDIT, Act.COMMIT))
        spent = self._spent(minute, edits <= SMALL)
        felt = {
            Friction.EXTERNAL_WAIT: spent[Friction.EXTERNAL_WAIT],
            Friction.RESOURCE_LIMIT: self._limits(minute, spent[Friction.RESOURCE_LIMIT]),
            Friction.AMBIGUITY: spent[Friction.AMBIGUITY],
            Friction.TEST_BOTTLENECK: self._tests(minute, spent[Friction.TEST_BOTTLENECK]),
            Friction.CONTEXT_LOSS: self._context(minute),
            Friction.REPEATED_ERROR: self._repeats(minute),
            Friction.REPORTING_OVERHEAD: (self._share(Act.REPORT, minute, 3.0), "reports"),
            Friction.INDECISION: (self._share(Act.REVERT, minute, 2.0), "work taken back"),
        }
        quiet = self._minutes.quiet(minute, self._minutes.newest)
        held = any(spent[one][0] for one in _HOLDS)
        pace = min(1.0, self.acts(minute) / self.pace.usual)
        ran = self._spans.ran(minute)
        return Evidence(minute=minute, pace=pace, quiet=quiet, edits=edits, held=held, ran=ran, felt=felt)

    def _window(self, minute: int, length: int) -> tuple[int, int]:
        """So many minutes around this one, as far as they are known."""
        last = min(minute + length // 2, self._minutes.newest)
        return last - length + 1, last

    def _share(self, act: Act, minute: int, full: float, length: int = WINDOW) -> float:
        """How near a count of acts comes to `full`, inside their series only."""
        first, last = self._window(minute, length)
        count = self._minutes.total(act, first, last)
        return min(1.0, count / full) * self._inside(act, minute) if count else 0.0

    def _inside(self, act: Act, minute: int) -> float:
        newest = self._minutes.newest
        marks = self._minutes.marks(act, minute - LONGER, min(minute + LONGER, newest))
        return between(marks, minute, newest, LONGER)

    def _spent(self, minute: int, idle_hands: bool) -> dict[Friction, Felt]:
        """How much of a minute went into each kind of span while nothing else was done."""
        found: dict[Friction, Felt] = dict.fromkeys(Friction, (0.0, ""))
        now = (self._minutes.newest + 1) * MINUTE
        for span in self._spans.during(minute):
            share = span.share(minute)
            if share > found[span.friction][0] and idle_hands and not self._brief(span, now):
                found[span.friction] = (share, span.name)
        return found

    def _limits(self, minute: int, short: Felt) -> Felt:
        pulses = self._share(Act.LIMIT, minute, 3.0)
        return (pulses, short[1] or "a limit was met") if pulses >= short[0] else short

    def _tests(self, minute: int, waited: Felt) -> Felt:
        """Waiting for a command, one slower than usual, or results that flip without a change."""
        ratio, slow = self._runs.slower((minute - 1) * MINUTE, (minute + 2) * MINUTE)
        first, last = self._window(minute, LONGER)
        flips, flaky, marks = self._runs.flips(first * MINUTE, (last + 1) * MINUTE)
        inside = between(marks, minute, self._minutes.newest, LONGER)
        told = ((ratio - 1.5) / 2, slow), (flips / 2 * inside, flaky)
        return max(waited, *((min(1.0, max(0.0, value)), name) for value, name in told), key=lambda one: one[0])

    def _context(self, minute: int) -> Felt:
        """Switches between branches or tasks, and reading that leads to no edit."""
        first, last = self._window(minute, LONGER)
        switches = self._minutes.total(Act.SWITCH, first, last)
        moved = (0.45 * switches - 0.3) * self._inside(Act.SWITCH, minute) if switches else 0.0
        reads = max(0.0, self._around(Act.READ, minute) - self._around(Act.EDIT, minute))
        return min(1.0, moved + reads / 14), "switching" if switches else "reading around"

    def _repeats(self, minute: int) -> Felt:
        """The first time an error comes is no friction, the fourth all of it; one that comes and goes counts half."""
        first, last = (minute - LONGER) * MINUTE, (minute + LONGER + 1) * MINUTE
        run = self._runs.repeated(first, last)
        if run is None:
            return 0.0, ""
        inside = between(run.marks, minute, self._minutes.newest, LONGER, over=run.over)
        flips, _, _ = self._runs.flips(first - REACH * MINUTE, last + REACH * MINUTE)
        seen = run.seen(first, last)
        felt = min(1.0, seen / 3) if seen > 1 else 0.0
        return felt * inside / (2 if flips >= FLAKY else 1), run.name

    def _brief(self, span: Span, now: float) -> bool:
        """A short command is part of the work; one that is known to be long is waited for from its beginning."""
        return span.friction is Friction.TEST_BOTTLENECK and not self._spans.long(span, now, SHORT)

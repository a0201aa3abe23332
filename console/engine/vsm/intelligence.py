"""Intelligence: what is coming and what shows, how often that was right, and what it changed."""

from collections import Counter
from collections.abc import Callable

from console.engine.found import Found
from console.engine.vsm.strategy import words
from console.engine.vsm.system import told
from console.model.pattern import Pattern
from console.model.vsm import Measure, Remark, System, Tone


class Intelligence:
    """Hears the patterns; `measures` are the changes of strategy they led to."""

    name = "vsm.intelligence"

    def __init__(self, measures: Callable[[], tuple[Measure, ...]]) -> None:
        self._measures = measures
        self._shown: tuple[Pattern, ...] = ()
        self._fired: Counter[str] = Counter()
        self._lasted: Counter[str] = Counter()
        self._known: set[tuple[str, float]] = set()

    def hear(self, item: Found) -> None:
        """Take the newest look, and count what is new in it."""
        self._shown = tuple(one for one in item.patterns if one.active)
        now = {(one.name, one.since) for one in item.patterns}
        for one in item.patterns:
            if (one.name, one.since) not in self._known:
                self._fired[one.rule] += 1
        self._known = now

    def report(self, now: float) -> System:
        """What shows, what it changed, and how often each has shown since the engine began."""
        remarks = [
            Remark(one.rule, f"{one.text} (shown {self._fired[one.rule]} times)", Tone.WATCH) for one in self._shown
        ]
        measures = self._measures()
        remarks += [Remark("strategy", self._changed(one, now), Tone.WATCH) for one in measures]
        n = len(self._shown)
        shows = f"{n} pattern{'s' * (n != 1)} show{'s' * (n == 1)}" if n else "no pattern shows"
        ways = f"{len(measures)} way{'s' * (len(measures) != 1)}"
        changed = f"; the strategy is changed in {ways}" if measures else "; the strategy is as usual"
        return told("Intelligence", "S4", shows + changed, remarks)

    @staticmethod
    def _changed(one: Measure, now: float) -> str:
        left = max(0.0, one.until - now) / 60
        return f"{words(one)} for {left:.0f} min more, because of {one.rule}"

"""Operations: what the jobs do, against what they have shown they can do."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from itertools import repeat
from statistics import median

from console.engine.vsm.system import told
from console.model.event import Event
from console.model.vsm import Remark, System, Tone
from console.store.outcomes import Tallied
from console.store.writer import Committed

HOUR = 3600.0
RUNS = 20
MOST = 200
SLOW = 1.5
"""How many times its median a job takes when that is worth a word."""
LEAST = 3
JOBS = "jobs"


class Operations:
    """Hears the ends of jobs. `past` are the totals of the jobs objective, from which the best hour is known."""

    name = "vsm.operations"

    def __init__(self, past: Iterable[Tallied] = ()) -> None:
        self._ends: deque[tuple[float, bool]] = deque(maxlen=10_000)
        self._runs: OrderedDict[str, deque[float]] = OrderedDict()
        self._best = 0
        self.remember(past)

    def remember(self, past: Iterable[Tallied]) -> None:
        """Know the best hour of earlier engines, and what ended before this one began to hear."""
        rows = [row for row in past if row.objective == JOBS]
        hours: dict[int, int] = {}
        for row in rows:
            hours[row.minute // 60] = hours.get(row.minute // 60, 0) + row.good
        self._best = max([self._best, *hours.values()])
        self._recall(rows)

    def _recall(self, rows: list[Tallied]) -> None:
        heard = self._ends[0][0] if self._ends else float("inf")
        earlier = [row for row in rows if (row.minute + 1) * 60 <= heard]
        ends = [(row.minute * 60.0, passed) for row in earlier for passed in _each(row)]
        self._ends = deque([*ends, *self._ends], maxlen=self._ends.maxlen)

    def hear(self, item: Committed) -> None:
        """Take the jobs that ended."""
        for event in item.events:
            if event.kind in ("job.passed", "job.failed"):
                self._ended(event)

    def report(self, now: float) -> System:
        """Jobs of the hour against the best hour, and each job against its own median."""
        lately = [passed for time, passed in self._ends if time >= now - HOUR]
        passed = sum(lately)
        self._best = max(self._best, passed)
        if not lately:
            words = "no job ended in the last hour" + (f"; the best hour had {self._best}" if self._best else "")
            return told("Operations", "S1", words, ())
        share = f", {passed / self._best:.0%} of the best hour" if self._best else ""
        headline = f"{passed} of {len(lately)} jobs passed in the last hour{share}"
        failing = Tone.WATCH if passed < len(lately) else None
        return told("Operations", "S1", headline, filter(None, map(self._remark, self._runs)), failing)

    def _ended(self, event: Event) -> None:
        self._ends.append((event.time, event.kind == "job.passed"))
        title, seconds = event.attrs.get("title"), event.attrs.get("seconds")
        if event.kind != "job.passed" or not isinstance(title, str) or not isinstance(seconds, int | float):
            return
        self._runs.setdefault(title, deque(maxlen=RUNS)).append(float(seconds))
        self._runs.move_to_end(title)
        if len(self._runs) > MOST:
            self._runs.popitem(last=False)

    def _remark(self, title: str) -> Remark | None:
        """A job that runs often enough to have a pace of its own."""
        runs = self._runs[title]
        if len(runs) < LEAST:
            return None
        last, usual, best = runs[-1], median(runs), min(runs)
        tone = Tone.WATCH if usual >= 1 and last > SLOW * usual else Tone.WELL
        return Remark(title, f"{last:.1f} s, usually {usual:.1f} s, best {best:.1f} s", tone)


def _each(row: Tallied) -> Iterator[bool]:
    """Whether each job that was counted passed."""
    yield from repeat(True, row.good)
    yield from repeat(False, row.bad)

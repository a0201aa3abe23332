"""A run that neither ends nor speaks nor works."""

from collections import deque

from console.analysis.patterns.measure import Facts, number
from console.analysis.patterns.rule import Rule
from console.analysis.patterns.statistics import quantile
from console.model.pattern import Fields

LEAST_RUNS = 5
LEAST_RUNTIME = 120.0
LEAST_SILENCE = 60.0
FACTOR = 3.0
IDLE, BUSY = 2.0, 90.0
"""Per cent of a core below which a silent run hangs, and above which it is in a livelock."""


class Hang:
    """`hang`: 1 while a run takes three times its 95th percentile, is silent three times its 99th and does not work.

    Records are `job_start`, `output`, `usage` (with `cpu` in per cent of a core) and `job_end` of one kind of job.
    """

    def __init__(self, _rule: Rule) -> None:
        self._runtimes: deque[float] = deque(maxlen=50)
        self._gaps: deque[float] = deque(maxlen=200)
        self._started: float | None = None
        self._spoke = 0.0
        self._cpu: float | None = None

    def add(self, time: float, fields: Fields) -> None:
        """Follow the run."""
        kind = fields.get("type")
        if kind == "job_start":
            self._started, self._spoke, self._cpu = time, time, None
        elif self._started is None:
            return
        elif kind == "output":
            self._gaps.append(time - self._spoke)
            self._spoke = time
        elif kind == "usage":
            self._cpu = number(fields, "cpu")
        elif kind == "job_end":
            self._runtimes.append(time - self._started)
            self._started = None

    def value(self, now: float) -> float | None:
        """1 or 0; None while too few runs are known."""
        if self._started is None:
            return 0.0
        if len(self._runtimes) < LEAST_RUNS or self._cpu is None:
            return None
        slow = now - self._started > max(FACTOR * quantile(self._runtimes, 0.95), LEAST_RUNTIME)
        gap = quantile(self._gaps, 0.99) if self._gaps else 0.0
        mute = now - self._spoke > max(LEAST_SILENCE, FACTOR * gap)
        return float(slow and mute and not IDLE <= self._cpu < BUSY)

    def facts(self, now: float) -> Facts:
        """`runtime` and `silence` in seconds, `cpu` in per cent, and in a word what it is `like`."""
        cpu = self._cpu or 0.0
        runtime = now - self._started if self._started is not None else 0.0
        like = "livelock" if cpu >= BUSY else "hang"
        return {"runtime": runtime, "silence": now - self._spoke, "cpu": cpu, "like": like}

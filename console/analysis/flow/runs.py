"""What results tell: errors that come back, results that flip without a change, and commands slower than usual."""

import statistics
from collections import deque
from typing import TypeVar

from console.analysis.flow.minutes import MINUTE
from console.analysis.flow.programs import tests
from console.model.flow import Act, Step

MOST = 64
RESTS = 12 * MINUTE
"""An error not seen for so long is another one when it comes back (seconds)."""
USUAL = 30
LONG = 100.0
"""A command that takes less (seconds) holds nobody up, however much slower than usual it is."""
LEAST = 3
"""Earlier runs of a command that are needed to call one slow."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class ErrorRun:
    """One error again and again with no pass between, from the first time to the last; `over` once there was a pass."""

    __slots__ = ("name", "over", "times")

    def __init__(self, name: str, time: float) -> None:
        self.name, self.times, self.over = name, deque((time,), maxlen=MOST), False

    def seen(self, first: float, last: float) -> int:
        """How often it came from one moment to another (seconds since the epoch)."""
        return sum(first <= time <= last for time in self.times)

    @property
    def marks(self) -> list[int]:
        """The minutes in which it came."""
        return [int(time // MINUTE) for time in self.times]


class Runs:
    """The newest runs of commands: bounded, in about the order of time."""

    def __init__(self) -> None:
        self._errors: deque[ErrorRun] = deque(maxlen=MOST)
        self._live: dict[tuple[str, str], ErrorRun] = {}
        self._took: dict[str, deque[float]] = {}
        self._last: dict[str, tuple[float, bool]] = {}
        self._flips: deque[tuple[float, str, float]] = deque(maxlen=MOST)
        self._slow: deque[tuple[float, str, float]] = deque(maxlen=MOST)
        self._edited = 0.0

    def take(self, step: Step) -> None:
        """Learn from a result; an edit makes the next flip one of its own."""
        if step.act is Act.EDIT:
            self._edited = max(self._edited, step.time)
        elif step.act in (Act.END, Act.RESUME):
            self._judge(step)
            if step.act is Act.END and step.seconds:
                self._measure(step.name, step.time, step.seconds)

    def repeated(self, first: float, last: float) -> ErrorRun | None:
        """The error that came most often from `first` to `last`; None where there is none."""
        best = max(self._errors, key=lambda run: run.seen(first, last), default=None)
        return best if best and best.seen(first, last) else None

    def flips(self, first: float, last: float) -> tuple[float, str, list[int]]:
        """How often a result changed without an edit, the command of the newest, and the minutes.

        A test that passed and is run once more counts half, as it is mistrusted; another command is just wanted again.
        A failure that stays counts nothing: it is a repeated error, unless others changed.
        """
        found = [(time, name, weight) for time, name, weight in self._flips if first <= time <= last]
        marks = [int(time // MINUTE) for time, _, _ in found]
        total = sum(weight for _, _, weight in found)
        return (total, found[-1][1], marks) if total else (0.0, "", [])

    def slower(self, first: float, last: float) -> tuple[float, str]:
        """How many times its usual time the slowest command took, and the command."""
        found = [(ratio, name) for time, name, ratio in self._slow if first <= time <= last]
        return max(found, default=(0.0, ""))

    def _judge(self, step: Step) -> None:
        if step.passed is None or (step.act is Act.RESUME and not step.signature):
            return
        before = self._last.get(step.name)
        if before and step.time - before[0] < RESTS and self._edited < before[0]:
            self._again(step, changed=before[1] != step.passed)
        _bounded(self._last, step.name, (step.time, step.passed))
        if step.passed:
            for key in [key for key in self._live if key[0] == step.name]:
                self._live.pop(key).over = True
        elif step.signature:
            self._fail(step)

    def _again(self, step: Step, *, changed: bool) -> None:
        """The same command once more, with nothing edited."""
        if not changed and step.passed and not tests(step.name):
            return
        weight = 1.0 if changed else 0.5 if step.passed else 0.0
        self._flips.append((step.time, step.name, weight))

    def _fail(self, step: Step) -> None:
        key = (step.name, step.signature)
        run = self._live.get(key)
        if run is not None and 0 <= step.time - run.times[-1] <= RESTS:
            run.times.append(step.time)
            return
        run = ErrorRun(step.said or step.signature, step.time)
        _bounded(self._live, key, run)
        self._errors.append(run)

    def _measure(self, name: str, time: float, seconds: float) -> None:
        took = self._took.get(name) or deque(maxlen=USUAL)
        if len(took) >= LEAST and seconds >= LONG:
            self._slow.append((time, name, seconds / max(statistics.median(took), 1.0)))
        took.append(seconds)
        _bounded(self._took, name, took)


def _bounded(table: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Put an entry, and let the oldest go where there are too many."""
    table.pop(key, None)
    table[key] = value
    if len(table) > 2 * MOST:
        del table[next(iter(table))]

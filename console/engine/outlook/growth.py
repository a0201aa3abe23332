"""Which process grows: memory and descriptors of the table of processes, over the last quarter of an hour."""

import os
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from console.model.batch import State
from console.model.forecast import Culprit
from console.model.machine import ProcessRow

WINDOW, STEP = 900.0, 60.0
_Past = deque[tuple[float, int, int]]


class Growth:
    """Looks at the table once a minute; `jobs` is the folder of the attempts, by which a job's processes are known."""

    def __init__(self, jobs: str) -> None:
        self._jobs = os.path.join(jobs, "")
        self._newest: Any = None
        self._rows: dict[int, ProcessRow] = {}
        self._past: dict[tuple[int, float], _Past] = {}
        self._looked = float("-inf")

    def observe(self, states: Iterable[State]) -> None:
        """Take the newest table from what is about to be stored."""
        for state in states:
            if (state.kind, state.key) == ("processes", "table"):
                self._newest = state.value

    def tick(self, now: float) -> None:
        """Write down how large everybody is, once a minute."""
        if now - self._looked < STEP or self._newest is None:
            return
        self._looked = now
        self._rows = {row.pid: row for row in msgspec.convert(self._newest, list[ProcessRow])}
        past = self._past
        self._past = {}
        for row in self._rows.values():
            key = (row.pid, row.started)
            own = self._past[key] = past.get(key, deque(maxlen=int(WINDOW / STEP) + 1))
            own.append((now, row.rss, row.fds or 0))

    def of_memory(self) -> Culprit | None:
        """The process whose memory grew most, in bytes."""
        return self._largest(1)

    def of_descriptors(self) -> Culprit | None:
        """The process whose open descriptors grew most."""
        return self._largest(2)

    def of(self, pid: int, kind: str) -> Culprit | None:
        """One process by its number, as grown as its `memory` is, or its `fds`."""
        row = self._rows.get(pid)
        return self._culprit(row, 1 if kind == "memory" else 2) if row is not None else None

    def _largest(self, what: int) -> Culprit | None:
        found = [self._culprit(row, what) for row in self._rows.values()]
        return max((one for one in found if one.grown > 0), key=lambda one: one.grown, default=None)

    def _culprit(self, row: ProcessRow, what: int) -> Culprit:
        """A process that is younger than the window has grown by all it has."""
        past = self._past[row.pid, row.started]
        young = row.started > past[0][0] - STEP
        before = 0 if young and len(past) < (past.maxlen or 0) else past[0][what]
        seconds = max(STEP, self._looked - (row.started if young else past[0][0]))
        return Culprit(
            name=row.command or row.name, grown=past[-1][what] - before, seconds=seconds, pid=row.pid,
            job=job_of(row, self._rows, self._jobs),
        )  # fmt: skip


def job_of(row: ProcessRow, rows: Mapping[int, ProcessRow], folder: str) -> int:
    """The number of the job that a process belongs to: an ancestor supervises an attempt in `folder`; 0 for none."""
    seen: set[int] = set()
    one: ProcessRow | None = row
    while one is not None and one.pid not in seen:
        seen.add(one.pid)
        number = one.command.partition(folder)[2].partition("/")[0]
        if number.isdecimal():
            return int(number)
        one = rows.get(one.ppid)
    return 0

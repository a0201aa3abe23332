"""The jobs that could start, in the order in which they should.

What waits rises: every `AGEING` seconds are worth one step of priority. All rise at the same pace, so the order of two
jobs never changes by waiting, and a place in the line is found once. Jobs that somebody waits for and jobs whose
deadline comes near go before all others; among equals the longest chain of work goes first, since it decides when
everything is done (list scheduling by critical path: Graham, "Bounds on Multiprocessing Timing Anomalies", 1969).
"""

from bisect import bisect_left, insort
from collections.abc import Iterator

from msgspec import Struct

from console.model.job import Needs

AGEING = 600.0
MARGIN = 1.5
"""A deadline is near when less than this many times the expected work is left until it."""

Place = tuple[float, float, int]


class Ready(Struct, frozen=True, kw_only=True):
    """A job that could start. `chain` is how many seconds it and the longest row of jobs after it are expected to take.

    `enqueued` and `deadline` are moments in seconds since the epoch. `awaited`: somebody waits for its end.
    """

    id: int
    group: str = "default"
    priority: int = 0
    enqueued: float = 0.0
    chain: float = 0.0
    deadline: float | None = None
    awaited: bool = False
    needs: Needs = Needs()


class Line:
    """Jobs in order; adding and removing cost little even among ten thousand."""

    def __init__(self) -> None:
        self._jobs: dict[int, Ready] = {}
        self._order: list[Place] = []
        self._dated: set[int] = set()

    def __len__(self) -> int:
        return len(self._jobs)

    def __contains__(self, job: int) -> bool:
        return job in self._jobs

    def add(self, job: Ready) -> None:
        """Give a job its place, or a new one."""
        self.remove(job.id)
        self._jobs[job.id] = job
        insort(self._order, _place(job))
        if job.deadline is not None or job.awaited:
            self._dated.add(job.id)

    def remove(self, job: int) -> None:
        """Take a job out, where it is in."""
        known = self._jobs.pop(job, None)
        if known is not None:
            del self._order[bisect_left(self._order, _place(known))]
            self._dated.discard(job)

    def ordered(self, now: float) -> Iterator[Ready]:
        """The jobs in the order in which they should start at `now` (seconds since the epoch)."""
        pressing = sorted((self._jobs[job] for job in self._dated), key=lambda job: _pressing(job, now))
        first = [job for job in pressing if _pressing(job, now) < (2, 0.0)]
        yield from first
        seen = {job.id for job in first}
        for *_, number in self._order:
            if number not in seen:
                yield self._jobs[number]


def _place(job: Ready) -> Place:
    return (job.enqueued / AGEING - job.priority, -job.chain, job.id)


def _pressing(job: Ready, now: float) -> tuple[int, float]:
    """0: its deadline is near, the nearest first; 1: somebody waits for it; 2: neither."""
    if job.deadline is not None and job.deadline - now < MARGIN * job.chain + 1.0:
        return 0, job.deadline
    return (1, job.enqueued) if job.awaited else (2, 0.0)

"""The jobs that could start, in the order in which they should.

What waits rises: every `AGEING` seconds are worth one step of priority. All rise at the same pace, so the order of two
jobs never changes by waiting, and a place in the line is found once. Jobs that somebody waits for and jobs whose
deadline comes near go before all others; among equals the longest chain of work goes first, since it decides when
everything is done (list scheduling by critical path: Graham, "Bounds on Multiprocessing Timing Anomalies", 1969).
"""

from bisect import bisect_left, insort
from collections.abc import Container, Iterator
from heapq import heapify, heappop, heapreplace

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
    """Jobs in order, group by group; adding and removing cost little even among ten thousand."""

    def __init__(self) -> None:
        self._jobs: dict[int, Ready] = {}
        self._groups: dict[str, list[Place]] = {}
        self._dated: set[int] = set()

    def __len__(self) -> int:
        return len(self._jobs)

    def __contains__(self, job: int) -> bool:
        return job in self._jobs

    def add(self, job: Ready) -> None:
        """Give a job its place, or a new one."""
        self.remove(job.id)
        self._jobs[job.id] = job
        insort(self._groups.setdefault(job.group, []), _place(job))
        if job.deadline is not None or job.awaited:
            self._dated.add(job.id)

    def remove(self, job: int) -> None:
        """Take a job out, where it is in."""
        known = self._jobs.pop(job, None)
        if known is None:
            return
        order = self._groups[known.group]
        del order[bisect_left(order, _place(known))]
        if not order:
            del self._groups[known.group]
        self._dated.discard(job)

    def ordered(self, now: float, full: Container[str] = ()) -> Iterator[Ready]:
        """The jobs in the order in which they should start at `now` (seconds since the epoch).

        Groups in `full`, which may grow while this goes on, are left out.
        """
        pressing = sorted((self._jobs[job] for job in self._dated), key=lambda job: _pressing(job, now))
        first = [job for job in pressing if _pressing(job, now) < (2, 0.0)]
        seen = {job.id for job in first}
        yield from (job for job in first if job.group not in full)
        heads = [(order[0], 0, group) for group, order in self._groups.items()]
        heapify(heads)
        while heads:
            (*_, number), at, group = heads[0]
            if group not in full and number not in seen:
                yield self._jobs[number]
            if group in full or at + 1 == len(self._groups[group]):
                heappop(heads)
            else:
                heapreplace(heads, (self._groups[group][at + 1], at + 1, group))


def _place(job: Ready) -> Place:
    return (job.enqueued / AGEING - job.priority, -job.chain, job.id)


def _pressing(job: Ready, now: float) -> tuple[int, float]:
    """0: its deadline is near, the nearest first; 1: somebody waits for it; 2: neither."""
    if job.deadline is not None and job.deadline - now < MARGIN * job.chain + 1.0:
        return 0, job.deadline
    return (1, job.enqueued) if job.awaited else (2, 0.0)

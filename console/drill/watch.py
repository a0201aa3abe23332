"""Watches the store for what becomes of the drill's jobs: when each is noticed, when understood, and what is said."""

from msgspec import Struct

from console.drill.finding import Finding, Times
from console.drill.kind import Run
from console.model.clock import Clock
from console.model.event import Event, Severity
from console.model.frame import EventQuery
from console.model.job import Job, JobState
from console.store.reader import Reader

PAGE = 500
CLUSTERS = 1000


class _Seen(Struct):
    """What was seen of one job so far; `failed` is when the first failure of it happened."""

    event: int = 0
    failed: float = 0.0
    noticed: float | None = None
    understood: float | None = None


class Watch:
    """Looks when it is told to; `runs` are the runs by the number of their job."""

    def __init__(self, reader: Reader, runs: dict[int, Run], clock: Clock) -> None:
        self._reader = reader
        self._runs = runs
        self._clock = clock
        self._seen = {number: _Seen() for number in runs}
        self._after: tuple[float, int] = (0.0, 0)
        self._jobs: dict[int, Job] = {}

    @property
    def over(self) -> bool:
        """Whether every job has come to its end."""
        return all(number in self._jobs and self._jobs[number].state.over for number in self._runs)

    @property
    def complete(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.over and all(seen.understood is not None for seen in self._seen.values())

    @property
    def waited_for(self) -> int:
        """How many jobs are not over."""
        return sum(number not in self._jobs or not self._jobs[number].state.over for number in self._runs)

    @property
    def known(self) -> int:
        """How much is known so far: grows with every run that is over, noticed or understood."""
        found = sum((seen.noticed is not None) + (seen.understood is not None) for seen in self._seen.values())
        return found + len(self._runs) - self.waited_for

    def look(self) -> None:
        """Take in what is new. Raises ReadError."""
        self._jobs = {job.id: job for job in self._reader.jobs(None)}
        self._events()
        now, studied = self._clock.now(), self._studied()
        for seen in self._seen.values():
            if seen.event and seen.understood is None and self._reader.cluster_of(seen.event) in studied:
                seen.understood = now

    def findings(self) -> list[Finding]:
        """What stands in the store of every run now, in the order of their jobs."""
        return [self._finding(number) for number in sorted(self._runs)]

    def _events(self) -> None:
        """Note the first failure of each job."""
        while True:
            page = self._reader.events(EventQuery(limit=PAGE, after=self._after, min_severity=Severity.WARNING))
            for event in page.events:
                self._note(event)
                self._after = (event.time, event.seq)
            if len(page.events) < PAGE:
                return

    def _note(self, event: Event) -> None:
        seen = self._seen.get(_number(event))
        if seen is not None and not seen.event:
            seen.event, seen.failed, seen.noticed = event.seq, event.time, self._clock.now()

    def _studied(self) -> frozenset[int]:
        return frozenset(cluster.id for cluster in self._reader.clusters(limit=CLUSTERS) if cluster.studied)

    def _finding(self, number: int) -> Finding:
        """One run with what its cluster says."""
        seen, job = self._seen[number], self._jobs.get(number)
        blank = Finding(
            run=self._runs[number], job=number, state=job.state if job else JobState.QUEUED, times=_times(seen, job)
        )
        cluster = self._reader.cluster_of(seen.event) if seen.event else None
        dossier = self._reader.dossier(cluster) if cluster else None
        if dossier is None:
            return blank
        known = dossier.cluster
        return Finding(
            run=blank.run, job=number, state=blank.state, times=blank.times,
            cluster=known.id, cause=known.cause or known.id, title=known.title,
            category=known.category, confidence=known.confidence, reason=known.reason,
            told=tuple(dossier.evidence[index] for index in dossier.marked if index < len(dossier.evidence)),
            evidence=dossier.evidence, suggestions=dossier.suggestions,
        )  # fmt: skip


def _number(event: Event) -> int:
    """The job an event is about, 0 for none."""
    number = event.attrs.get("job")
    return number if isinstance(number, int) else 0


def _times(seen: _Seen, job: Job | None) -> Times:
    """The moments of a run; of one that was tried again, those of its first failure."""
    once = job is not None and job.finished is not None and job.attempt == 1
    over = job.finished if once and job is not None and job.finished is not None else seen.failed
    return Times(over=over, noticed=seen.noticed, understood=seen.understood)

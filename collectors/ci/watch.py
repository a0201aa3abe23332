"""Looks at one place, and makes what is new there into a batch."""

from collections.abc import Callable

from collectors.ci import news
from collectors.ci.errors import CiError, DeniedError, LimitedError, MissingError, RejectedError
from collectors.ci.http.host import Host
from collectors.ci.memory import Memory
from collectors.ci.pace import Load, stretched
from collectors.ci.provider import Provider
from collectors.ci.sights import JOBS, RUNS, Sights
from console.model.batch import Batch, Progress
from console.model.ci import CiJob, CiNews, PlaceState, Run
from console.model.clock import Clock
from console.model.cluster import Passed

FIRST_JOBS = 10
RECENT = 86_400.0
EAGER = 60.0
UNSETTLED = 3600.0
TELL_PLACE = 30.0

Failed = Callable[[Run, CiJob], None]


class Watch:
    """One place. `failed` hears of each failed job once its end is seen; telling it is the hearer's.

    `barred` tells that the server did not let us look, which another token may change.
    """

    def __init__(
        self,
        provider: Provider,
        host: Host,
        login: Callable[[], str],
        stored: bytes | None,
        load: Load,
        clock: Clock,
        failed: Failed,
    ) -> None:
        self.provider = provider
        self.name = provider.place.name
        self.sights = Sights()
        self.memory = Memory(stored)
        self._stored = self.memory.dump()
        self.active = 0
        self.barred = False
        self._host = host
        self._login = login
        self._load = load
        self._clock = clock
        self._failed = failed
        self._failures = 0
        self._eager = float("-inf")
        self._requests = 1
        self._told_place: tuple[PlaceState, float] | None = None
        self._runs: dict[str, Run] = {}

    def expect(self) -> None:
        """Something is about to happen there: look often for a while."""
        self._eager = self._clock.monotonic() + EAGER

    def run(self, number: str) -> Run | None:
        """A run as it was seen last."""
        return self._runs.get(number)

    async def look(self) -> tuple[Batch, float]:
        """What is new, and how many seconds to wait until the next look; never raises for what the server does."""
        now = self._clock.now()
        try:
            runs = await self.provider.runs()
        except CiError as error:
            return self._failing(error, now)
        self._failures = 0
        self.barred = False
        self.sights.good(RUNS, now)
        batch = await self._learn(runs, now)
        delay = self._delay(now)
        return self._with_place(batch, now, delay), delay

    async def _learn(self, runs: tuple[Run, ...], now: float) -> Batch:
        first = self.memory.fresh
        self.memory.fresh = False
        self._runs = {run.id: run for run in runs}
        new = tuple(run for run in reversed(runs) if self.memory.changed(run))
        wanted = [run for run in reversed(runs) if self._wants_jobs(run, now)]
        jobs = await self._jobs(wanted[-FIRST_JOBS:] if first else wanted, now)
        events, passed = [], []
        for run in reversed(runs):
            begun = run.id in jobs
            own = jobs.get(run.id, ())
            if run in new and run.stand.over and not first:
                events.append(news.run_ended(run, sum(job.stand.bad for job in _latest(own)), now))
            if begun:
                self.memory.see(run, settled=False)
            for job in own:
                passed += self._job(run, job, now)
            if run in new or begun:
                asked = begun or run not in wanted or first
                done = all(job.stand.over and self.memory.told(run, job) for job in own)
                self.memory.see(run, settled=run.stand.over and asked and done)
        self.active = sum(not run.stand.over for run in runs)
        known = tuple(job for own in jobs.values() for job in own)
        changed = self.memory.new_jobs(known)
        return Batch(
            events=tuple(events),
            passed=tuple(passed),
            ci=CiNews(runs=new, jobs=changed) if new or changed else None,
            progress=self._moved(),
        )

    def progress(self) -> Progress:
        """The row from which the watch goes on after a restart."""
        self._stored = self.memory.dump()
        return Progress(self.name, self._stored)

    def _moved(self) -> tuple[Progress, ...]:
        """The row, when it is another than was stored last."""
        return (self.progress(),) if self.memory.dump() != self._stored else ()

    def _wants_jobs(self, run: Run, now: float) -> bool:
        """Whether the jobs of a run may have changed: they lag behind it, and it behind them."""
        if not run.stand.over:
            return True
        recent = now - (run.finished or run.created) < RECENT
        if self.memory.changed(run):
            return recent
        return not self.memory.settled(run) and now - (run.finished or run.created) < UNSETTLED

    async def _jobs(self, runs: list[Run], now: float) -> dict[str, tuple[CiJob, ...]]:
        """The jobs of some runs, as far as the server gives them."""
        found: dict[str, tuple[CiJob, ...]] = {}
        self._requests = 1 + len(runs)
        try:
            for run in runs:
                try:
                    found[run.id] = await self.provider.jobs(run)
                except MissingError:  # it was deleted since it was listed
                    found[run.id] = ()
            if runs:
                self.sights.good(JOBS, now)
        except CiError as error:
            self.sights.bad(JOBS, error)
        return found

    def _job(self, run: Run, job: CiJob, now: float) -> list[Passed]:
        """What the end of a job leads to, once: a failed one is handed on, a passed one ends its failures."""
        if not job.stand.over or self.memory.told(run, job):
            return []
        if job.stand.bad and now - (job.finished or run.created) < RECENT:
            self._failed(run, job)
            return []
        self.memory.tell(run.id, job.id)
        good = job.stand.outcome is not None and job.stand.outcome.good
        return [Passed(job=news.title(run, job), branch=run.branch, time=min(job.finished or now, now))] if good else []

    def _failing(self, error: CiError, now: float) -> tuple[Batch, float]:
        """Nothing could be learned: say so, and try again later, much later where that changes nothing."""
        self.sights.bad(RUNS, error)
        self.barred = isinstance(error, DeniedError | MissingError)
        self._failures += 1
        delay = self._load.after_failure(self._failures)
        if isinstance(error, LimitedError):
            delay = self._load.about(max(error.until - now, 1.0)) + 1.0
        elif isinstance(error, DeniedError | MissingError | RejectedError):
            delay = max(delay, self._load.about(self.provider.pace.idle))
        return self._with_place(Batch(), now, delay), delay

    def _delay(self, now: float) -> float:
        eager = self._clock.monotonic() < self._eager
        (self._load.busy.add if self.active else self._load.busy.discard)(self.name)
        delay = self._load.delay(self.provider.pace, self.active, eager=eager)
        return stretched(delay, self._host.allowance, self._requests, now)

    def _with_place(self, batch: Batch, now: float, delay: float) -> Batch:
        """The batch with how the place is, when that is news or was not told for a while."""
        asked, unchanged = self._host.hour()
        place = PlaceState(
            place=self.name, kind=self.provider.place.kind, sights=self.sights.all(), allowance=self._host.allowance,
            login=self._login(), asked=asked, unchanged=unchanged, next=now + delay,
            can=tuple(sorted(ability.value for ability in self.provider.can)),
        )  # fmt: skip
        if self._told_place and _alike(self._told_place[0], place) and now - self._told_place[1] < TELL_PLACE:
            return batch
        self._told_place = (place, now)
        old = batch.ci or CiNews()
        return Batch(
            events=batch.events, passed=batch.passed, progress=batch.progress,
            ci=CiNews(runs=old.runs, jobs=old.jobs, places=(place,)),
        )  # fmt: skip


def _latest(jobs: tuple[CiJob, ...]) -> list[CiJob]:
    """The last attempt of each job, by name."""
    latest: dict[str, CiJob] = {}
    for job in jobs:
        if job.name not in latest or job.attempt >= latest[job.name].attempt:
            latest[job.name] = job
    return list(latest.values())


def _alike(one: PlaceState, other: PlaceState) -> bool:
    """Whether nothing but figures differs."""
    return [(s.kind, s.freshness, s.detail) for s in one.sights] == [
        (s.kind, s.freshness, s.detail) for s in other.sights
    ] and one.can == other.can

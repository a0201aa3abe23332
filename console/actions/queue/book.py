"""The jobs that are not over: who waits for whom, who could start, and what becomes of one when another ends."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from console.actions.queue.line import Line, Ready
from console.model.job import After, Condition, Job, JobState

UNKNOWN_SECONDS = 30.0
"""What a job counts in a chain before anything like it has passed here."""

BEGUN = (JobState.RUNNING, JobState.PAUSED)

Ended = Mapping[int, JobState]


class Book:
    """Keeps jobs and the line of those that could start; `running` counts those that run or are paused, by group."""

    def __init__(self) -> None:
        self.jobs: dict[int, Job] = {}
        self.line = Line()
        self.running = Counter[str]()
        self._timed: dict[int, float] = {}
        self._expected: dict[int, float] = {}
        self._after: defaultdict[int, set[int]] = defaultdict(set)
        self._freed: set[str] = set()

    def put(self, job: Job, expected: float | None = None) -> None:
        """Know a job in its present state; one that is over is forgotten."""
        before = self.jobs.pop(job.id, None)
        if before is not None:
            self._forget(before)
        if job.state.over:
            self._expected.pop(job.id, None)
            return
        self.jobs[job.id] = job
        if expected is not None:
            self._expected[job.id] = expected
        for after in job.work.after:
            self._after[after.job].add(job.id)
        if job.next_attempt is not None:
            self._timed[job.id] = job.next_attempt
        if job.state in BEGUN:
            self.running[job.work.group] += 1
        elif job.state is JobState.QUEUED:
            self.line.add(self._ready(job))

    def _forget(self, job: Job) -> None:
        self.line.remove(job.id)
        self._timed.pop(job.id, None)
        if job.state in BEGUN:
            self.running[job.work.group] -= 1
        for after in job.work.after:
            self._after[after.job].discard(job.id)

    def waiting_for(self, job: int) -> list[Job]:
        """The jobs that come after one."""
        return [self.jobs[number] for number in sorted(self._after.get(job, ()))]

    def due(self, now: float) -> list[Job]:
        """Waiting jobs whose time for another attempt has come."""
        ripe = [self.jobs[number] for number, time in self._timed.items() if time <= now]
        return [job for job in ripe if job.state is JobState.WAITING]

    def hold(self, held: Mapping[int, str]) -> None:
        """Give jobs that are held back the reason."""
        for number, reason in held.items():
            self.jobs[number] = replace(self.jobs[number], cause=reason)

    def free(self, dependency: str) -> None:
        """What depends on this need not wait for it any longer."""
        self._freed.add(dependency)

    def let_go(self) -> list[Job]:
        """The waiting jobs that depend on something freed since the last time, as they are without that."""
        freed, self._freed = self._freed, set()
        return [
            replace(job, next_attempt=None)
            for job in (self.jobs.values() if freed else ())
            if job.state is JobState.WAITING and not freed.isdisjoint(job.work.depends)
        ]

    def next_due(self) -> float | None:
        """When the next attempt of a waiting job is due, in seconds since the epoch."""
        return min(self._timed.values(), default=None)

    def circle(self, job: int, after: Iterable[After]) -> bool:
        """Whether the job would wait for itself if it came after these."""
        seen: set[int] = set()
        open_ = [one.job for one in after]
        while open_:
            number = open_.pop()
            if number == job:
                return True
            if number not in seen and number in self.jobs:
                seen.add(number)
                open_ += [one.job for one in self.jobs[number].work.after]
        return False

    def _ready(self, job: Job) -> Ready:
        work = job.work
        return Ready(
            id=job.id, group=work.group, priority=work.priority, enqueued=job.enqueued,
            chain=self._chain(job.id, frozenset()), deadline=work.deadline, needs=work.needs,
        )  # fmt: skip

    def _chain(self, job: int, above: frozenset[int]) -> float:
        """How long a job and the longest row of jobs after it are expected to take, in seconds."""
        own = self._expected.get(job, UNKNOWN_SECONDS)
        after = self._after.get(job, set()) - above
        return own + max((self._chain(number, above | {job}) for number in after), default=0.0)


def standing(job: Job, ended: Ended) -> Job:
    """A job that has not begun, in the state that the jobs it comes after give it; `ended` says how those ended.

    Jobs not in `ended` still go on.
    """
    for after in job.work.after:
        state = ended.get(after.job)
        if state is not None and not meets(state, after.on):
            cause = f"job {after.job} {state.value}, and this one was to run after {_words(after.on)}"
            return replace(job, state=JobState.CANCELLED, cause=cause)
    open_ = [str(after.job) for after in job.work.after if after.job not in ended]
    if open_:
        return replace(job, state=JobState.WAITING, cause=f"after job {', '.join(open_)}")
    if job.next_attempt is not None:
        return replace(job, state=JobState.WAITING)
    return replace(job, state=JobState.QUEUED, cause="")


def meets(state: JobState, condition: Condition) -> bool:
    """Whether a job that ended so satisfies the condition; one that was cancelled neither passed nor failed."""
    if condition is Condition.ALWAYS:
        return True
    return state is (JobState.PASSED if condition is Condition.OK else JobState.FAILED)


def _words(condition: Condition) -> str:
    return {Condition.OK: "its success", Condition.FAIL: "its failure", Condition.ALWAYS: "its end"}[condition]

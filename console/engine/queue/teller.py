"""Has the ends of jobs told: as events, to what passing runs are compared with, and to who decides what follows."""

from collections.abc import Awaitable, Callable

from console.actions.attempt import Attempt
from console.analysis.worker.protocol import Examined
from console.engine.decisions import Decisions
from console.engine.queue import news
from console.engine.queue.evidence import Evidence
from console.model.batch import Batch
from console.model.clock import Clock
from console.model.cluster import Passed
from console.model.event import Draft
from console.model.job import Ending, Job, JobState

Deliver = Callable[[str, Batch], Awaitable[None]]


class Teller:
    """`deliver` takes events into the store."""

    def __init__(self, deliver: Deliver, evidence: Evidence, decisions: Decisions, clock: Clock) -> None:
        self._deliver = deliver
        self._evidence = evidence
        self._decisions = decisions
        self._clock = clock

    async def ended(self, job: Job, ending: Ending, attempt: Attempt) -> None:
        """An attempt has ended; a failed one brings its evidence, of a passed one is learned."""
        now = self._clock.now()
        if job.state is JobState.PASSED:
            await self._passed(job, ending, attempt, now)
        else:
            cancelled = job.state is JobState.CANCELLED
            found = Examined() if cancelled else await self._decisions.evidence(job, attempt)
            await self.tell(news.ended(job, ending, found, now))
        await self._decisions.job_ended(job)

    async def tell(self, *drafts: Draft) -> None:
        """Take events of the queue into the store."""
        await self._deliver(news.SOURCE, Batch(events=drafts))

    async def _passed(self, job: Job, ending: Ending, attempt: Attempt, now: float) -> None:
        """A job that ended with 0; one that tells of failed tests is believed in that, not in its exit code."""
        learned = await self._evidence.of_pass(job, attempt)
        told = Examined(tally=learned.tally, doubts=learned.doubts)
        events = [news.ended(job, ending, told, now)]
        if learned.failed:
            await self.tell(*events, news.contradicted(job, learned.failed, now))
            return
        passed = Passed(job=job.title, branch="", time=now, baseline=learned.baseline)
        await self._deliver(news.SOURCE, Batch(events=tuple(events), passed=(passed,)))

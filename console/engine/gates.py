"""What is asked before a job starts besides its dependencies: whether its checker runs, and whether tests can wait."""

from collections.abc import Awaitable, Callable

from console.actions.attempt import Attempt
from console.analysis.worker.protocol import Examined
from console.engine.deferral import Deferral
from console.engine.queue.care import Care, Hindrance
from console.engine.tools import Tools
from console.model.job import Ending, Job, Work
from console.model.ruling import Step

Evidence = Callable[[Job, Attempt], Awaitable[Examined]]


class Gates:
    """Stands before `care`; `evidence` is looked at only where it tells a crash from a verdict."""

    def __init__(self, care: Care, tools: Tools, deferral: Deferral, evidence: Evidence) -> None:
        self._care = care
        self._tools = tools
        self._deferral = deferral
        self._evidence = evidence

    async def admit(self, job: Job) -> Hindrance | None:
        """The first thing that is in the job's way."""
        hindrance = await self._deferral.admit(job) or await self._tools.admit(job)
        if hindrance is None and (hindrance := await self._care.admit(job)):
            await self._tools.give_back(job)
        return hindrance

    async def work(self, job: Job) -> Work:
        """What the present attempt of the job is to do."""
        return await self._care.work(job)

    async def after(self, job: Job, ending: Ending, attempt: Attempt) -> Step | None:
        """What follows; whether its checker runs is learned from it."""
        step = await self._care.after(job, ending, attempt)
        lines: tuple[str, ...] = ()
        if self._tools.asks(job, ending):
            lines = (await self._evidence(job, attempt)).lines
        await self._tools.ended(job, ending, lines)
        return step

"""Brings the attempts of jobs to their end, each in the way of its job."""

from console.actions.attempt import Attempt
from console.engine.queue.follow import to_its_end
from console.engine.queue.gate import Gate
from console.engine.queue.reuse import Asks
from console.engine.queue.rollouts import Rollouts, Say, Tell
from console.engine.queue.versions import Versions
from console.model.clock import Clock
from console.model.job import Ending, Job, Work


class Runs:
    """A plain job runs, and it is kept with which version; a deployment is watched on after that.

    `gate` says whether a version may be deployed, `tell` brings news into the stream.
    """

    def __init__(self, ask: Asks, clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._versions = Versions(ask)
        self.gate = Gate(ask, self._versions)
        self._rollouts = Rollouts(ask, clock, self.gate, tell)

    async def to_its_end(self, job: Job, attempt: Attempt, work: Work, say: Say) -> Ending:
        """Start an attempt where nobody has, and wait until it has ended; `say` tells what the job is about."""
        if work.deploy is not None:
            return await self._rollouts.to_its_end(job, attempt, work, work.deploy, say)
        if not attempt.prepared:
            self._versions.begins(job)
        ending = await to_its_end(attempt, work, self._clock)
        self._versions.ended(job, ending)
        return ending

    def stop(self, job: int) -> bool:
        """Let a job end that a person cancelled; False where that would leave a deployment half taken back."""
        return self._rollouts.stop(job)

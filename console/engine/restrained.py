"""Holds back what would start by itself: where it hurts, and as far as the strategy says; people's own jobs go on."""

from collections.abc import Coroutine
from typing import Any

from msgspec.structs import replace

from console.actions.attempt import Attempt
from console.bus import Channel
from console.engine import early, jobplan, jobwatch
from console.engine.breakers import Breakers
from console.engine.decisions import Decisions
from console.engine.found import Found
from console.engine.objectives import Deliver
from console.engine.queue.care import Care, Hindrance
from console.engine.queue.ledger import Ledger
from console.engine.trips import Probed, Trips
from console.engine.vsm.failed_first import failed_first
from console.engine.vsm.helm import Helm
from console.model.clock import Clock
from console.model.job import Ending, Job, Work
from console.model.ruling import Step

AUTOMATIC = frozenset({early.WHO, jobplan.WHO, jobwatch.WHO})
AGAIN = 15.0
"""Seconds until a job asks again that a tripped breaker holds back."""


class Restrained:
    """Asks the tripped breakers and the strategy before and after it asks `care`."""

    def __init__(self, care: Care, breakers: Breakers, trips: Trips, helm: Helm) -> None:
        self._care = care
        self._breakers = breakers
        self._trips = trips
        self._helm = helm
        self._probes: dict[tuple[int, str], str] = {}

    async def admit(self, job: Job) -> Hindrance | None:
        """Whether something is in the job's way; what a person asked for starts although it hurts."""
        if job.attempt or job.who in AUTOMATIC:
            for key in self._trips.keys(job):
                answer = await self._breakers.allow(key, f"job {job.id}, attempt {job.attempt + 1}")
                if not answer.allowed:
                    await self._give_back(job)
                    return Hindrance(answer.why, min(answer.wait or AGAIN, AGAIN))
                if answer.probe:
                    self._probes[job.id, key] = answer.probe
        hindrance = await self._care.admit(job)
        if hindrance is not None:
            await self._give_back(job)
        return hindrance

    async def work(self, job: Job) -> Work:
        """What the present attempt is to do."""
        work = await self._care.work(job)
        return failed_first(work) if self._helm.failed_first() else work

    async def after(self, job: Job, ending: Ending, attempt: Attempt) -> Step | None:
        """What follows; trying again waits as long as the strategy says."""
        await self._heard(job, passed=ending.code == 0, told=ending.cause not in ("cancelled", "interrupted"))
        step = await self._care.after(job, ending, attempt)
        wait, why = self._helm.patience()
        if step is None or not step.tactic.runs or wait <= step.wait:
            return step
        return replace(step, wait=wait, reason=f"{step.reason}; {why}")

    async def _heard(self, job: Job, *, passed: bool, told: bool) -> None:
        """Give the probes back with what they told."""
        for place in [place for place in self._probes if place[0] == job.id]:
            key, probe = place[1], self._probes.pop(place)
            if not told:
                await self._breakers.release(key, probe)
                continue
            if not passed:
                self._trips.failed(key)
            await self._breakers.record(key, passed, probe=probe)

    async def _give_back(self, job: Job) -> None:
        await self._heard(job, passed=False, told=False)


class Holdback:
    """Wires who holds back, on the looks of the analysts; `probed` hears how the probe of a calmed scope ended."""

    def __init__(
        self, found: Channel[Found], decisions: Decisions, deliver: Deliver, ledger: Ledger, clock: Clock,
        probed: Probed,
    ) -> None:  # fmt: skip
        self._trips = Trips(found.subscribe("breakers"), decisions.breakers, probed)
        self.helm = Helm(found.subscribe("strategy"), deliver, ledger, decisions.ladder, clock)
        self.care = Restrained(decisions.care, decisions.breakers, self._trips, self.helm)

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("trips", self._trips.run()), ("strategy", self.helm.run())]

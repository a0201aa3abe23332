"""Deployments: checked for a while after their job passed, taken back when a check fails.

Every phase stands in the store before anything of it is done, and check and rollback are attempts in folders of their
own, each of which runs at most once whatever is killed. So the next engine goes on exactly where this one was.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from console.actions.attempt import Attempt
from console.engine.queue import deploy_news
from console.engine.queue.follow import to_its_end
from console.engine.queue.gate import Gate
from console.engine.queue.outcome import words
from console.engine.queue.rest import first_of
from console.engine.queue.reuse import Asks
from console.engine.queue.versions import version_of
from console.model.clock import Clock
from console.model.deploy import Deploy, Phase, Rollout
from console.model.event import Draft
from console.model.job import Ending, Job, Work
from console.store import deploys

MiB = 1024 * 1024
PATIENCE = 30.0
"""Seconds after which a check that does not end has failed."""
_BACK = "rolled back"

Say = Callable[[str], Awaitable[None]]
"""Tells what a job that runs is about."""

Tell = Callable[[Draft], Awaitable[None]]


class Rollouts:
    """Sees deployments through; `gate` says whether a version may be deployed, `tell` brings news into the stream."""

    def __init__(self, ask: Asks, clock: Clock, gate: Gate, tell: Tell) -> None:
        self._ask = ask
        self._clock = clock
        self._gate = gate
        self._tell = tell
        self._stops: dict[int, asyncio.Event] = {}
        self._stopped: set[int] = set()
        self._back: set[int] = set()

    def stop(self, job: int) -> bool:
        """Watch a deployment no longer; False while it is being taken back, which nobody may cut short."""
        self._stopped.add(job)
        if job in self._stops:
            self._stops[job].set()
        return job not in self._back

    async def to_its_end(self, job: Job, attempt: Attempt, work: Work, deploy: Deploy, say: Say) -> Ending:
        """Deploy, unless that is refused, and watch what comes of it."""
        self._stopped.discard(job.id)
        rollout = await self._ask(lambda conn: deploys.one(conn, job.id, job.attempt))
        if rollout is None and attempt.prepared:
            rollout = await self._put(self._rollout(job, (await version_of(work)).name), _told_by(attempt))
        if rollout is None:
            version, reason = await self._gate(work)
            if reason:
                return Ending(code=-1, cause=f"not deployed: {reason}", final=True)
            rollout = await self._put(self._rollout(job, version.name), Phase.DEPLOYING)
        self._mark(job.id, rollout)
        ending = await to_its_end(attempt, work, self._clock)
        stop = self._stops[job.id] = asyncio.Event()
        if job.id in self._stopped:
            stop.set()
        try:
            return await _Watch(self, job, attempt, work, deploy, say).run(rollout, ending)
        finally:
            self._stops.pop(job.id, None)
            self._back.discard(job.id)

    async def pause(self, job: int, seconds: float) -> bool:
        """Let time pass; False when the deployment is to be watched no longer."""
        stop = self._stops[job]
        if not stop.is_set():
            await first_of(self._clock.sleep(seconds), stop.wait())
        return not stop.is_set()

    async def run(self, folder: str, work: Work) -> Ending:
        """Run a check or a rollback in a folder of its own, or follow the one that an earlier engine began there."""
        return await to_its_end(Attempt(folder), work, self._clock)

    async def enter(self, job: Job, rollout: Rollout, phase: Phase, *, until: float = 0.0, cause: str = "") -> Rollout:
        """Store that a phase begins, and tell it."""
        entered = await self._put(replace(rollout, until=until, cause=cause or rollout.cause), phase)
        self._mark(job.id, entered)
        news = deploy_news.entered(job, entered)
        if news is not None:
            await self._tell(news)
        return entered

    async def keep(self, rollout: Rollout) -> Rollout:
        """Store how far a phase has come."""
        await self._ask(lambda conn: deploys.put(conn, rollout))
        return rollout

    @property
    def now(self) -> float:
        """Seconds since the epoch."""
        return self._clock.now()

    async def rest(self, seconds: float) -> None:
        """Let time pass that nobody may cut short."""
        await self._clock.sleep(seconds)

    def _rollout(self, job: Job, version: str) -> Rollout:
        now = self._clock.now()
        return Rollout(job=job.id, attempt=job.attempt, version=version, phase=Phase.DEPLOYING, since=now)

    def _mark(self, job: int, rollout: Rollout) -> None:
        if rollout.phase in (Phase.ROLLING_BACK, Phase.VERIFYING):
            self._back.add(job)

    async def _put(self, rollout: Rollout, phase: Phase) -> Rollout:
        return await self.keep(replace(rollout, phase=phase, since=self._clock.now()))


class _Watch:
    """One deployment whose job has ended."""

    def __init__(self, room: Rollouts, job: Job, attempt: Attempt, work: Work, deploy: Deploy, say: Say) -> None:
        self._room = room
        self._job = job
        self._folder = attempt.folder
        self._deploy = deploy
        self._say = say
        self._work = replace(work, argv=deploy.check, deploy=None, timeout=PATIENCE, log_bytes=MiB, nice=0)

    async def run(self, rollout: Rollout, ending: Ending) -> Ending:
        """From whichever phase it is in to its end; `ending` is that of the job's own command."""
        if rollout.phase is Phase.DEPLOYING:
            if ending.code != 0:
                await self._room.enter(self._job, rollout, Phase.FAILED, cause=words(ending))
                return ending
            until = self._room.now + self._deploy.window
            rollout = await self._room.enter(self._job, rollout, Phase.CHECKING, until=until)
        if rollout.phase is Phase.CHECKING:
            rollout = await self._check(rollout)
        if rollout.phase is Phase.ROLLING_BACK:
            rollout = await self._roll_back(rollout)
        if rollout.phase is Phase.VERIFYING:
            rollout = await self._verify(rollout)
        return _ending(rollout, ending)

    async def _check(self, rollout: Rollout) -> Rollout:
        """Check until the window is over; the last check is at its end."""
        await self._say(f"deployed; checked for {self._deploy.window:.0f} s")
        while True:
            left = rollout.until - self._room.now
            if not await self._room.pause(self._job.id, min(self._deploy.every, max(0.0, left), self._deploy.window)):
                return await self._room.enter(self._job, rollout, Phase.UNWATCHED, cause="cancelled")
            rollout, found = await self._ask_check(rollout)
            if found.code != 0:
                cause = f"its check failed: {words(found)}"
                rollout = replace(rollout, code=found.code)
                if not self._deploy.rollback:
                    return await self._room.enter(
                        self._job, rollout, Phase.STUCK, cause=f"{cause}; it names no rollback"
                    )
                return await self._room.enter(self._job, rollout, Phase.ROLLING_BACK, cause=cause)
            if self._room.now >= rollout.until:
                return await self._room.enter(self._job, rollout, Phase.HEALTHY, cause="its checks passed")

    async def _roll_back(self, rollout: Rollout) -> Rollout:
        """Take it back; the folder sees to it that this is done once."""
        await self._say(f"{rollout.cause}; it is being rolled back")
        work = replace(self._work, argv=self._deploy.rollback, timeout=self._job.work.timeout)
        ended = await self._room.run(f"{self._folder}.rollback", work)
        cause = f"{rollout.cause}; {_BACK if ended.code == 0 else f'its rollback failed: {words(ended)}'}"
        until = self._room.now + self._deploy.window
        return await self._room.enter(self._job, rollout, Phase.VERIFYING, until=until, cause=cause)

    async def _verify(self, rollout: Rollout) -> Rollout:
        """See whether the check passes again."""
        await self._say(f"{rollout.cause}; that is being verified")
        while True:
            rollout, found = await self._ask_check(rollout)
            if found.code == 0:
                return await self._room.enter(
                    self._job, rollout, Phase.ROLLED_BACK, cause=f"{rollout.cause}, and the check passes again"
                )
            if self._room.now >= rollout.until:
                return await self._room.enter(self._job, rollout, Phase.STUCK, cause=_still(rollout.cause))
            rollout = await self._room.keep(rollout)
            await self._room.rest(min(self._deploy.every, max(0.0, rollout.until - self._room.now)))

    async def _ask_check(self, rollout: Rollout) -> tuple[Rollout, Ending]:
        """Run the check; one whose supervisor died under it has said nothing and is run again.

        A failed one is stored together with what follows from it: until then its folder tells the next engine.
        """
        while True:
            folder = f"{self._folder}.check-{rollout.checks}"
            found = await self._room.run(folder, self._work)
            rollout = replace(rollout, checks=rollout.checks + 1)
            if found.code != 0 and found.cause != "interrupted":
                return rollout, found
            await self._room.keep(rollout)
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            if found.code == 0:
                return rollout, found


def _told_by(attempt: Attempt) -> Phase:
    """How far a deployment came of which a store that was lost knew; what was begun to be taken back is taken back."""
    return Phase.ROLLING_BACK if os.path.isdir(f"{attempt.folder}.rollback") else Phase.DEPLOYING


def _still(cause: str) -> str:
    """Why a person is needed, whether it was taken back or not."""
    return f"{cause}, {'but' if cause.endswith(_BACK) else 'and'} the check still fails"


def _ending(rollout: Rollout, ending: Ending) -> Ending:
    """How the job ended, now that it is known what came of the deployment."""
    if rollout.phase is Phase.UNWATCHED:
        return replace(ending, cause="cancelled")
    if rollout.phase in (Phase.ROLLED_BACK, Phase.STUCK):
        return replace(ending, code=rollout.code or 1, cause=rollout.cause, final=True)
    return ending

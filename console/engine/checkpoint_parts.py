"""What a checkpoint holds beside its files, brought back: into the present, of which nothing is taken away."""

import os
import tempfile
from collections.abc import Awaitable, Callable, Collection

from msgspec.structs import replace

from console.bus import Channel
from console.engine.commands import FailedError, Handler
from console.engine.queue.errors import JobError
from console.engine.queue.keeper import JobKeeper
from console.model.breaker import BreakerState
from console.model.checkpoint import Circumstances, Part
from console.model.clock import Clock
from console.model.cluster import Standing
from console.model.command import Command, CommandState
from console.model.job import JobState
from console.store import breakers, read_clusters, read_jobs, write_plan
from console.store.decide import Request
from console.store.writer import Committed, UndecidedError, Writer

CHANGED = frozenset({"plan", "clusters"})
CLUSTERS = 1000
LOST = (JobState.CANCELLED, JobState.INTERRUPTED, JobState.FAILED)


class Parts:
    """Each part is one method; `hold` is the command that holds a breaker, `screen` where the console remembers."""

    def __init__(
        self, writer: Writer, committed: Channel[Committed], clock: Clock, keeper: JobKeeper, hold: Handler, screen: str
    ) -> None:
        self._writer = writer
        self._committed = committed
        self._clock = clock
        self._keeper = keeper
        self._hold = hold
        self._screen = screen

    async def bring_back(self, held: Circumstances, wanted: Collection[Part], who: str) -> tuple[str, ...]:
        """Bring parts of a checkpoint back; says of each what was done. Raises FailedError where the disk refuses."""
        ways: dict[Part, Callable[[Circumstances, str], Awaitable[str]]] = {
            Part.QUEUE: self._queue,
            Part.BREAKERS: self._breakers,
            Part.PLAN: self._plan,
            Part.NOTES: self._notes,
            Part.LAYOUT: self._layout,
        }
        said = [await way(held, who) for part, way in ways.items() if part in wanted]
        self._committed.publish(Committed(tables=CHANGED))
        return tuple(said)

    async def _queue(self, held: Circumstances, _who: str) -> str:
        """Queue again what stood in the queue and did not pass since; groups that were paused are paused again."""
        again = 0
        for one in held.jobs:
            job = await self._writer.aside(lambda conn, n=one.id: read_jobs.one(conn, n))  # type: ignore[misc]
            if job is not None and job.state in LOST:
                again += await self._again(job.id)
        for name in held.paused:
            await self._keeper.set_track(replace(self._keeper.track(name), paused=True))
        paused = f", paused: {', '.join(held.paused)}" if held.paused else ""
        return f"queue: {again} of {len(held.jobs)} jobs are queued again{paused}"

    async def _again(self, number: int) -> bool:
        try:
            await self._keeper.again(number)
        except JobError:  # it was queued again just now
            return False
        return True

    async def _breakers(self, held: Circumstances, who: str) -> str:
        """Hold again what a person held; what opened by itself judges anew."""
        known = await self._writer.aside(breakers.every)
        kept = {one.key for one in known if one.state is BreakerState.HELD}
        wanted = [one for one in held.breakers if one.state == BreakerState.HELD.value and one.key not in kept]
        for one in wanted:
            args = {"key": one.key, "why": one.why}
            await self._hold(
                Command(
                    id=0, time=self._clock.now(), name="breaker.hold", args=args, who=who, state=CommandState.ACCEPTED
                )
            )
        return f"breakers: {len(wanted)} are held again"

    async def _plan(self, held: Circumstances, _who: str) -> str:
        """Mark done what was done, and open what was open."""
        now, states = self._clock.now(), {number: done for number, _, done in held.plan}
        changed = await self._writer.aside(lambda conn: write_plan.restore(conn, states, now))
        return f"plan: {changed} of {len(held.plan)} items are as they were"

    async def _notes(self, held: Circumstances, who: str) -> str:
        """Acknowledge again, with the note, what was acknowledged and is not any longer."""
        now = self._clock.now()
        known = await self._writer.aside(lambda conn: read_clusters.clusters(conn, now, live=True, limit=CLUSTERS))
        bare = {one.id for one in known if not one.note and one.standing is not Standing.RESOLVED}
        brought = 0
        for one in held.failures:
            if one.note and one.cluster in bare:
                request = Request(what="cluster.ack", cluster=one.cluster, who=who, time=now, text=one.note)
                brought += await self._decided(request)
        return f"notes: {brought} are back"

    async def _decided(self, request: Request) -> bool:
        try:
            await self._writer.decide(request)
        except UndecidedError:  # its failure is gone
            return False
        return True

    async def _layout(self, held: Circumstances, _who: str) -> str:
        """Put back what the console remembers; it looks there when it starts."""
        if not held.layout:
            return "layout: the checkpoint holds none"
        try:
            _put(self._screen, held.layout.encode())
        except OSError as error:
            raise FailedError(f"the layout cannot be written: {error.strerror}") from error
        return "layout: as it was, from the console's next start on"


def _put(path: str, data: bytes) -> None:
    """Write a private file so that it is there in full or not at all."""
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise

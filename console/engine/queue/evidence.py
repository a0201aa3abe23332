"""What a job's output tells: the evidence of a failed run, and what passing runs print, kept to compare with."""

import asyncio
import os
from collections.abc import Awaitable, Callable

from console.actions.attempt import Attempt
from console.actions.output import tail
from console.analysis.worker import protocol
from console.analysis.worker.client import WorkerError
from console.model.job import Job
from console.store import endings
from console.store.writer import Writer

Ask = Callable[[protocol.Request, float], Awaitable[protocol.Answer]]

PATIENCE = 30.0


class Evidence:
    """Asks the analysis worker, outside the engine; without it the end of the output has to do."""

    def __init__(self, writer: Writer, ask: Ask) -> None:
        self._writer = writer
        self._ask = ask

    async def of_failure(self, job: Job, attempt: Attempt) -> protocol.Examined:
        """Where a failed run began to fail, else the end of what it printed."""
        paths = tuple(await asyncio.to_thread(attempt.output))
        baseline = await self._writer.aside(lambda conn: endings.baseline(conn, job.title, ""))
        try:
            found = await self._ask(protocol.Examine(paths=paths, baseline=baseline), PATIENCE)
        except WorkerError:
            found = protocol.Examined()
        if isinstance(found, protocol.Examined) and found.lines:
            return found
        return protocol.Examined(lines=tuple((await asyncio.to_thread(tail, list(paths))).split("\n")))

    async def of_pass(self, job: Job, attempt: Attempt) -> protocol.Learned:
        """What passing runs of the job print now, empty where it cannot be learned."""
        paths = tuple(await asyncio.to_thread(attempt.output))
        if not await asyncio.to_thread(_printed, paths):
            return protocol.Learned(b"")
        before = await self._writer.aside(lambda conn: endings.baseline(conn, job.title, ""))
        try:
            learned = await self._ask(protocol.Learn(paths=paths, baseline=before), PATIENCE)
        except WorkerError:
            return protocol.Learned(b"")
        return learned if isinstance(learned, protocol.Learned) else protocol.Learned(b"")


def _printed(paths: tuple[str, ...]) -> bool:
    return any(os.path.getsize(path) for path in paths)

"""Whether a job need not run, because it passed with everything it depends on as it is now."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from console.actions.inputs.content import Contents, InputsError, digest
from console.model.clock import Clock
from console.model.job import Ending, Job, Work
from console.store import proofs
from console.store.write_jobs import recipe

T = TypeVar("T")

log = logging.getLogger(__name__)


class Asks(Protocol):
    """Runs something on the store's writer, however long the disk makes us wait."""

    def __call__(self, work: Callable[[sqlite3.Connection], T], /) -> Awaitable[T]:
        """Its result."""
        ...


class Reuse:
    """Compares what jobs depend on with what they passed with; `state`, the engine's own folder, never counts."""

    def __init__(self, ask: Asks, clock: Clock, project: str, state: str) -> None:
        self._ask = ask
        self._clock = clock
        self._project = project
        self._outside = (state,)
        self._contents: Contents | None = None
        self._reading = asyncio.Lock()

    async def spared(self, job: Job) -> str:
        """Why a job that is about to start need not run; empty when it must. With which inputs it runs is stored."""
        now = await self._digest(job.work)
        if not now:
            return ""
        named = recipe(job.work)
        found = await self._ask(lambda conn: proofs.proof(conn, named, now))
        if job.work.force or job.attempt:
            found = None
        await self._ask(lambda conn: proofs.checked(conn, job.id, now, found, self._clock.now()))
        return f"nothing it depends on has changed since job {found.job}" if found else ""

    async def passed(self, job: Job, ending: Ending) -> None:
        """Keep the proof of a job that passed, unless its inputs changed while it ran."""
        began = await self._ask(lambda conn: proofs.digest_of(conn, job.id))
        if not began or began != await self._digest(job.work):
            return
        named, proof = recipe(job.work), proofs.Proof(job.id, ending.seconds or 0.0)
        await self._ask(lambda conn: proofs.prove(conn, named, began, proof, self._clock.now()))

    async def _digest(self, work: Work) -> str:
        """The digest of a job's inputs; empty, and told in the log, where it cannot be taken: such a job runs."""
        async with self._reading:
            if self._contents is None:
                self._contents = Contents(await self._ask(proofs.digests))
            contents, now = self._contents, int(self._clock.now() * 1e9)
            try:
                found = await asyncio.to_thread(digest, work, self._project, contents, now, self._outside)
            except InputsError as error:
                log.warning("%s: %s; it runs", work.name or work.argv[0], error)
                return ""
            new, gone = dict(contents.fresh), set(contents.gone)
            if new or gone:
                await self._ask(lambda conn: proofs.keep_digests(conn, new, gone))
                contents.fresh.clear()
                contents.gone.clear()
            return found

"""Looks for clusters that have one cause: soon after something new went wrong, every few minutes while it goes on."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from console.analysis.causes.profile import Profile
from console.analysis.worker import protocol
from console.analysis.worker.client import WorkerError
from console.analysis.worker.protocol import Answer, Request
from console.bus import Channel
from console.model.clock import Clock
from console.store import profiles
from console.store.profiles import Recent
from console.store.writer import Committed, StoreCorruptError, StoreUnavailableError, Writer

SETTLE = 10.0
EVERY = 120.0
AGAIN = 600.0
FRESH = 900.0
"""Causes are looked for while something goes wrong; what an old log told of at the start can wait."""
WINDOW = 24 * 3600.0
MOST = 400

Ask = Callable[[Request], Awaitable[Answer]]


class Causes:
    """Asks the worker for causes soon after the set of recent clusters has changed, then ever less often.

    `committed` hears what was found.
    """

    def __init__(self, writer: Writer, committed: Channel[Committed], ask: Ask, clock: Clock) -> None:
        self._writer = writer
        self._committed = committed
        self._ask = ask
        self._clock = clock
        self._news = asyncio.Event()
        self._known: frozenset[int] = frozenset()
        self._looked = float("-inf")

    def nudge(self) -> None:
        """Clusters have changed."""
        self._news.set()

    async def run(self) -> None:
        """Look until cancelled. Raises StoreCorruptError."""
        while True:
            await self._news.wait()
            await self._clock.sleep(max(SETTLE, self._looked + EVERY - self._clock.monotonic()))
            self._news.clear()
            try:
                await self.look()
            except StoreCorruptError:
                raise
            except (StoreUnavailableError, WorkerError):
                self._news.set()  # both are told elsewhere; what waits is looked at again

    async def look(self) -> None:
        """Ask once. Raises WorkerError, StoreUnavailableError."""
        since = self._clock.now() - WINDOW
        recent = await self._writer.aside(lambda conn: profiles.recent(conn, since, MOST))
        clusters = frozenset(one.cluster for one in recent)
        stale = self._clock.monotonic() - self._looked >= AGAIN
        fresh = (self._clock.now() - FRESH) // 60
        if len(recent) < 2 or not any(one.minutes and max(one.minutes) >= fresh for one in recent):
            return
        if clusters == self._known and not stale:
            return
        answer = await self._ask(
            protocol.FindCauses(profiles=tuple(_profile(one) for one in recent), watched=int(WINDOW // 60))
        )
        self._known, self._looked = clusters, self._clock.monotonic()
        if isinstance(answer, protocol.FoundCauses):
            await self._keep(answer)

    async def _keep(self, answer: protocol.FoundCauses) -> None:
        changed = 0
        for cause in answer.causes:
            changed += await self._writer.set_cause(cause.head, cause.members, "; ".join(cause.evidence))
        if changed:
            self._committed.publish(Committed(tables=frozenset({"clusters"})))


def _profile(recent: Recent) -> Profile:
    return Profile(**msgspec.structs.asdict(recent))

"""Has clusters studied by the analysis worker, off the way into the store: the newest first, one at a time.

The store is the queue: what no study was written for waits there, through restarts and while there is no worker.
"""

import asyncio
from collections.abc import Awaitable, Callable

from console.analysis.similar.vector import VERSION as VECTOR_VERSION
from console.analysis.worker import protocol
from console.analysis.worker.client import WorkerError, WorkerGoneError
from console.analysis.worker.protocol import Answer, Request
from console.bus import Channel
from console.model.clock import Clock
from console.store import studies
from console.store.studies import Waiting
from console.store.writer import Committed, StoreCorruptError, StoreUnavailableError, Writer

VERSION = 3
AT_ONCE = 20
SETTLE = 1.0
RETRY = 30.0
TRIES = 3
NEAR = 5

Ask = Callable[[Request], Awaitable[Answer]]


class Study:
    """Studies what waits in the store, once `nudge` tells that something may; `committed` hears what was found.

    `trouble` is a sentence while clusters wait for a worker in vain.
    """

    def __init__(self, writer: Writer, committed: Channel[Committed], ask: Ask, clock: Clock, project: str) -> None:
        self._writer = writer
        self._committed = committed
        self._ask = ask
        self._clock = clock
        self._project = project
        self._news = asyncio.Event()
        self._news.set()
        self._failed: dict[int, int] = {}
        self._waiting = 0
        self._gone = ""

    @property
    def trouble(self) -> tuple[str, ...]:
        """What a person should know; nothing while the worker answers."""
        return (f"{self._gone}; {self._waiting} clusters wait to be studied",) if self._gone else ()

    def nudge(self) -> None:
        """Clusters have changed."""
        self._news.set()

    async def run(self) -> None:
        """Study until cancelled. Raises StoreCorruptError."""
        begun = False
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                if not begun:
                    await self._writer.aside(studies.try_again)
                    begun = True
                well = await self._round()
            except StoreCorruptError:
                raise
            except StoreUnavailableError:
                well = False  # the way into the store tells of it
            if not well:
                self._news.set()
            await self._clock.sleep(SETTLE if well else RETRY)

    async def _round(self) -> bool:
        """Study all that waits; False when the worker is gone."""
        while wanted := await self._writer.aside(lambda conn: studies.waiting(conn, VERSION, AT_ONCE)):
            for cluster in wanted:
                if not await self._study(cluster):
                    self._waiting = await self._writer.aside(lambda conn: studies.unstudied(conn, VERSION))
                    return False
        return True

    async def _study(self, wanted: Waiting) -> bool:
        """Have one cluster studied; False when there is no worker to do it."""
        request = protocol.Study(
            cluster=wanted.cluster, title=wanted.title, lines=tuple(wanted.lines.split("\n")),
            project=wanted.folder or self._project, command=wanted.command, basis=wanted.basis, k=NEAR,
        )  # fmt: skip
        try:
            answer = await self._ask(request)
        except WorkerGoneError as error:
            self._gone = str(error)
            return await self._spare(wanted, str(error))
        except WorkerError as error:
            await self._give_up(wanted, str(error))
            return True
        self._gone = ""
        if isinstance(answer, protocol.Studied):
            await self._keep(wanted, answer)
        return True

    async def _spare(self, wanted: Waiting, reason: str) -> bool:
        """The worker died: perhaps over this cluster, so after three times it is left out."""
        self._failed[wanted.cluster] = self._failed.get(wanted.cluster, 0) + 1
        if self._failed[wanted.cluster] < TRIES:
            return False
        await self._give_up(wanted, reason)
        return False

    async def _give_up(self, wanted: Waiting, reason: str) -> None:
        self._failed.pop(wanted.cluster, None)
        words = f"not studied: {reason}"
        await self._writer.aside(lambda conn: studies.give_up(conn, wanted.cluster, words))
        self._committed.publish(Committed(tables=frozenset({"clusters"})))

    async def _keep(self, wanted: Waiting, answer: protocol.Studied) -> None:
        self._failed.pop(wanted.cluster, None)
        study = studies.Study(
            verdict=answer.verdict,
            marked=tuple(number - 1 for number in answer.root.lines) if answer.root else (),
            suggestions=answer.suggestions,
            near=answer.neighbours,
            vector=answer.vector,
        )
        await self._writer.aside(lambda conn: studies.write(conn, wanted, study, (VERSION, VECTOR_VERSION)))
        self._committed.publish(Committed(tables=frozenset({"clusters"})))

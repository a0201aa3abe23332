"""CI inside the engine: the collector with its examiner, the commands, the orders that are followed, the policy."""

import os
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from collectors.ci.collector import CiCollector
from console.bus import Channel
from console.engine.ci_evidence import CiEvidence
from console.engine.ci_follow import CiFollow
from console.engine.ci_orders import CiOrders
from console.engine.ci_policy import CiPolicy, Order
from console.engine.commands import Handler
from console.engine.queue.evidence import Ask
from console.model.batch import Batch, Collector
from console.model.clock import Clock
from console.model.settings import Settings
from console.store.statedir import StateDir
from console.store.writer import Committed, Writer

FOLDER = "ci"

Deliver = Callable[[str, Batch], Awaitable[None]]


class Ci:
    """Wires CI; where it is switched off there is neither source nor command."""

    def __init__(
        self, project: str, state: StateDir, settings: Settings, writer: Writer, committed: Channel[Committed],
        clock: Clock, *, ask: Ask, deliver: Deliver, order: Order,
    ) -> None:  # fmt: skip
        self._enabled = settings.ci.enabled
        self._retries = settings.ci.retries
        self._collector = CiCollector(
            settings, project, os.path.join(state.root, FOLDER), clock, CiEvidence(writer, ask), random=random.random
        )
        self._follow = CiFollow(writer, committed, deliver, clock)
        self._orders = CiOrders(self._collector, self._follow, writer)
        self._policy = CiPolicy(settings.ci.retries, writer, committed, order, clock)

    @property
    def sources(self) -> tuple[Collector, ...]:
        """The collector, when CI is watched."""
        return (self._collector,) if self._enabled else ()

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return self._orders.table() if self._enabled else {}

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        policy = [("ci policy", self._policy.run())] if self._retries else []
        return [("ci orders", self._follow.run()), *policy]

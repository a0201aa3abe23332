"""The engine's department of reporting: the system view, summaries, bursts, and the call when nobody sees to pain."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from console.bus import Channel
from console.engine.bursts import Bursts
from console.engine.found import Found
from console.engine.hands import Hands
from console.engine.notify import Notifier
from console.engine.objectives import Deliver
from console.engine.queue.ledger import Ledger
from console.engine.summary import Summary
from console.engine.vsm.overview import Overview
from console.model.clock import Clock
from console.model.settings import Settings
from console.model.source import SourceState
from console.store.tables import Batches
from console.store.writer import Committed


class Reporting:
    """Wires who tells people how things stand; `sources` are asked at every report, `project` is where commands run."""

    def __init__(
        self,
        project: str,
        settings: Settings,
        committed: Channel[Committed],
        found: Channel[Found],
        deliver: Deliver,
        ledger: Ledger,
        clock: Clock,
        *,
        hands: Hands,
        sources: Callable[[], Iterable[SourceState]],
    ) -> None:
        self._bursts = Bursts(deliver, clock)
        self._summary = Summary(committed, deliver, clock, settings.notify.summary_min)
        self._notifier = Notifier(found.subscribe("notify"), deliver, clock, settings.notify, project)
        self._overview = Overview(
            committed, found, deliver, ledger, clock, settings,
            measures=lambda: hands.measures,
            taken=lambda: hands.workarounds,
            sources=sources,
        )  # fmt: skip

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        return self._notifier.notices

    def quieten(self, batches: Batches) -> Batches:
        """The same batches; what goes on a burst is quiet in them."""
        return self._bursts.quieten(batches)

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        rooms = (self._overview, self._notifier, self._bursts, self._summary)
        return [job for room in rooms for job in room.jobs()]

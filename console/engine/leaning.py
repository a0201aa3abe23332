"""What goes on in another way while a part of the engine itself is broken: told as workarounds, over by themselves."""

from collections.abc import Callable

from msgspec import Struct

from console.model.clock import Clock
from console.model.ruling import Workaround

Trouble = Callable[[], str]
"""Says what is wrong now; empty while nothing is."""


class Lean(Struct, frozen=True):
    """A part that can break: what is done `instead` while `trouble` says something, and what that replaces."""

    name: str
    instead: str
    replaces: str
    until: str
    trouble: Trouble


class Leaning:
    """Asked for what is broken now; nothing of it is stored, since the store may be what is broken."""

    def __init__(self, leans: tuple[Lean, ...], clock: Clock) -> None:
        self._leans = leans
        self._clock = clock
        self._since: dict[str, float] = {}

    @property
    def taken(self) -> tuple[Workaround, ...]:
        """The workarounds of this moment."""
        return tuple(one for one in map(self._of, self._leans) if one is not None)

    def _of(self, lean: Lean) -> Workaround | None:
        why = lean.trouble()
        if not why:
            self._since.pop(lean.name, None)
            return None
        since = self._since.setdefault(lean.name, self._clock.now())
        return Workaround(
            name=lean.name, instead=lean.instead, replaces=lean.replaces, since=since, until=lean.until
        )  # fmt: skip


def leans(store: Trouble, worker: Trouble, ci: Trouble) -> tuple[Lean, ...]:
    """The parts there are: the way into the store, the analysis worker, and the servers of CI."""
    return (
        Lean(
            "store", "what is learned is kept in memory; of too much samples and quiet events are shed by name",
            "writing it down", "the store can be written", store,
        ),
        Lean(
            "analysis worker", "clusters stand without category, cause and suggestions", "studying them",
            "a worker answers again", worker,
        ),
        Lean("ci", "runs and jobs of CI stand as they were last seen", "asking the servers", "one answers again", ci),
    )  # fmt: skip

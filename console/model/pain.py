"""Pain: one figure from 0 to 1 for how much something hurts, with what causes it."""

from enum import StrEnum

from msgspec import Struct


class Gate(StrEnum):
    """Whether what hurts may start and retry by itself: yes, no, or one probe."""

    OPEN = "open"
    SHUT = "shut"
    PROBE = "probe"


class Cause(Struct, frozen=True, kw_only=True):
    """Something that hurts `scope` (a job group, a dependency, the machine) at present.

    `kind` says what it is (`exhaustion`, `burn`, a pattern's id), `key` tells two of a kind apart. `weight`, `severity`
    and `confidence` lie between 0 and 1. `eta` is in how many seconds it becomes a disaster, where that is known.
    """

    kind: str
    scope: str
    weight: float
    severity: float
    confidence: float
    text: str
    key: str = ""
    eta: float | None = None

    @property
    def id(self) -> str:
        """What is the same cause a moment later."""
        return f"{self.kind}/{self.scope}/{self.key}"


class Share(Struct, frozen=True, kw_only=True):
    """What one cause adds: `pain` is what it would be alone; `since` when it began (seconds since the epoch)."""

    cause: Cause
    pain: float
    since: float
    acknowledged: bool = False


class Pain(Struct, frozen=True, kw_only=True):
    """How much a scope hurts at `at` (seconds since the epoch), the greatest share first.

    `gate` follows from it: SHUT after a trip, until it was low for a while. `unhandled` is for how many seconds it is
    tripped and nobody acknowledged anything; `loudness` (0 to 3) grows with it: title, bell, notification, command.
    `bypass` tells that it is to be told although the console was silenced.
    """

    scope: str
    at: float
    level: float
    shares: tuple[Share, ...]
    gate: Gate = Gate.OPEN
    trips: int = 0
    unhandled: float = 0.0
    loudness: int = 0

    @property
    def bypass(self) -> bool:
        """Whether it goes past silent mode."""
        return self.gate is Gate.SHUT and self.unhandled > 0

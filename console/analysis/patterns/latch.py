"""What makes a figure that comes and goes into an episode with a beginning and an end."""

from enum import Enum

from msgspec import Struct


class Turn(Enum):
    """What became of a latch at one look."""

    NONE = 0
    FIRED = 1
    AGAIN = 2
    ENDED = 3


class Holds(Struct, frozen=True):
    """How long it must hold before it counts, be over before it ends, and rest before it is told again (seconds)."""

    fire: float = 0.0
    clear: float = 0.0
    rearm: float = 0.0


class Latch:
    """On after the condition held for long enough, off after the end did; within the rest it comes back untold."""

    __slots__ = ("_ending", "_fired", "_holds", "_pending", "on")

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._pending: float | None = None
        self._ending: float | None = None
        self._fired: float | None = None
        self.on = False

    @property
    def idle(self) -> bool:
        """Whether nothing can follow from time alone."""
        return not self.on and self._pending is None

    def look(self, now: float, *, true: bool, over: bool) -> Turn:
        """What follows from the condition being `true`, or, while on, being `over`, at `now`."""
        return self._end(now, over=over) if self.on else self._begin(now, true=true)

    def _begin(self, now: float, *, true: bool) -> Turn:
        if not true:
            self._pending = None
            return Turn.NONE
        self._pending = now if self._pending is None else self._pending
        if now - self._pending < self._holds.fire:
            return Turn.NONE
        again = self._fired is not None and now - self._fired < self._holds.rearm
        self.on, self._pending, self._ending = True, None, None
        if not again:
            self._fired = now
        return Turn.AGAIN if again else Turn.FIRED

    def _end(self, now: float, *, over: bool) -> Turn:
        if not over:
            self._ending = None
            return Turn.NONE
        self._ending = now if self._ending is None else self._ending
        if now - self._ending < self._holds.clear:
            return Turn.NONE
        self.on, self._ending = False, None
        return Turn.ENDED

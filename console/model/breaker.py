"""Breakers and budgets: what keeps the console from asking again and again for what is broken."""

from enum import StrEnum

from msgspec import Struct


class Moment(Struct, frozen=True):
    """A point in time that survives restarts: wall time, seconds since boot, and which boot (seconds; an id).

    Within one boot the seconds since boot decide, since the wall clock jumps; across boots there is only the wall.
    """

    wall: float
    ticks: float
    boot: str

    def since(self, earlier: "Moment", most: float) -> float:
        """Seconds from an earlier moment until this one, between 0 and `most` whatever the clocks say."""
        known = self.boot == earlier.boot
        passed = self.ticks - earlier.ticks if known else self.wall - earlier.wall
        return min(max(passed, 0.0), most)

    def back(self, seconds: float) -> "Moment":
        """The moment so many seconds before this one, in the time of this boot."""
        return Moment(self.wall - seconds, self.ticks - seconds, self.boot)


class BreakerState(StrEnum):
    """CLOSED lets calls through, OPEN none, HALF_OPEN one probe; HELD was opened by a person and stays."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"
    HELD = "held"


class Bucket(Struct, frozen=True):
    """Calls that ended in one slice of the window; `index` counts slices since boot."""

    index: int
    calls: int = 0
    failures: int = 0
    slow: int = 0


class Breaker(Struct, frozen=True, kw_only=True):
    """What is known of one dependency. `window` belongs to one boot (`boot`), oldest bucket first.

    `opened` is when the present break began, `pause` how many seconds it lasts, `trips` how many breaks there were
    since it last closed. `probe` names who holds the only leave to try while half open, `leased` since when. `why`
    says in words why it is in its state.
    """

    key: str
    state: BreakerState = BreakerState.CLOSED
    window: tuple[Bucket, ...] = ()
    boot: str = ""
    opened: Moment | None = None
    pause: float = 0.0
    trips: int = 0
    probe: str = ""
    leased: Moment | None = None
    why: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """Whether a call may be made. `probe` is to be given back with its result, `wait` seconds until asking again.

    `wait` is None when only a person ends it.
    """

    allowed: bool
    probe: str = ""
    wait: float | None = 0.0
    why: str = ""


class Budget(Struct, frozen=True):
    """How many retries something may still cost; `at` is when that was worked out."""

    tokens: float
    at: Moment

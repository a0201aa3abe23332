"""The autopilot: a stretch of work in which failures are mended without asking, bounded in count, time and scope."""

from enum import StrEnum

from msgspec import Struct

from console.model.breaker import Moment
from console.model.ruling import FixRun


class Scope(StrEnum):
    """What it looks after: JOBS that fail, or all FAILURES, also those that only a log tells of."""

    JOBS = "jobs"
    FAILURES = "failures"


class Stretch(Struct, frozen=True, kw_only=True):
    """What somebody allowed: at most `most` fixes within `span` seconds of `began`.

    `after` is the newest decision there was before, `token` the asker's name for the request. `ended` is when it ended
    (seconds since the epoch), None while it has not, and `why` the reason in words.
    """

    id: int
    scope: Scope
    most: int
    span: float
    began: Moment
    who: str
    after: int = 0
    token: str = ""
    ended: float | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """By whose word its decisions are made."""
        return f"autopilot {self.id}"

    def left(self, now: Moment) -> float:
        """Seconds until it ends by itself, whatever the clocks did."""
        return self.span - now.since(self.began, self.span)


class Flight(Struct, frozen=True, kw_only=True):
    """A stretch with what was done in it: `taken` fixes were decided, `runs` are those that were begun, in order."""

    stretch: Stretch
    taken: int = 0
    runs: tuple[FixRun, ...] = ()

    @property
    def on(self) -> bool:
        """Whether it goes on."""
        return self.stretch.ended is None

    @property
    def open(self) -> tuple[FixRun, ...]:
        """The fixes of which is not known yet whether they helped."""
        return tuple(run for run in self.runs if not run.over)

    @property
    def helped(self) -> int:
        """How many fixes worked."""
        return sum(run.worked is True for run in self.runs)

    @property
    def missed(self) -> int:
        """How many fixes of those that were judged last did not help, one after the other."""
        judged = [run.worked for run in self.runs if run.worked is not None]
        return next((count for count, worked in enumerate(reversed(judged)) if worked), len(judged))

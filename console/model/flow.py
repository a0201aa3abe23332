"""Flow: whether work goes on, what holds it up, and where the time of the day went.

Times are seconds since the epoch, durations seconds.
"""

from enum import IntEnum, StrEnum

from msgspec import Struct


class FlowState(StrEnum):
    """How work goes. RECOVERING is the way back after a block or a pause; IDLE is nobody at work, which is no loss."""

    FLOWING = "flowing"
    SLOWED = "slowed"
    BLOCKED = "blocked"
    RECOVERING = "recovering"
    IDLE = "idle"


class Friction(IntEnum):
    """What a lost minute is lost to; of equals the lower number decides."""

    EXTERNAL_WAIT = 1
    RESOURCE_LIMIT = 2
    AMBIGUITY = 3
    TEST_BOTTLENECK = 4
    CONTEXT_LOSS = 5
    REPEATED_ERROR = 6
    REPORTING_OVERHEAD = 7
    INDECISION = 8

    @property
    def words(self) -> str:
        """The name as it is read: `external wait`."""
        return self.name.lower().replace("_", " ")


class Act(StrEnum):
    """What an event means for the flow of work.

    BEGIN and END enclose a command that runs here, WAIT and RESUME something elsewhere that is waited for (CI, a
    download, a review), ASK and ANSWER a question, SHORT and AMPLE a resource that is used up. LIMIT is one operation
    that met a limit.
    """

    EDIT = "edit"
    READ = "read"
    COMMIT = "commit"
    BEGIN = "begin"
    END = "end"
    WAIT = "wait"
    RESUME = "resume"
    ASK = "ask"
    ANSWER = "answer"
    SHORT = "short"
    AMPLE = "ample"
    LIMIT = "limit"
    SWITCH = "switch"
    REPORT = "report"
    REVERT = "revert"


class Step(Struct, frozen=True, kw_only=True):
    """One act at `time`. `key` joins beginning and end, `name` is what a person calls it.

    `seconds` is how long what ended took, `passed` how it ended where that is known, `signature` the identity of the
    failure it ended in, `said` that failure in words.
    """

    time: float
    act: Act
    key: str = ""
    name: str = ""
    seconds: float | None = None
    passed: bool | None = None
    signature: str = ""
    said: str = ""


class Stretch(Struct, frozen=True, kw_only=True):
    """A time in one state. `friction` and `detail` (a job, an error, a wait) say what held it up."""

    state: FlowState
    start: float
    end: float
    friction: Friction | None = None
    detail: str = ""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


class Loss(Struct, frozen=True, kw_only=True):
    """The time lost to one friction; `share` of the time at work, `details` the greatest parts of it by name."""

    friction: Friction
    seconds: float
    share: float
    details: tuple[tuple[str, float], ...] = ()


class Break(Struct, frozen=True, kw_only=True):
    """What ended a stretch of flow of `seconds` at `time`."""

    time: float
    seconds: float
    state: FlowState
    friction: Friction | None = None
    detail: str = ""


class Flow(Struct, frozen=True, kw_only=True):
    """The flow at `at`. The state holds since `since`; `leaning` is what this minute alone looks like, if different.

    `score` from 0 to 100 is that of the last minute at work, `frictions` how strongly each holds up work now (0 to 1).
    `present` is the uninterrupted flow until now, `longest` the best of the day, `flowing` all of it. `efficiency` is
    the part of the time at work that was not spent waiting, `edit_to_green` the median time from an edit to the next
    pass. `advice` says what would give most time back, `late` counts events that came too late to count. `begun` is
    when the first act of the day was, None before it.
    """

    at: float
    state: FlowState
    since: float
    score: int
    reason: str
    friction: Friction | None = None
    detail: str = ""
    leaning: FlowState | None = None
    frictions: dict[Friction, float] = {}
    present: float = 0.0
    longest: Stretch | None = None
    flowing: float = 0.0
    lost: float = 0.0
    efficiency: float | None = None
    edit_to_green: float | None = None
    losses: tuple[Loss, ...] = ()
    breaks: tuple[Break, ...] = ()
    timeline: tuple[Stretch, ...] = ()
    advice: str = ""
    late: int = 0
    begun: float | None = None

"""CI as every part of the program sees it, whichever server it came from: runs, their jobs, their steps.

The server's own words are kept beside ours in `raw`. Times are seconds since the epoch, by this machine's clock.
"""

from enum import StrEnum

from msgspec import Struct

from console.model.source import Freshness


class Phase(StrEnum):
    """How far something is. WAITING is for a person: an approval, or a manual job."""

    QUEUED = "queued"
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"


class Outcome(StrEnum):
    """How something ended. ERROR is the infrastructure's, FAILURE the work's; UNKNOWN a word that nobody has met."""

    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"
    ERROR = "error"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    NEUTRAL = "neutral"
    ACTION_REQUIRED = "action_required"
    STALE = "stale"
    UNKNOWN = "unknown"

    @property
    def bad(self) -> bool:
        """Whether somebody has to look at it."""
        return self in (Outcome.FAILURE, Outcome.ERROR, Outcome.TIMED_OUT)

    @property
    def good(self) -> bool:
        """Whether it did what it was there for."""
        return self in (Outcome.SUCCESS, Outcome.WARNING)


class Stand(Struct, frozen=True):
    """Where something stands: `outcome` once it is finished, `raw` in the server's own words."""

    phase: Phase
    outcome: Outcome | None = None
    raw: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.phase is Phase.FINISHED

    @property
    def bad(self) -> bool:
        """Whether it ended in a way that somebody has to look at."""
        return self.outcome is not None and self.outcome.bad

    @property
    def word(self) -> str:
        """The one word for it: how it ended, else how far it is."""
        return (self.outcome or self.phase).value


class Step(Struct, frozen=True, kw_only=True):
    """One step of a job, numbered from 1 as the server does."""

    number: int
    name: str
    stand: Stand
    started: float | None = None
    finished: float | None = None


class Annotation(Struct, frozen=True, kw_only=True):
    """What a job said about a place in the code; `level` is notice, warning or failure, `line` 0 when not known."""

    level: str
    text: str
    file: str = ""
    line: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """One run of a pipeline. `place` names server and project, `id` is the server's; together they never repeat.

    `name` is the pipeline's, `title` what it ran for (the subject of a commit), `event` what set it off. `attempt`
    counts from 1. `number` is what people call it by.
    """

    place: str
    id: str
    name: str
    stand: Stand
    created: float
    number: str = ""
    title: str = ""
    branch: str = ""
    commit: str = ""
    who: str = ""
    event: str = ""
    attempt: int = 1
    started: float | None = None
    finished: float | None = None
    url: str = ""


class CiJob(Struct, frozen=True, kw_only=True):
    """One attempt at one job of a run; attempts at the same job share its name. `runner` is what it ran on."""

    place: str
    run: str
    id: str
    name: str
    stand: Stand
    attempt: int = 1
    started: float | None = None
    finished: float | None = None
    runner: str = ""
    url: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it is not over, or was never begun."""
        if self.started is None or self.finished is None:
            return None
        return max(self.finished - self.started, 0.0)


class Told(Struct, frozen=True, kw_only=True):
    """What a failed job's log told: `lines` are the evidence, `line` where it begins in the log, counted from 1.

    `basis` says in words what it was compared with, `category` what kind of failure it is. `note` says why there is no
    evidence, or what is missing of it.
    """

    place: str
    run: str
    job: str
    lines: tuple[str, ...] = ()
    line: int = 0
    summary: str = ""
    basis: str = ""
    category: str = ""
    confidence: float = 0.0
    tests: tuple[str, ...] = ()
    note: str = ""


class Card(Struct, frozen=True, kw_only=True):
    """A run as it is shown: its jobs by name, the last attempt of each, and what the failed ones told.

    `key` is the store's own short number for it, as commands take it. `usual` is how many seconds the pipeline
    usually takes, None when that is not known.
    """

    key: int
    run: Run
    jobs: tuple[CiJob, ...] = ()
    told: tuple[Told, ...] = ()
    usual: float | None = None


class Allowance(Struct, frozen=True, kw_only=True):
    """How many requests a server still grants: `left` of `limit` until `resets` (seconds since the epoch)."""

    limit: int
    left: int
    resets: float


class Sight(Struct, frozen=True, kw_only=True):
    """How one kind of data of a place can be believed: `kind` is runs, jobs, logs or annotations."""

    kind: str
    freshness: Freshness
    seen: float | None = None
    detail: str = ""


class PlaceState(Struct, frozen=True, kw_only=True):
    """A project on a CI server, as its watch stands. `login` says where the token is from, never what it is.

    `asked` counts requests of the hour, `unchanged` those of them that were answered "not modified". `next` is when it
    is asked again.
    """

    place: str
    kind: str
    sights: tuple[Sight, ...] = ()
    allowance: Allowance | None = None
    login: str = ""
    asked: int = 0
    unchanged: int = 0
    next: float | None = None
    can: tuple[str, ...] = ()

    @property
    def trouble(self) -> str:
        """Why its runs cannot be believed, empty while they can."""
        return next((s.detail for s in self.sights if s.kind == "runs" and s.freshness is Freshness.ERROR), "")


class Order(Struct, frozen=True, kw_only=True):
    """Something asked of a CI server that is followed to its end: `what` is retry, cancel, trigger or watch.

    `id` is the command's number in the audit trail. `run` is empty until a triggered run shows up; `attempt` is the
    one that is waited for. `words` say what was set off. `seen` tells that it was seen under way, `outcome` how it
    ended, empty until then.
    """

    id: int
    place: str
    what: str
    who: str
    asked: float
    run: str = ""
    attempt: int = 0
    words: str = ""
    seen: bool = False
    outcome: str = ""


class CiNews(Struct, frozen=True, kw_only=True):
    """What a look at CI brought: runs and jobs that are new or stand otherwise than before, and how the places are."""

    runs: tuple[Run, ...] = ()
    jobs: tuple[CiJob, ...] = ()
    told: tuple[Told, ...] = ()
    places: tuple[PlaceState, ...] = ()

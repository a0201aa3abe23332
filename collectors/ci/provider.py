"""What a CI server has to be able to do for us; one class for each kind of server."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Protocol, runtime_checkable

from msgspec import Struct

from console.model.ci import Annotation, CiJob, Run


class Ability(StrEnum):
    """What a provider may be able to do beyond telling of runs and jobs."""

    LOG = "log"
    FOLLOW = "follow"
    RETRY = "retry"
    RETRY_FAILED = "retry failed"
    RETRY_JOB = "retry job"
    CANCEL = "cancel"
    TRIGGER = "trigger"
    ANNOTATIONS = "annotations"


class Place(Struct, frozen=True, kw_only=True):
    """A project on a server. `kind` is the provider's name, `base` the address of its API without a slash at the end.

    `project` is the server's name for the project (`owner/name`), empty for a server that is one project. `login` is
    the user name for servers that want one beside the token.
    """

    kind: str
    base: str
    host: str
    project: str = ""
    login: str = ""

    @property
    def name(self) -> str:
        """The place as people and the store call it."""
        return f"{self.host}/{self.project}" if self.project else self.host


class Pace(Struct, frozen=True):
    """Seconds between two looks: while something runs, and while nothing does.

    The watch slows down from there for a limit and for many places, never the other way round.
    """

    busy: float
    idle: float


class LogPart(Struct, frozen=True):
    """Bytes of a log from an offset on; `next` is the offset to go on from, `whole` tells that nothing more comes."""

    data: bytes
    next: int
    whole: bool


class Acted(Struct, frozen=True, kw_only=True):
    """What an order has set off: the run to follow (empty: it is not known yet), and the attempt that is waited for."""

    words: str
    run: str = ""
    attempt: int = 0


class Trigger(Struct, frozen=True, kw_only=True):
    """What to set off: `name` is the pipeline's (a workflow file, a builder), `ref` the branch or tag."""

    name: str = ""
    ref: str = ""
    inputs: dict[str, str] = {}


class Provider(Protocol):
    """One place on one kind of server. Every method raises CiError.

    A method may be called at any time by several callers; what it keeps between calls is only what saves requests.
    """

    @property
    def place(self) -> Place:
        """Which project it tells of."""
        ...

    @property
    def can(self) -> frozenset[Ability]:
        """What it is able to do; everything else raises UnableError."""
        ...

    @property
    def pace(self) -> Pace:
        """How often it may be asked."""
        ...

    async def runs(self) -> tuple[Run, ...]:
        """The last runs, newest first: all that are under way and some that are over (about thirty)."""
        ...

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The jobs of a run, those of earlier attempts too."""
        ...

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """The log of a job from a byte on; of a running job as far as it is known."""
        ...

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """What the job said about places in the code."""
        ...

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """Run again: one job, those that `failed`, or all of them."""
        ...

    async def cancel(self, run: Run) -> Acted:
        """End a run."""
        ...

    async def trigger(self, wanted: Trigger) -> Acted:
        """Set off a new run."""
        ...


@runtime_checkable
class Hinting(Protocol):
    """A provider whose server tells when something happens, so that nobody has to ask often."""

    def hints(self) -> AsyncIterator[None]:
        """One item for each piece of news, until the connection ends. Raises CiError."""
        ...

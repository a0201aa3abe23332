"""What a collector hands to the engine, and the contract a collector keeps."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from console.model.caches import CacheLook
from console.model.ci import CiNews
from console.model.cluster import Found, Join, Key, Mended, Passed
from console.model.event import Draft, Severity
from console.model.testing import TestNews


class Sample(Struct, frozen=True):
    """One reading of a series, such as `memory.used`; `limit` is where the resource is exhausted.

    `time` in seconds since the epoch; `unit` is one of `bytes`, `bytes/s`, `percent`, `count`, `load`.
    """

    time: float
    series: str
    value: float
    unit: str = "count"
    limit: float | None = None


class Count(Struct, frozen=True):
    """`n` lines of one severity in one minute (minutes since the epoch) of one named origin (a file path)."""

    minute: int
    origin: str
    severity: Severity
    n: int


class State(Struct, frozen=True):
    """The new value of a state from now on, such as `git`/`head`; `None` ends it. Kept as intervals of time."""

    kind: str
    key: str
    value: Any


class Progress(Struct, frozen=True):
    """Where a collector will resume: opaque bytes under a key of its own; `None` forgets the key."""

    key: str
    value: bytes | None


class Batch(Struct, frozen=True, kw_only=True):
    """Everything learned at once; it and the progress are committed in one transaction or not at all.

    An empty batch is a sign of life: the source is well and has nothing new. `keys` are the grouper's words for the
    fingerprints in the batch, `joins` what it merges. `found`, `passed` and `mended` come from old material, `ci` from
    CI servers, `tests` from reports of tests, `caches` from tools that have one.
    """

    events: tuple[Draft, ...] = ()
    counts: tuple[Count, ...] = ()
    samples: tuple[Sample, ...] = ()
    states: tuple[State, ...] = ()
    progress: tuple[Progress, ...] = ()
    keys: tuple[Key, ...] = ()
    joins: tuple[Join, ...] = ()
    found: tuple[Found, ...] = ()
    passed: tuple[Passed, ...] = ()
    mended: tuple[Mended, ...] = ()
    ci: CiNews | None = None
    tests: tuple[TestNews, ...] = ()
    caches: tuple[CacheLook, ...] = ()


Emit = Callable[[Batch], Awaitable[None]]
Resume = Mapping[str, bytes]


class Collector(Protocol):
    """A source of events. Configuration and clock come by constructor.

    `run` returns only when cancelled; it may raise, the engine restarts it with backoff. `emit` returns
    after the commit. `resume` holds this source's progress rows. A source is LIVE while it emits at least
    every `interval` seconds times three.
    """

    @property
    def name(self) -> str:
        """The source's name, unique in the engine."""
        ...

    @property
    def interval(self) -> float:
        """Seconds between signs of life."""
        ...

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Collect until cancelled."""
        ...

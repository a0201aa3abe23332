"""The one immutable picture of a moment that every pane is painted from."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from console.model.ci import Card, PlaceState
from console.model.cluster import Cluster
from console.model.event import Event, Severity
from console.model.flow import Flow
from console.model.forecast import Forecast
from console.model.job import Job
from console.model.machine import GitState, ProcessRow
from console.model.plan import Item
from console.model.source import Health, SourceState
from console.model.upkeep import Upkeep


class MinuteCounts(Struct, frozen=True):
    """Lines in one minute (minutes since the epoch), one figure a severity from DEBUG to CRITICAL."""

    minute: int
    by_severity: tuple[int, int, int, int, int, int]


class TemplateCount(Struct, frozen=True):
    """A kind of notable line: how often in the last hour and ever, its hour in twelve steps, one sample."""

    template: str
    severity: Severity
    hour: int
    total: int
    first: float
    last: float
    trend: tuple[int, ...]
    sample: str
    origin: str = ""


class Series(Struct, frozen=True):
    """One measured series up to the frame's moment: `points` are (seconds since the epoch, value), oldest first."""

    name: str
    unit: str
    limit: float | None
    points: tuple[tuple[float, float], ...]

    @property
    def now(self) -> float | None:
        """The newest value, None when there is none."""
        return self.points[-1][1] if self.points else None


class Frame(Struct, frozen=True, kw_only=True):
    """What was known at `at` (seconds since the epoch); live is `at` = now.

    `minutes` are the last 60 ending at `at`, without gaps, oldest first. `errors` counts events of severity
    ERROR and above in the hour before `at`; `criticals`, `warnings` and `debug` count those of that hour too.
    `clusters` are those of the hour, errors before warnings and most frequent first, then those that stand open, newest
    first. `forecasts` tell when which series meets its limit; series that head nowhere soon have none. `flow` is None
    where no analyst has run; `plan` is everything in the plan, in its order. `upkeep` and `places` (CI) are
    known of the present only; `runs` are those of CI.
    `notes` are the sources' own words, by source, for what they cannot see.
    """

    at: float
    live: bool
    project: str
    node: str
    sources: tuple[SourceState, ...] = ()
    health: Health | None = None
    minutes: tuple[MinuteCounts, ...] = ()
    errors: int = 0
    criticals: int = 0
    warnings: int = 0
    debug: int = 0
    events_total: int = 0
    templates: tuple[TemplateCount, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    series: Mapping[str, Series] = {}
    forecasts: Mapping[str, Forecast] = {}
    jobs: tuple[Job, ...] = ()
    processes: tuple[ProcessRow, ...] = ()
    git: GitState | None = None
    runs: tuple[Card, ...] = ()
    places: tuple[PlaceState, ...] = ()
    flow: Flow | None = None
    plan: tuple[Item, ...] = ()
    upkeep: Upkeep = Upkeep()
    notes: Mapping[str, Any] = {}

    def source(self, name: str) -> SourceState | None:
        """The named source, None when the engine has none of that name."""
        return next((s for s in self.sources if s.name == name), None)


class EventQuery(Struct, frozen=True, kw_only=True):
    """Which events a reader wants: a window of `limit` rows that ends at `until` or begins at `since`.

    Without `since`/`after` the newest rows up to `until` are meant. `before` and `after` are exclusive cursors
    (time, seq) for paging. `pattern` is a linear-time regular expression on the text, `invert` keeps the others.
    `times` in seconds since the epoch.
    """

    limit: int = 500
    until: float | None = None
    since: float | None = None
    before: tuple[float, int] | None = None
    after: tuple[float, int] | None = None
    min_severity: Severity = Severity.DEBUG
    pattern: str = ""
    invert: bool = False
    kind: str = ""


class EventPage(Struct, frozen=True):
    """A window of events, oldest first. `older`/`newer` tell whether more lie beyond.

    `searched_to` is set when the time allowed for a pattern ran out before the window was full.
    """

    events: tuple[Event, ...]
    older: bool = False
    newer: bool = False
    searched_to: float | None = None

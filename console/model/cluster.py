"""Clusters: failures that are one failure, and causes: clusters that have one reason."""

from enum import StrEnum

from msgspec import Struct

from console.model.event import Severity
from console.model.failure import Category, Place, Suggestion


class Standing(StrEnum):
    """Where a cluster stands with the people who watch it."""

    NEW = "new"
    KNOWN = "known"
    REGRESSED = "regressed"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Neighbour(Struct, frozen=True, kw_only=True):
    """A past failure that resembles one: `likeness` from 0 to 1, and how it ended, in words."""

    cluster: int
    title: str
    likeness: float
    last: float
    ended: str = ""


class Cluster(Struct, frozen=True, kw_only=True):
    """Failures under one or several fingerprints that count as one.

    `title` is the masked headline with `<*>` for what varies, `name` what a person called it. `total` counts ever,
    `hour` the sixty minutes before the frame, `trend` that hour in twelve steps. Times are seconds since the epoch.
    `by` is who acknowledged, resolved or muted it. `keys` counts its fingerprints. `cause` is the cluster that stands
    for its cause, 0 when it stands alone.
    """

    id: int
    fingerprint: str
    title: str
    severity: Severity
    standing: Standing
    total: int
    first: float
    last: float
    hour: int = 0
    trend: tuple[int, ...] = ()
    name: str = ""
    sample: str = ""
    origin: str = ""
    keys: int = 1
    category: Category = Category.UNKNOWN
    confidence: float = 0.0
    reason: str = ""
    where: Place | None = None
    cause: int = 0
    muted: bool = False
    by: str = ""
    note: str = ""


class Affected(Struct, frozen=True, kw_only=True):
    """Who is touched by a cluster: each value with how often, most frequent first."""

    tests: tuple[tuple[str, int], ...] = ()
    jobs: tuple[tuple[str, int], ...] = ()
    branches: tuple[tuple[str, int], ...] = ()
    nodes: tuple[tuple[str, int], ...] = ()
    origins: tuple[tuple[str, int], ...] = ()


class Dossier(Struct, frozen=True, kw_only=True):
    """All that is known of one cluster, for its detail view.

    `evidence` are lines of the best example, `marked` the indexes among them that tell the cause. `why` says why its
    failures count as one, a line a fingerprint. `members` are the clusters that share its cause.
    """

    cluster: Cluster
    evidence: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    why: tuple[str, ...] = ()
    affected: Affected = Affected()
    neighbours: tuple[Neighbour, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    members: tuple[Cluster, ...] = ()
    opinion: str = ""

"""Clusters: failures that are one failure, and causes: clusters that have one reason."""

from enum import StrEnum

from msgspec import Struct

from console.model.event import Severity
from console.model.failure import Category, Place, Suggestion


class Key(Struct, frozen=True, kw_only=True):
    """What a fingerprint stands for: the grouper's words for everything that gets this one.

    `why` says in words what its members have in common, `title` is the masked headline, empty when the template of
    the line says it as well. `where` is the innermost place of the user's own code, where there is one. `tests` are
    the failed tests that the record names from which the key was made.
    """

    fingerprint: str
    why: str
    title: str = ""
    where: Place | None = None
    tests: tuple[str, ...] = ()


class Join(Struct, frozen=True, kw_only=True):
    """The grouper found that what `fingerprint` names belongs to the cluster of `into`; `why` in words.

    What a person decided on either of them stands against it; but one that is the `same`, made by a newer version,
    follows what was decided on the older.
    """

    fingerprint: str
    into: str
    why: str
    same: bool = False


class Found(Struct, frozen=True, kw_only=True):
    """A failure found in old material, on its way into the catalogue.

    `digest` names this one occurrence for ever: what was found before is not counted again. `time` in seconds since
    the epoch.
    """

    digest: str
    fingerprint: str
    time: float
    summary: str
    severity: Severity = Severity.ERROR
    source: str = ""
    origin: str = ""
    job: str = ""
    branch: str = ""
    commit: str = ""
    evidence: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


class Passed(Struct, frozen=True, kw_only=True):
    """A job passed at `time` (seconds since the epoch); `baseline` is what such a run prints, for comparing with."""

    job: str
    branch: str
    time: float
    baseline: bytes = b""


class Mended(Struct, frozen=True, kw_only=True):
    """A commit that says of itself that it mends something: what it touched may have ended failures there."""

    commit: str
    time: float
    subject: str
    files: tuple[str, ...]


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
    `by` is who acknowledged, resolved or muted it, `resolved` when it was last resolved. `keys` counts its
    fingerprints. `cause` is the cluster that stands for its cause, 0 when it stands alone. `studied` tells whether
    category and suggestions are those of the present example; until then they are unknown.
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
    resolved: float | None = None
    studied: bool = False
    fix: str = ""


class Affected(Struct, frozen=True, kw_only=True):
    """Who is touched by a cluster: each value with how often, most frequent first."""

    tests: tuple[tuple[str, int], ...] = ()
    jobs: tuple[tuple[str, int], ...] = ()
    branches: tuple[tuple[str, int], ...] = ()
    nodes: tuple[tuple[str, int], ...] = ()
    origins: tuple[tuple[str, int], ...] = ()


class Failure(Struct, frozen=True, kw_only=True):
    """One entry of the catalogue: a failure that happened `n` times from `time` to `last` (seconds since the epoch).

    Repeats of a cluster in one origin within ten minutes are one entry. `outcome` says how it ended, empty while it
    has not; `recovered` is how many seconds that took. `evidence` is clean and redacted.
    """

    id: int
    cluster: int
    title: str
    category: Category
    severity: Severity
    time: float
    last: float
    n: int
    summary: str
    source: str = ""
    origin: str = ""
    job: str = ""
    branch: str = ""
    commit: str = ""
    node: str = ""
    evidence: tuple[str, ...] = ()
    outcome: str = ""
    recovered: float | None = None


class FailureQuery(Struct, frozen=True, kw_only=True):
    """Which entries of the catalogue are wanted, newest first.

    `find` are words that all have to occur, in any order; whatever is written there is only words. `cluster` 0 means
    every cluster. `before` is the exclusive cursor (last, id) for paging, as the last entry of a page has it.
    """

    find: str = ""
    cluster: int = 0
    limit: int = 100
    before: tuple[float, int] | None = None


class FailurePage(Struct, frozen=True):
    """Entries of the catalogue, newest first; `older` tells whether more follow."""

    failures: tuple[Failure, ...] = ()
    older: bool = False


class Decision(Struct, frozen=True, kw_only=True):
    """What somebody decided about clusters: `what` is the command, `words` its outcome; `undone` once taken back."""

    id: int
    time: float
    who: str
    what: str
    words: str
    undone: bool = False


class Dossier(Struct, frozen=True, kw_only=True):
    """All that is known of one cluster, for its detail view.

    `evidence` are lines of the best example, `marked` the indexes among them that tell the cause. `why` says why its
    failures count as one, a line a fingerprint, in the order of `fingerprints`. `members` are the clusters that share
    its cause, `cause_why` says what proves that. `past` are its last entries in the catalogue, newest first. `opinion`
    is what the helper of the user's own said of it.
    """

    cluster: Cluster
    evidence: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    why: tuple[str, ...] = ()
    affected: Affected = Affected()
    neighbours: tuple[Neighbour, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    members: tuple[Cluster, ...] = ()
    cause_why: str = ""
    fingerprints: tuple[str, ...] = ()
    past: tuple[Failure, ...] = ()
    decisions: tuple[Decision, ...] = ()
    opinion: str = ""

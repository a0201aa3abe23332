"""How far each kind of data of a place can be believed: a kind that is denied does not take the others with it."""

from collectors.ci.errors import CiError, LimitedError
from console.model.ci import Sight
from console.model.source import Freshness

RUNS, JOBS, LOGS, ANNOTATIONS = "runs", "jobs", "logs", "annotations"


class Sights:
    """The sights of one place, by kind, in the order in which they were first had."""

    def __init__(self) -> None:
        self._sights: dict[str, Sight] = {}

    def all(self) -> tuple[Sight, ...]:
        """Each kind that was asked for."""
        return tuple(self._sights.values())

    def good(self, kind: str, now: float) -> None:
        """A kind of data came."""
        self._sights[kind] = Sight(kind=kind, freshness=Freshness.LIVE, seen=now)

    def bad(self, kind: str, error: CiError) -> None:
        """A kind did not come; who only wants peace is STALE, everything else ERROR."""
        before = self._sights.get(kind)
        freshness = Freshness.STALE if isinstance(error, LimitedError) else Freshness.ERROR
        seen = before.seen if before else None
        self._sights[kind] = Sight(kind=kind, freshness=freshness, seen=seen, detail=str(error))

    def trouble(self) -> str:
        """Why runs cannot be believed now, empty while they can."""
        runs = self._sights.get(RUNS)
        return runs.detail if runs and runs.freshness is not Freshness.LIVE else ""

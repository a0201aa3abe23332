"""Pain trips the breakers of what hurts, and lets them go when it has calmed: a job, a dependency, the machine."""

import logging
from collections.abc import Callable

from console.bus import Subscription
from console.engine.breakers import Breakers
from console.engine.found import Found
from console.model.job import Job
from console.model.pain import Gate, Pain
from console.text.mask import template

PAUSE = 120.0
"""Seconds for which a trip holds unless it is renewed, so that it ends by itself when the engine does."""
LONGEST = 180
MACHINE = "machine"
_JOBS = ("job", "service")

Probed = Callable[[str, bool], None]
"""Is told a scope and whether its probe passed."""

log = logging.getLogger(__name__)


class Trips:
    """Listens to the looks of the analysts on `looks`; `probed` hears how the one probe of a calmed scope ended."""

    def __init__(self, looks: Subscription[Found], breakers: Breakers, probed: Probed) -> None:
        self._looks = looks
        self._probed = probed
        self._breakers = breakers
        self._tripped: dict[str, str] = {}
        self._gates: dict[str, Gate] = {}
        self._overridden: set[str] = set()
        breakers.hear(self.freed)

    def keys(self, job: Job) -> list[str]:
        """The tripped breakers that guard a job beside those of what it depends on."""
        return [key for key in (job_key(job.title), MACHINE) if key in self._tripped]

    async def run(self) -> None:
        """Listen until cancelled."""
        self._tripped = {key: key for key in await self._breakers.broken() if key == MACHINE or key.startswith("job ")}
        while True:
            for found in await self._looks.take():
                await self.heed(found)

    async def heed(self, found: Found) -> None:
        """Trip what is shut, and let one probe through where it has calmed."""
        before, self._gates = self._gates, {one.scope: one.gate for one in found.pains}
        for pain in found.pains:
            key = breaker_key(pain.scope)
            if pain.gate is Gate.OPEN:
                self._overridden.discard(pain.scope)
            elif key and pain.gate is Gate.SHUT and pain.scope not in self._overridden:
                self._tripped[key] = pain.scope
                await self._breakers.trip(key, _why(pain), PAUSE)
            elif key in self._tripped and before.get(pain.scope) is not Gate.PROBE:
                await self._breakers.ease(key)

    def freed(self, key: str) -> None:
        """A breaker has closed: the probe passed, or a person knows better while it still hurts."""
        scope = self._tripped.pop(key, None)
        if scope is None:
            return
        if self._gates.get(scope) is Gate.SHUT:
            self._overridden.add(scope)
            log.info("%s may be used although it hurts: somebody said so", key)
        else:
            self._probed(scope, True)

    def failed(self, key: str) -> None:
        """The probe of a calmed scope failed."""
        if key in self._tripped:
            self._probed(self._tripped[key], False)


def breaker_key(scope: str) -> str:
    """The breaker of what hurts; empty for what has none, such as a kind of error."""
    kind, _, name = scope.partition(":")
    if kind in _JOBS and name:
        return f"job {name}"[:LONGEST]
    if kind == "dependency":
        return name[:LONGEST]
    return MACHINE if scope == MACHINE or kind == "host" else ""


def job_key(title: str) -> str:
    """The breaker of a job, under the name by which rules know it."""
    return f"job {template(title)}"[:LONGEST]


def _why(pain: Pain) -> str:
    causes = "; ".join(share.cause.text for share in pain.shares[:2])
    return f"it hurts: {causes}" if causes else "it hurt a moment ago"

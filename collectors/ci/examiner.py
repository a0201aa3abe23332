"""What the collector asks of whoever can read logs: why a job failed."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec import Struct

from console.model.ci import CiJob, Run, Told
from console.model.cluster import Passed

Fetch = Callable[[CiJob], Awaitable[str]]
"""Downloads the log of another job of the same place and gives its path; raises CiError, OSError."""


class Examined(Struct, frozen=True):
    """What a log told, and what was learned of the passing run that it was compared with."""

    told: Told
    passed: Passed | None = None


class Examiner(Protocol):
    """Finds out why jobs failed."""

    async def failed(self, run: Run, job: CiJob, path: str, fetch: Fetch) -> Examined:
        """What the log at a path tells; `fetch` gets what it is compared with. Raises nothing for what a log holds."""
        ...

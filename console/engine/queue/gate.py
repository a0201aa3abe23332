"""Whether a version may be deployed: it passed the critical jobs, and did not fail before."""

from console.engine.queue.reuse import Asks
from console.engine.queue.versions import Version, Versions, version_of
from console.model.job import Work
from console.store import deploys


class Gate:
    """Asked when a deployment is ordered, and again before it begins."""

    def __init__(self, ask: Asks, versions: Versions) -> None:
        self._ask = ask
        self._versions = versions

    async def __call__(self, work: Work, pending: frozenset[str] = frozenset()) -> tuple[Version, str]:
        """The version, and why it may not be deployed; `pending` are critical jobs that will have passed by then."""
        version = await version_of(work)
        deploy = work.deploy
        if deploy is None or deploy.anyway:
            return version, ""
        if not version.name:
            return version, version.problem
        await self._versions.settled()
        failed = await self._ask(lambda conn: deploys.bad(conn, version.name))
        if failed is not None:
            return version, f"version {version.short} failed before, as job {failed.job}: {failed.cause}"
        critical = [name for name in deploy.critical if name not in pending]
        unproved = await self._ask(lambda conn: deploys.unproved(conn, version.name, critical))
        return version, "; ".join(_words(name, job, version) for name, job in unproved.items())


def _words(name: str, job: int, version: Version) -> str:
    if job:
        return f"{name} did not pass with version {version.short} (job {job})"
    return f"{name} has not run with version {version.short}"

"""Gitea and Forgejo Actions (REST API, version 1); what can be done depends on the server's version."""

from urllib.parse import quote

from collectors.ci.errors import DeniedError, MissingError, UnableError
from collectors.ci.gitea_rows import JobRow, Jobs, Runs, Version, abilities, job_of, run_of
from collectors.ci.http.client import Client, MiB
from collectors.ci.provider import Ability, Acted, LogPart, Pace, Place, Trigger
from console.model.ci import Annotation, CiJob, Run

RUNS = 30
PAGE = 50
PAGES = 10
MOST_LOG = 64 * MiB


class Gitea:
    """One repository; the protocol is in `collectors.ci.provider`."""

    def __init__(self, place: Place, client: Client) -> None:
        self.place = place
        self._client = client
        owner, _, name = place.project.partition("/")
        self._root = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}/actions"
        self._version: str | None = None

    @property
    def can(self) -> frozenset[Ability]:
        """As far as the version is known by now; changes need a token."""
        return abilities(self._version or "", token=self._client.credential is not None)

    @property
    def pace(self) -> Pace:
        """It never says "not modified", and is mostly one's own."""
        return Pace(5.0, 60.0)

    async def runs(self) -> tuple[Run, ...]:
        """The last runs of all workflows."""
        if self._version is None:
            self._version = await self._asked_version()
        # Forgejo heeds the limit only beside a page
        found = await self._client.get(f"{self._root}/runs", Runs, {"page": 1, "limit": RUNS})
        return tuple(run_of(self.place.name, row, self._client.host.skew) for row in found.workflow_runs or ())

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The jobs of a run. Before Gitea 1.24 and Forgejo 16 the API has none."""
        path = f"{self._root}/runs/{quote(run.id, safe='')}/jobs"
        rows: list[JobRow] = []
        for page in range(1, PAGES + 1):
            found = await self._client.get(path, Jobs | tuple[JobRow, ...], {"page": page, "limit": PAGE})  # type: ignore[arg-type]
            part = found if isinstance(found, tuple) else found.jobs or ()
            rows += [row for row in part if all(row.id != known.id for known in rows)]
            if len(part) < PAGE:
                break
        return tuple(job_of(run, row, self._client.host.skew) for row in rows)

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """The job's log, which grows while the job runs."""
        path = f"{self._root}/jobs/{quote(job.id, safe='')}/logs"
        data = await self._client.fetch(path, offset, MOST_LOG)
        return LogPart(data, offset + len(data), whole=job.stand.over)

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """Gitea has none."""
        raise UnableError("Gitea's jobs have no annotations")

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """Run again: one job, those that failed, or all."""
        self._need(Ability.RETRY_JOB if job else Ability.RETRY_FAILED if failed else Ability.RETRY)
        what = f"jobs/{quote(job.id, safe='')}/rerun" if job else "rerun-failed-jobs" if failed else "rerun"
        await self._client.post(f"{self._root}/runs/{quote(run.id, safe='')}/{what}")
        words = f"job {job.name} runs again" if job else "the failed jobs run again" if failed else "it runs again"
        return Acted(words=words, run=run.id, attempt=run.attempt)

    async def cancel(self, run: Run) -> Acted:
        """End a run."""
        self._need(Ability.CANCEL)
        await self._client.post(f"{self._root}/runs/{quote(run.id, safe='')}/cancel")
        return Acted(words="the run is being cancelled", run=run.id, attempt=run.attempt)

    async def trigger(self, wanted: Trigger) -> Acted:
        """Dispatch a workflow, named by its file."""
        self._need(Ability.TRIGGER)
        if not wanted.name or not wanted.ref:
            raise UnableError("name the workflow's file and the branch, such as `ci.yml --ref main`")
        path = f"{self._root}/workflows/{quote(wanted.name, safe='')}/dispatches"
        await self._client.post(path, {"ref": wanted.ref, "inputs": wanted.inputs})
        return Acted(words=f"{wanted.name} was set off on {wanted.ref}", attempt=1)

    def _need(self, ability: Ability) -> None:
        if ability not in self.can:
            why = f"version {self._version}" if self._version else "a server whose version is not known"
            token = "" if self._client.credential else ", and not without a token"
            raise UnableError(f"{ability.value}: the API of {why} cannot do that{token}")

    async def _asked_version(self) -> str:
        try:
            return (await self._client.get("/version", Version)).version[:64]
        except (MissingError, DeniedError):  # servers may hide it from strangers
            return ""

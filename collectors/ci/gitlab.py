"""GitLab, on gitlab.com and on hosts of its own (REST API, version 4)."""

from urllib.parse import quote

import msgspec
from msgspec import Struct

from collectors.ci.errors import UnableError
from collectors.ci.http.client import Client, MiB
from collectors.ci.provider import Ability, Acted, LogPart, Pace, Place, Trigger
from collectors.ci.texts import moment, plain
from collectors.ci.words import Words
from console.model.ci import Annotation, CiJob, Outcome, Phase, Run, Stand

RUNS = 30
PAGE = 100
PAGES = 10
MOST_LOG = 64 * MiB

_WORDS = Words(
    {
        "created": Phase.QUEUED, "waiting_for_resource": Phase.QUEUED, "preparing": Phase.QUEUED,
        "pending": Phase.QUEUED, "scheduled": Phase.QUEUED, "waiting_for_callback": Phase.WAITING,
        "manual": Phase.WAITING, "running": Phase.RUNNING, "canceling": Phase.RUNNING,
    },
    {
        "success": Outcome.SUCCESS, "failed": Outcome.FAILURE, "canceled": Outcome.CANCELLED,
        "skipped": Outcome.SKIPPED,
    },
)  # fmt: skip
_REASONS = {
    "runner_system_failure": Outcome.ERROR, "stuck_or_timeout_failure": Outcome.TIMED_OUT,
    "job_execution_timeout": Outcome.TIMED_OUT, "runner_unsupported": Outcome.ERROR,
    "stale_schedule": Outcome.STALE, "api_failure": Outcome.ERROR, "scheduler_failure": Outcome.ERROR,
    "data_integrity_failure": Outcome.ERROR, "no_matching_runner": Outcome.ERROR,
}  # fmt: skip


class _User(Struct):
    username: str | None = None


class _Pipeline(Struct):
    id: int
    iid: int | None = None
    status: str | None = None
    name: str | None = None
    ref: str | None = None
    sha: str | None = None
    source: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    web_url: str | None = None
    user: _User | None = None


class _Runner(Struct):
    description: str | None = None


class _Job(Struct):
    id: int
    name: str | None = None
    status: str | None = None
    failure_reason: str | None = None
    allow_failure: bool | None = None
    started_at: str | None = None
    finished_at: str | None = None
    web_url: str | None = None
    runner: _Runner | None = None


class GitLab:
    """One project; the protocol is in `collectors.ci.provider`. A retried job is a new job of the same pipeline."""

    def __init__(self, place: Place, client: Client) -> None:
        self.place = place
        self._client = client
        self._root = f"/projects/{quote(place.project, safe='')}"

    @property
    def can(self) -> frozenset[Ability]:
        """Logs can be followed; changes need a token."""
        looks = frozenset({Ability.LOG, Ability.FOLLOW})
        if self._client.credential is None:
            return looks
        return looks | {Ability.RETRY_FAILED, Ability.RETRY_JOB, Ability.CANCEL, Ability.TRIGGER}

    @property
    def pace(self) -> Pace:
        """Its limits are by the minute and generous to those it knows."""
        return Pace(5.0, 60.0) if self._client.credential else Pace(15.0, 120.0)

    async def runs(self) -> tuple[Run, ...]:
        """The last pipelines."""
        found = await self._client.get(f"{self._root}/pipelines", tuple[_Pipeline, ...], {"per_page": RUNS})
        return tuple(self._run(pipeline) for pipeline in found)

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The jobs of a pipeline, those that were retried too; attempts are counted by name."""
        path = f"{self._root}/pipelines/{quote(run.id, safe='')}/jobs"
        found: list[_Job] = []
        for page in range(1, PAGES + 1):
            wanted: dict[str, str | int] = {"include_retried": "true", "per_page": PAGE, "page": page}
            jobs = await self._client.get(path, tuple[_Job, ...], wanted)
            found += jobs
            if len(jobs) < PAGE:
                break
        counted: dict[str, int] = {}
        made = []
        for job in sorted(found, key=lambda one: one.id):
            counted[job.name or ""] = counted.get(job.name or "", 0) + 1
            made.append(self._job(run, job, counted[job.name or ""]))
        return tuple(made)

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """The job's trace, which grows while the job runs."""
        path = f"{self._root}/jobs/{quote(job.id, safe='')}/trace"
        data = await self._client.fetch(path, offset, MOST_LOG)
        return LogPart(data, offset + len(data), whole=job.stand.over)

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """GitLab has none."""
        raise UnableError("GitLab's jobs have no annotations")

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """Run one job, or all that failed or were cancelled, again in the same pipeline."""
        if job is not None:
            await self._client.post(f"{self._root}/jobs/{quote(job.id, safe='')}/retry")
            return Acted(words=f"job {job.name} runs again", run=run.id, attempt=run.attempt)
        if not failed:
            raise UnableError("GitLab runs again only what failed; trigger a new pipeline for all of it")
        await self._client.post(f"{self._root}/pipelines/{quote(run.id, safe='')}/retry")
        return Acted(words="the failed jobs run again", run=run.id, attempt=run.attempt)

    async def cancel(self, run: Run) -> Acted:
        """End a pipeline."""
        await self._client.post(f"{self._root}/pipelines/{quote(run.id, safe='')}/cancel")
        return Acted(words="the pipeline is being cancelled", run=run.id, attempt=run.attempt)

    async def trigger(self, wanted: Trigger) -> Acted:
        """Start a pipeline on a branch or tag."""
        if not wanted.ref:
            raise UnableError("name the branch to run the pipeline on")
        variables = [{"key": key, "value": value} for key, value in wanted.inputs.items()]
        answer = await self._client.post(f"{self._root}/pipeline", {"ref": wanted.ref, "variables": variables})
        made = self._client.read(answer, _Pipeline)
        return Acted(words=f"pipeline {made.id} was started on {wanted.ref}", run=str(made.id), attempt=1)

    def _run(self, pipeline: _Pipeline) -> Run:
        skew = self._client.host.skew
        stand = _WORDS.stand(pipeline.status or "created")
        user = pipeline.user or _User()
        texts = plain(pipeline.name or "pipeline", pipeline.ref, pipeline.sha, pipeline.source, user.username)
        name, branch, commit, event, who = texts
        ended = pipeline.finished_at or pipeline.updated_at
        return Run(
            place=self.place.name, id=str(pipeline.id), name=name, stand=stand,
            created=moment(pipeline.created_at, skew) or 0.0, number=str(pipeline.iid or pipeline.id), branch=branch,
            commit=commit, event=event, who=who, started=moment(pipeline.started_at or pipeline.created_at, skew),
            finished=moment(ended, skew) if stand.over else None, url=plain(pipeline.web_url)[0],
        )  # fmt: skip

    def _job(self, run: Run, job: _Job, attempt: int) -> CiJob:
        skew = self._client.host.skew
        stand = _stand(job)
        name, runner, url = plain(job.name, job.runner.description if job.runner else "", job.web_url)
        return CiJob(
            place=run.place, run=run.id, id=str(job.id), name=name, stand=stand, attempt=attempt,
            started=moment(job.started_at, skew), finished=moment(job.finished_at, skew) if stand.over else None,
            runner=runner, url=url,
        )  # fmt: skip


def _stand(job: _Job) -> Stand:
    """A failed job says why; one that was allowed to fail is a warning."""
    stand = _WORDS.stand(job.status or "created")
    if stand.outcome is not Outcome.FAILURE:
        return stand
    reason = job.failure_reason or ""
    outcome = Outcome.WARNING if job.allow_failure else _REASONS.get(reason, Outcome.FAILURE)
    return msgspec.structs.replace(stand, outcome=outcome, raw=plain(f"{job.status}/{reason}")[0])

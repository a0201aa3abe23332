"""GitHub Actions, on github.com and on Enterprise hosts (REST API, version 2022-11-28)."""

from urllib.parse import quote

from msgspec import Struct

from collectors.ci.errors import UnableError
from collectors.ci.http.client import Client, MiB
from collectors.ci.provider import Ability, Acted, LogPart, Pace, Place, Trigger
from collectors.ci.texts import moment, plain
from collectors.ci.words import Words
from console.model.ci import Annotation, CiJob, Outcome, Phase, Run, Stand, Step

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
RUNS = 30
PAGE = 100
PAGES = 10
MOST_LOG = 64 * MiB

_WORDS = Words(
    {
        "queued": Phase.QUEUED, "requested": Phase.QUEUED, "pending": Phase.QUEUED, "waiting": Phase.WAITING,
        "in_progress": Phase.RUNNING, "completed": Phase.FINISHED,
    },
    {
        "success": Outcome.SUCCESS, "failure": Outcome.FAILURE, "neutral": Outcome.NEUTRAL,
        "cancelled": Outcome.CANCELLED, "skipped": Outcome.SKIPPED, "timed_out": Outcome.TIMED_OUT,
        "action_required": Outcome.ACTION_REQUIRED, "stale": Outcome.STALE, "startup_failure": Outcome.ERROR,
    },
)  # fmt: skip


class _Login(Struct):
    login: str | None = None


class _Run(Struct):
    id: int
    status: str | None = None
    conclusion: str | None = None
    name: str | None = None
    path: str | None = None
    display_title: str | None = None
    head_branch: str | None = None
    head_sha: str | None = None
    run_number: int | None = None
    run_attempt: int | None = None
    event: str | None = None
    actor: _Login | None = None
    triggering_actor: _Login | None = None
    created_at: str | None = None
    run_started_at: str | None = None
    updated_at: str | None = None
    html_url: str | None = None


class _Runs(Struct):
    workflow_runs: tuple[_Run, ...] = ()


class _Step(Struct):
    number: int = 0
    name: str | None = None
    status: str | None = None
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None


class _Job(Struct):
    id: int
    name: str | None = None
    status: str | None = None
    conclusion: str | None = None
    run_attempt: int | None = None
    started_at: str | None = None
    completed_at: str | None = None
    runner_name: str | None = None
    html_url: str | None = None
    steps: tuple[_Step, ...] | None = None


class _Jobs(Struct):
    jobs: tuple[_Job, ...] = ()


class _Annotation(Struct):
    annotation_level: str | None = None
    message: str | None = None
    path: str | None = None
    start_line: int | None = None


class GitHub:
    """One repository; the protocol is in `collectors.ci.provider`."""

    def __init__(self, place: Place, client: Client) -> None:
        self.place = place
        self._client = client
        owner, _, name = place.project.partition("/")
        self._root = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"

    @property
    def can(self) -> frozenset[Ability]:
        """Everything but following a running job's log, which the API does not have; changes need a token."""
        looks = {Ability.ANNOTATIONS}
        if self._client.credential is None:
            return frozenset(looks)
        return frozenset({*Ability} - {Ability.FOLLOW})

    @property
    def pace(self) -> Pace:
        """Answers that say "not modified" are free only for those who have a token."""
        return Pace(10.0, 60.0) if self._client.credential else Pace(60.0, 300.0)

    async def runs(self) -> tuple[Run, ...]:
        """The last runs of all workflows."""
        found = await self._client.get(f"{self._root}/actions/runs", _Runs, {"per_page": RUNS})
        return tuple(self._run(run) for run in found.workflow_runs)

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The jobs of all attempts: of the last attempt alone those that were not repeated would be missing."""
        path = f"{self._root}/actions/runs/{quote(run.id, safe='')}/jobs"
        jobs: list[CiJob] = []
        for page in range(1, PAGES + 1):
            found = await self._client.get(path, _Jobs, {"filter": "all", "per_page": PAGE, "page": page})
            jobs += [self._job(run, job) for job in found.jobs]
            if len(found.jobs) < PAGE:
                break
        return tuple(jobs)

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """The whole log of a job that is over, from another host, to which no token goes."""
        if not job.stand.over:
            raise UnableError("GitHub gives out a job's log only when the job is over")
        path = f"{self._root}/actions/jobs/{quote(job.id, safe='')}/logs"
        data = await self._client.fetch(path, offset, MOST_LOG)
        return LogPart(data, offset + len(data), whole=True)

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """What the job's check run says; fine-grained tokens may not read them."""
        path = f"{self._root}/check-runs/{quote(job.id, safe='')}/annotations"
        found = await self._client.get(path, tuple[_Annotation, ...], {"per_page": PAGE})
        return tuple(_annotation(one) for one in found)

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """Run again as a new attempt of the same run."""
        path = f"{self._root}/actions/runs/{quote(run.id, safe='')}/{'rerun-failed-jobs' if failed else 'rerun'}"
        if job is not None:
            path = f"{self._root}/actions/jobs/{quote(job.id, safe='')}/rerun"
        await self._client.post(path)
        what = f"job {job.name}" if job else "the failed jobs" if failed else "all jobs"
        return Acted(words=f"{what} run again", run=run.id, attempt=run.attempt + 1)

    async def cancel(self, run: Run) -> Acted:
        """End a run; its jobs end a little later."""
        await self._client.post(f"{self._root}/actions/runs/{quote(run.id, safe='')}/cancel")
        return Acted(words="the run is being cancelled", run=run.id, attempt=run.attempt)

    async def trigger(self, wanted: Trigger) -> Acted:
        """Dispatch a workflow that allows it; which run that becomes shows in the list a little later."""
        if not wanted.name or not wanted.ref:
            raise UnableError("name the workflow's file and the branch to run it on")
        path = f"{self._root}/actions/workflows/{quote(wanted.name, safe='')}/dispatches"
        await self._client.post(path, {"ref": wanted.ref, "inputs": wanted.inputs})
        return Acted(words=f"workflow {wanted.name} was set off on {wanted.ref}")

    def _run(self, run: _Run) -> Run:
        skew = self._client.host.skew
        stand = _stand(run.status, run.conclusion)
        who = run.triggering_actor or run.actor or _Login()
        file = (run.path or "").rpartition("/")[2]
        texts = plain(run.name or file, run.display_title, run.head_branch, run.head_sha, who.login, run.event)
        name, title, branch, commit, login, event = texts
        created = moment(run.created_at, skew) or 0.0
        return Run(
            place=self.place.name, id=str(run.id), name=name, stand=stand, created=created,
            number=str(run.run_number or ""), title=title, branch=branch, commit=commit, who=login, event=event,
            attempt=run.run_attempt or 1, started=moment(run.run_started_at, skew),
            finished=moment(run.updated_at, skew) if stand.over else None, url=plain(run.html_url)[0],
        )  # fmt: skip

    def _job(self, run: Run, job: _Job) -> CiJob:
        skew = self._client.host.skew
        stand = _stand(job.status, job.conclusion)
        name, runner, url = plain(job.name, job.runner_name, job.html_url)
        return CiJob(
            place=run.place, run=run.id, id=str(job.id), name=name, stand=stand, attempt=job.run_attempt or 1,
            started=moment(job.started_at, skew), finished=moment(job.completed_at, skew) if stand.over else None,
            runner=runner, url=url, steps=tuple(_step(step, skew) for step in job.steps or ()),
        )  # fmt: skip


def _stand(status: str | None, conclusion: str | None) -> Stand:
    return _WORDS.stand(status or "queued", conclusion)


def _step(step: _Step, skew: float) -> Step:
    return Step(
        number=step.number, name=plain(step.name)[0], stand=_stand(step.status, step.conclusion),
        started=moment(step.started_at, skew), finished=moment(step.completed_at, skew),
    )  # fmt: skip


def _annotation(one: _Annotation) -> Annotation:
    level, text, file = plain(one.annotation_level, one.message, one.path)
    return Annotation(level=level, text=text, file=file, line=one.start_line or 0)

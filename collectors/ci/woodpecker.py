"""Woodpecker (REST API): a run is a pipeline, its jobs are the steps of its workflows, each with a log of its own."""

from base64 import b64decode
from binascii import Error as Base64Error
from urllib.parse import quote

from msgspec import Struct

from collectors.ci.errors import UnableError
from collectors.ci.http.client import Client
from collectors.ci.provider import Ability, Acted, LogPart, Pace, Place, Trigger
from collectors.ci.texts import plain
from collectors.ci.words import Words
from console.model.ci import Annotation, CiJob, Outcome, Phase, Run

RUNS = 30
_WORDS = Words(
    {"pending": Phase.QUEUED, "created": Phase.QUEUED, "blocked": Phase.WAITING, "running": Phase.RUNNING},
    {
        "success": Outcome.SUCCESS, "failure": Outcome.FAILURE, "killed": Outcome.CANCELLED,
        "canceled": Outcome.CANCELLED, "error": Outcome.ERROR, "declined": Outcome.CANCELLED,
        "skipped": Outcome.SKIPPED,
    },
)  # fmt: skip


class _Repository(Struct):
    id: int


class _Step(Struct):
    id: int
    name: str | None = None
    state: str | None = None
    started: float | None = None
    start_time: float | None = None
    finished: float | None = None
    end_time: float | None = None


class _Workflow(Struct):
    name: str | None = None
    children: tuple[_Step, ...] | None = None


class _Pipeline(Struct):
    number: int
    status: str | None = None
    event: str | None = None
    branch: str | None = None
    commit: str | None = None
    title: str | None = None
    message: str | None = None
    author: str | None = None
    created: float | None = None
    created_at: float | None = None
    started: float | None = None
    started_at: float | None = None
    finished: float | None = None
    finished_at: float | None = None
    workflows: tuple[_Workflow, ...] | None = None


class _Line(Struct):
    data: str | None = None


class Woodpecker:
    """One repository; the protocol is in `collectors.ci.provider`."""

    def __init__(self, place: Place, client: Client) -> None:
        self.place = place
        self._client = client
        self._number: int | None = None

    @property
    def can(self) -> frozenset[Ability]:
        """Logs can be followed; changes need a token."""
        looks = frozenset({Ability.LOG, Ability.FOLLOW})
        return looks | {Ability.RETRY, Ability.CANCEL, Ability.TRIGGER} if self._client.credential else looks

    @property
    def pace(self) -> Pace:
        """It never says "not modified", and is mostly one's own."""
        return Pace(5.0, 60.0)

    async def runs(self) -> tuple[Run, ...]:
        """The last pipelines."""
        path = f"{await self._root()}/pipelines"
        found = await self._client.get(path, tuple[_Pipeline, ...] | None, {"perPage": RUNS, "page": 1})  # type: ignore[arg-type]
        return tuple(self._run(pipeline) for pipeline in found or ())

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The steps of all workflows."""
        found = await self._client.get(f"{await self._pipelines(run.id)}", _Pipeline)
        return tuple(
            self._job(run, workflow, step) for workflow in found.workflows or () for step in workflow.children or ()
        )

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """What the step printed; the server gives all of it at once."""
        path = f"{await self._root()}/logs/{quote(job.run, safe='')}/{quote(job.id, safe='')}"
        lines = await self._client.get(path, tuple[_Line, ...] | None)  # type: ignore[arg-type]
        data = b"".join(_printed(line) for line in lines or ())[offset:]
        return LogPart(data, offset + len(data), whole=job.stand.over)

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """Woodpecker has none."""
        raise UnableError("Woodpecker's steps have no annotations")

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """Start the same pipeline again, which is a new one; a part of it cannot be repeated."""
        if job is not None or failed:
            raise UnableError("Woodpecker runs a pipeline again only as a whole")
        answer = await self._client.post(await self._pipelines(run.id))
        made = self._client.read(answer, _Pipeline)
        return Acted(words=f"pipeline {made.number} was started", run=str(made.number), attempt=1)

    async def cancel(self, run: Run) -> Acted:
        """End a pipeline."""
        await self._client.post(f"{await self._pipelines(run.id)}/cancel")
        return Acted(words="the pipeline is being cancelled", run=run.id, attempt=run.attempt)

    async def trigger(self, wanted: Trigger) -> Acted:
        """Start a pipeline on a branch."""
        if not wanted.ref:
            raise UnableError("name the branch to run the pipeline on")
        body = {"branch": wanted.ref, "variables": wanted.inputs}
        made = self._client.read(await self._client.post(f"{await self._root()}/pipelines", body), _Pipeline)
        return Acted(words=f"pipeline {made.number} was started on {wanted.ref}", run=str(made.number), attempt=1)

    async def _root(self) -> str:
        """Where the repository is: the API names it by a number."""
        if self._number is None:
            found = await self._client.get(f"/repos/lookup/{quote(self.place.project)}", _Repository)
            self._number = found.id
        return f"/repos/{self._number}"

    async def _pipelines(self, number: str) -> str:
        return f"{await self._root()}/pipelines/{quote(number, safe='')}"

    def _run(self, row: _Pipeline) -> Run:
        stand = _WORDS.stand(row.status or "pending")
        title, branch, commit, who, event = plain(
            row.title or row.message, row.branch, row.commit, row.author, row.event
        )
        return Run(
            place=self.place.name, id=str(row.number), number=str(row.number), name="pipeline", stand=stand,
            created=self._moment(row.created, row.created_at) or 0.0, title=title, branch=branch, commit=commit,
            who=who, event=event, started=self._moment(row.started, row.started_at),
            finished=self._moment(row.finished, row.finished_at) if stand.over else None,
            url=f"{self._client.base.removesuffix('/api')}/repos/{self._number}/pipeline/{row.number}",
        )  # fmt: skip

    def _job(self, run: Run, workflow: _Workflow, step: _Step) -> CiJob:
        stand = _WORDS.stand(step.state or "pending")
        workflow_name, name = plain(workflow.name, step.name)
        return CiJob(
            place=run.place, run=run.id, id=str(step.id), stand=stand, url=run.url,
            name=f"{workflow_name} / {name}" if workflow_name else name,
            started=self._moment(step.started, step.start_time),
            finished=self._moment(step.finished, step.end_time) if stand.over else None,
        )  # fmt: skip

    def _moment(self, *told: float | None) -> float | None:
        """The first of some times that is one, by our clock; older servers call them otherwise, 0 is none."""
        found = next((one for one in told if one), None)
        return None if found is None else found - self._client.host.skew


def _printed(line: _Line) -> bytes:
    """A line of a log, with its end."""
    try:
        return b64decode(line.data or "", validate=True).rstrip(b"\n") + b"\n"
    except (Base64Error, ValueError):
        return b"(a line that cannot be read)\n"

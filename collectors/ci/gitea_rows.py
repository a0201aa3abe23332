"""What Gitea and Forgejo say of runs, jobs and steps; each has words of its own for much of it, read side by side."""

import re

from msgspec import Struct

from collectors.ci.provider import Ability
from collectors.ci.texts import moment, plain
from collectors.ci.words import Words
from console.model.ci import CiJob, Outcome, Phase, Run, Stand
from console.model.ci import Step as OurStep

_WORDS = Words(
    {
        "queued": Phase.QUEUED, "waiting": Phase.QUEUED, "pending": Phase.QUEUED, "blocked": Phase.QUEUED,
        "requested": Phase.QUEUED, "in_progress": Phase.RUNNING, "running": Phase.RUNNING,
        "cancelling": Phase.RUNNING, "completed": Phase.FINISHED,
    },
    {
        "success": Outcome.SUCCESS, "failure": Outcome.FAILURE, "cancelled": Outcome.CANCELLED,
        "skipped": Outcome.SKIPPED, "neutral": Outcome.NEUTRAL, "timed_out": Outcome.TIMED_OUT,
        "action_required": Outcome.ACTION_REQUIRED,
    },
)  # fmt: skip
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")
_FORGEJO = 7
_FORGEJO_JOBS = 16
_GITEA_JOBS = (1, 24)
_GITEA_RERUN = (1, 26)
_GITEA_CANCEL = (1, 28)


class User(Struct):
    """Who set a run off."""

    login: str | None = None


class Version(Struct):
    """The server's version: Gitea's begins with 1, Forgejo's with 7 or more."""

    version: str = ""


class RunRow(Struct):
    """A run; the first line is common, then Gitea's words, then Forgejo's."""

    id: int
    status: str | None = None
    event: str | None = None
    html_url: str | None = None
    conclusion: str | None = None
    display_title: str | None = None
    path: str | None = None
    head_branch: str | None = None
    head_sha: str | None = None
    run_number: int | None = None
    run_attempt: int | None = None
    created_at: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    actor: User | None = None
    title: str | None = None
    workflow_id: str | None = None
    prettyref: str | None = None
    commit_sha: str | None = None
    index_in_repo: int | None = None
    trigger_user: User | None = None
    need_approval: bool | None = None
    created: str | None = None
    started: str | None = None
    stopped: str | None = None


class Runs(Struct):
    """A page of runs."""

    workflow_runs: tuple[RunRow, ...] | None = None


class StepRow(Struct):
    """A step of a job."""

    number: int = 0
    name: str | None = None
    status: str | None = None
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    started: str | None = None
    stopped: str | None = None


class JobRow(Struct):
    """A job."""

    id: int
    name: str | None = None
    status: str | None = None
    conclusion: str | None = None
    run_attempt: int | None = None
    attempt: int | None = None
    runner_name: str | None = None
    html_url: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    started: str | None = None
    stopped: str | None = None
    steps: tuple[StepRow, ...] | None = None


class Jobs(Struct):
    """A page of jobs."""

    jobs: tuple[JobRow, ...] | None = None


def abilities(version: str, *, token: bool) -> frozenset[Ability]:
    """What a server of a version can do by its API; none that is not known is promised."""
    found = _VERSION.match(version)
    if found is None:
        return frozenset()
    number = int(found[1]), int(found[2])
    forgejo = number[0] >= _FORGEJO
    can = {Ability.LOG, Ability.FOLLOW} if number >= ((_FORGEJO_JOBS, 0) if forgejo else _GITEA_JOBS) else set()
    if token:
        can |= {Ability.TRIGGER} if forgejo or number >= _GITEA_JOBS else set()
        can |= {Ability.CANCEL} if number >= ((_FORGEJO_JOBS, 0) if forgejo else _GITEA_CANCEL) else set()
        if not forgejo and number >= _GITEA_RERUN:
            can |= {Ability.RETRY, Ability.RETRY_FAILED, Ability.RETRY_JOB}
    return frozenset(can)


def run_of(place: str, row: RunRow, skew: float) -> Run:
    """A run in our words."""
    stand = _WORDS.stand(row.status or "queued", row.conclusion)
    if row.need_approval and not stand.over:
        stand = Stand(Phase.WAITING, None, f"{stand.raw}/need_approval")
    user = row.actor or row.trigger_user or User()
    file = (row.workflow_id or row.path or "").partition("@")[0].rpartition("/")[2]
    name, title, branch, commit, who, event, url = plain(
        file or "workflow", row.display_title or row.title, row.head_branch or row.prettyref,
        row.head_sha or row.commit_sha, user.login, row.event, row.html_url,
    )  # fmt: skip
    started = moment(row.started_at or row.started, skew)
    return Run(
        place=place, id=str(row.id), name=name, stand=stand, title=title, branch=branch, commit=commit, who=who,
        created=moment(row.created_at or row.created, skew) or started or 0.0, event=event,
        number=str(row.run_number or row.index_in_repo or row.id), attempt=max(row.run_attempt or 1, 1),
        started=started, finished=moment(row.completed_at or row.stopped, skew) if stand.over else None, url=url,
    )  # fmt: skip


def job_of(run: Run, row: JobRow, skew: float) -> CiJob:
    """A job in our words."""
    stand = _WORDS.stand(row.status or "queued", row.conclusion)
    name, runner, url = plain(row.name, row.runner_name, row.html_url)
    return CiJob(
        place=run.place, run=run.id, id=str(row.id), name=name, stand=stand, runner=runner, url=url,
        attempt=max(row.run_attempt or row.attempt or 1, 1), started=moment(row.started_at or row.started, skew),
        finished=moment(row.completed_at or row.stopped, skew) if stand.over else None,
        steps=tuple(_step(step, skew) for step in row.steps or ()),
    )  # fmt: skip


def _step(row: StepRow, skew: float) -> OurStep:
    stand = _WORDS.stand(row.status or "queued", row.conclusion)
    return OurStep(
        number=row.number, name=plain(row.name)[0], stand=stand, started=moment(row.started_at or row.started, skew),
        finished=moment(row.completed_at or row.stopped, skew) if stand.over else None,
    )  # fmt: skip

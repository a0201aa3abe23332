"""What Jenkins says of builds and stages (Remote Access API; stages by the plug-in Pipeline: Stage View)."""

from collections.abc import Sequence

from msgspec import Struct

from collectors.ci.texts import plain
from collectors.ci.words import Words
from console.model.ci import CiJob, Outcome, Phase, Run, Stand, Step

# An unstable build has failed tests: Jenkins itself shows it as failed to readers of its CCTray feed.
_RESULTS = Words(
    {"building": Phase.RUNNING},
    {
        "SUCCESS": Outcome.SUCCESS, "UNSTABLE": Outcome.FAILURE, "FAILURE": Outcome.FAILURE,
        "NOT_BUILT": Outcome.SKIPPED, "ABORTED": Outcome.CANCELLED,
    },
)  # fmt: skip
_STAGES = Words(
    {"IN_PROGRESS": Phase.RUNNING, "PAUSED_PENDING_INPUT": Phase.WAITING},
    {
        "SUCCESS": Outcome.SUCCESS, "FAILED": Outcome.FAILURE, "UNSTABLE": Outcome.FAILURE,
        "ABORTED": Outcome.CANCELLED, "NOT_EXECUTED": Outcome.SKIPPED,
    },
)  # fmt: skip


class Parameter(Struct):
    """A build's parameter; secret ones come without a value, files too."""

    name: str = ""
    value: object = None


class Cause(Struct, rename="camel"):
    """What set a build off."""

    short_description: str | None = None
    user_name: str | None = None


class Branch(Struct):
    """A branch that a revision was found on."""

    name: str | None = None


class Revision(Struct):
    """What was checked out."""

    SHA1: str | None = None
    branch: tuple[Branch, ...] | None = None


class Action(Struct, rename="camel"):
    """What plug-ins add to a build; most are empty for us."""

    causes: tuple[Cause, ...] | None = None
    parameters: tuple[Parameter, ...] | None = None
    last_built_revision: Revision | None = None


class Build(Struct, rename="camel"):
    """A build; `timestamp` and `duration` are in milliseconds."""

    number: int
    result: str | None = None
    building: bool | None = None
    timestamp: float | None = None
    duration: float | None = None
    queue_id: int | None = None
    built_on: str | None = None
    actions: tuple[Action | None, ...] | None = None


class Waiting(Struct, rename="camel"):
    """A place in the queue, with why it waits."""

    id: int
    why: str | None = None
    in_queue_since: float | None = None


class Project(Struct, rename="camel"):
    """A job, or one branch of a project with several; `name` is as it stands in addresses."""

    name: str = ""
    builds: tuple[Build, ...] | None = None
    queue_item: Waiting | None = None
    jobs: tuple["Project", ...] | None = None


class Stage(Struct, rename="camel"):
    """A stage of a pipeline."""

    name: str | None = None
    status: str | None = None
    start_time_millis: float | None = None
    duration_millis: float | None = None


class Stages(Struct):
    """The stages of a build."""

    stages: tuple[Stage, ...] | None = None


class Site(Struct, frozen=True):
    """Where builds are from: the place, the project's name, the branch where it has several, the clock's lead."""

    place: str
    name: str
    url: str
    branch: str = ""
    skew: float = 0.0


def key(build: Build, branch: str) -> str:
    """What a build is known by: its number in the queue, the same from the order to the end. Old builds have none."""
    known = build.queue_id is not None and build.queue_id > 0
    return str(build.queue_id) if known else f"{branch}/{build.number}".lstrip("/")


def run_of(site: Site, build: Build) -> Run:
    """A build as a run."""
    actions = [action for action in build.actions or () if action is not None]
    causes = [cause for action in actions for cause in action.causes or ()]
    revision = next((one for action in actions if (one := action.last_built_revision)), Revision())
    cause = next(iter(causes), Cause())
    found = next((branch.name for branch in revision.branch or () if branch.name), "")
    name, branch, commit, who, event = plain(
        site.name, site.branch or _bare(found), revision.SHA1, cause.user_name, cause.short_description
    )
    stand = stand_of(build)
    begun = (build.timestamp or 0.0) / 1000 - site.skew
    return Run(
        place=site.place, id=key(build, site.branch), name=name, stand=stand, created=begun, started=begun,
        number=str(build.number), branch=branch, commit=commit, who=who, event=event,
        finished=begun + (build.duration or 0.0) / 1000 if stand.over else None, url=f"{site.url}/{build.number}/",
    )  # fmt: skip


def queued(site: Site, waiting: Waiting) -> Run:
    """A place in the queue as a run."""
    name, branch, why = plain(site.name, site.branch, waiting.why)
    return Run(
        place=site.place, id=str(waiting.id), name=name, stand=Stand(Phase.QUEUED, None, why or "queued"),
        created=(waiting.in_queue_since or 0.0) / 1000 - site.skew, branch=branch, title=why, url=f"{site.url}/",
    )  # fmt: skip


def job_of(run: Run, path: str, build: Build, stages: Sequence[Stage], skew: float) -> CiJob:
    """A build as the one job of its run, with its stages as steps."""
    steps = tuple(_step(number, stage, skew) for number, stage in enumerate(stages, 1))
    return CiJob(
        place=run.place, run=run.id, id=path, name=run.name, stand=stand_of(build), started=run.started,
        finished=run.finished, runner=plain(build.built_on)[0], url=run.url, steps=steps,
    )  # fmt: skip


def stand_of(build: Build) -> Stand:
    """Where a build stands; one that still builds may have a result already."""
    return _RESULTS.stand("building" if build.building or build.result is None else build.result)


def _step(number: int, stage: Stage, skew: float) -> Step:
    stand = _STAGES.stand(stage.status or "NOT_EXECUTED")
    begun = None if stage.start_time_millis is None else stage.start_time_millis / 1000 - skew
    ended = begun + (stage.duration_millis or 0.0) / 1000 if begun is not None and stand.over else None
    return Step(number=number, name=plain(stage.name)[0], stand=stand, started=begun, finished=ended)


def _bare(branch: str) -> str:
    """A branch without the remote it was fetched from."""
    return branch.removeprefix("refs/remotes/").removeprefix("origin/").removeprefix("refs/heads/")

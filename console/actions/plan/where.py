"""Picking up again: what was going on, what finished meanwhile, what failed, and what the next step was."""

from collections.abc import Sequence

from msgspec import Struct

from console.model.checkpoint import Checkpoint
from console.model.cluster import Cluster, Standing
from console.model.command import Command
from console.model.job import Job, JobState
from console.model.machine import GitState
from console.model.plan import Item
from console.model.plantree import next_step, path_of, tree

FAILURES = 5
_OPEN = (Standing.NEW, Standing.REGRESSED, Standing.KNOWN)
_BAD = (JobState.FAILED, JobState.INTERRUPTED)


class Known(Struct, frozen=True, kw_only=True):
    """What the store says, as far as it matters here; `commands` newest first, `jobs` in any order."""

    commands: tuple[Command, ...] = ()
    jobs: tuple[Job, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    plan: tuple[Item, ...] = ()
    git: GitState | None = None


class Where(Struct, frozen=True, kw_only=True):
    """Where the work stands; `since` is when a person last did something here, None when nobody ever did.

    `doing` is the next step with what it lies under, the goal first; `finished` and `steps` count the whole plan.
    `passed` ended since then, `failed` are the last that did not pass since, `open` jobs have not ended. `next` says in
    words what to do now.
    """

    since: float | None
    last: Command | None
    git: GitState | None
    doing: tuple[Item, ...]
    finished: int
    steps: int
    open: tuple[Job, ...]
    passed: tuple[Job, ...]
    failed: tuple[Job, ...]
    clusters: tuple[Cluster, ...]
    checkpoint: Checkpoint | None
    next: str


def where(known: Known) -> Where:
    """Put together where the work stands."""
    last = known.commands[0] if known.commands else None
    step, goals = next_step(known.plan), tree(known.plan)
    meanwhile = [job for job in known.jobs if job.state.over and last and (job.finished or 0) >= last.time]
    failed = _newest([job for job in known.jobs if job.state in _BAD and not _mended(job, known.jobs)])[:FAILURES]
    passed = _newest([job for job in meanwhile if job.state is JobState.PASSED])
    running = tuple(sorted((job for job in known.jobs if not job.state.over), key=lambda job: job.id))
    clusters = tuple(one for one in known.clusters if one.standing in _OPEN and not one.muted)[:FAILURES]
    return Where(
        since=last.time if last else None,
        last=last,
        git=known.git,
        doing=path_of(known.plan, step.id) if step else (),
        finished=sum(goal.finished for goal in goals),
        steps=sum(goal.steps for goal in goals),
        open=running,
        passed=passed,
        failed=failed,
        clusters=clusters,
        checkpoint=known.checkpoints[0] if known.checkpoints else None,
        next=_next(known.git, failed, running, step, clusters),
    )


def _next(
    git: GitState | None, failed: Sequence[Job], running: Sequence[Job], step: Item | None, clusters: Sequence[Cluster]
) -> str:
    """What stands in the way comes first, then the plan."""
    if git and git.operation:
        return f"finish or abort the {git.operation}"
    if failed:
        job, why = failed[0], f" ({failed[0].cause})" if failed[0].cause else ""
        return f"see why job {job.id} {job.state.value}{why}: `kontrapunkt logs {job.id}`"
    if step:
        return f"{step.level.value} {step.id}: {step.title}"
    paused = [job for job in running if job.state is JobState.PAUSED]
    if paused:
        return f"job {paused[0].id} is paused: `kontrapunkt resume {paused[0].id}`"
    if clusters:
        return f"failure {clusters[0].id} stands open: {clusters[0].name or clusters[0].title}"
    return "nothing waits for you"


def _newest(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Jobs that ended, the last one first."""
    return tuple(sorted(jobs, key=lambda job: job.finished or 0.0, reverse=True))


def _mended(failed: Job, jobs: Sequence[Job]) -> bool:
    """Whether the same command passed in the same folder since."""
    recipe = (failed.work.argv, failed.work.cwd)
    return any(
        job.state is JobState.PASSED
        and (job.work.argv, job.work.cwd) == recipe
        and (job.finished or 0.0) >= (failed.finished or 0.0)
        for job in jobs
    )

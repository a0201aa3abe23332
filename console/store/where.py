"""Where the work stands: what was going on, what finished meanwhile, what failed, and what the next step is."""

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from console.model import hlc
from console.model.checkpoint import Checkpoint
from console.model.cluster import Cluster, Standing
from console.model.command import Command
from console.model.job import Job, JobState
from console.model.machine import GitState
from console.model.plan import Item
from console.model.plantree import next_step, path_of, tree
from console.model.where import Where
from console.store import audit, read_checkpoints, read_clusters, read_jobs, read_plan, read_states

ENDED = 200
FAILURES = 5
CLUSTERS = 50
_FIRST = (
    "SELECT hlc FROM events ORDER BY seq LIMIT 1",
    "SELECT from_hlc FROM states ORDER BY id LIMIT 1",
)
_OPEN = (Standing.NEW, Standing.REGRESSED, Standing.KNOWN)
_BAD = (JobState.FAILED, JobState.INTERRUPTED)


class Known(Struct, frozen=True, kw_only=True):
    """What the store says, as far as it matters here; `commands` newest first, `jobs` in any order.

    `since` is when a person last looked, where that is known better than by what they asked for; `booted` is when the
    machine was started, `began` when the console first watched here (all in seconds since the epoch).
    """

    commands: tuple[Command, ...] = ()
    jobs: tuple[Job, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    plan: tuple[Item, ...] = ()
    git: GitState | None = None
    since: float | None = None
    booted: float | None = None
    began: float | None = None


def where(conn: sqlite3.Connection, now: float, since: float | None = None, booted: float | None = None) -> Where:
    """Where the work stands `now`; without `since` it counts from what a person last asked for.

    All times in seconds since the epoch; `booted` is when the machine was started.
    """
    return put_together(
        Known(
            commands=audit.newest(conn, 1),
            jobs=read_jobs.shown(conn, ENDED),
            clusters=read_clusters.clusters(conn, now, live=True, limit=CLUSTERS),
            checkpoints=read_checkpoints.newest(conn, 1),
            plan=read_plan.items(conn),
            git=read_states.git(conn, None),
            since=since,
            booted=booted,
            began=_began(conn),
        )
    )


def put_together(known: Known) -> Where:
    """Put together where the work stands."""
    last = known.commands[0] if known.commands else None
    since = known.since if known.since is not None else last.time if last else None
    step = next_step(known.plan)
    doing = path_of(known.plan, step.id) if step else ()
    goals = [goal for goal in tree(known.plan) if not doing or goal.item.id == doing[0].id]
    failed = _newest([job for job in known.jobs if job.state in _BAD and not _mended(job, known.jobs)])[:FAILURES]
    running = tuple(sorted((job for job in known.jobs if not job.state.over), key=lambda job: job.id))
    clusters = tuple(one for one in known.clusters if one.standing in _OPEN and not one.muted)[:FAILURES]
    return Where(
        since=since,
        last=last,
        git=known.git,
        doing=doing,
        finished=sum(goal.finished for goal in goals),
        steps=sum(goal.steps for goal in goals),
        open=running,
        passed=_newest([job for job in known.jobs if job.state is JobState.PASSED and _later(job.finished, since)]),
        failed=failed,
        interrupted=tuple(job for job in failed if job.state is JobState.INTERRUPTED),
        clusters=clusters,
        checkpoint=known.checkpoints[0] if known.checkpoints else None,
        rebooted=known.booted if _later(known.booted, since) else None,
        next=_next(known.git, failed, running, step, [one for one in clusters if one.last >= (known.began or 0.0)]),
    )


def _began(conn: sqlite3.Connection) -> float | None:
    """When the console first watched here, or the oldest that is still kept of that; None before it did."""
    stamps = [row[0] for first in _FIRST for row in conn.execute(first)]
    return hlc.seconds(min(stamps)) if stamps else None


def _later(moment: float | None, since: float | None) -> bool:
    return moment is not None and since is not None and moment >= since


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

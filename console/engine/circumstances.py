"""What holds beside the files when a checkpoint is taken: queue, failures, positions, plan; clean and redacted."""

import sqlite3
from collections.abc import Iterable, Mapping

from msgspec import Struct

from console.model.breaker import Breaker, BreakerState
from console.model.checkpoint import Circumstances, OpenBreaker, OpenFailure, OpenJob, Origin
from console.model.cluster import Cluster, Standing
from console.model.environment import allowed
from console.model.job import Job
from console.model.plantree import next_step
from console.store import breakers, read_checkpoints, read_clusters, read_jobs, read_plan, schema
from console.text.clean import clean
from console.text.redact import redact

FAILURES = 100
LAYOUT_BYTES = 64 * 1024
LOGS = "logs"


class Occasion(Struct, frozen=True, kw_only=True):
    """Why and for whom a checkpoint is taken; `environment` is the asker's.

    `step` is the step of the plan that it belongs to, 0 for the one that is next.
    """

    origin: Origin
    who: str = ""
    message: str = ""
    cwd: str = ""
    environment: Mapping[str, str] = {}
    step: int = 0


def gather(conn: sqlite3.Connection, occasion: Occasion, now: float, layout: str) -> Circumstances:
    """Everything that holds `now` (seconds since the epoch), in one reading of the store."""
    plan = read_plan.items(conn)
    following = next_step(plan)
    failures = read_clusters.clusters(conn, now, live=True, limit=FAILURES)
    who, message, cwd = _safe((occasion.who, occasion.message, occasion.cwd))
    return Circumstances(
        time=round(now, 3),
        schema=schema.version(conn),
        who=who,
        message=message,
        origin=occasion.origin,
        cwd=cwd,
        environment=_environment(occasion.environment),
        step=occasion.step or (following.id if following else 0),
        plan=tuple((item.id, item.title, item.done is not None) for item in plan),
        jobs=tuple(_job(job) for job in read_jobs.open_jobs(conn)),
        paused=tuple(sorted(track.name for track in read_jobs.tracks(conn).values() if track.paused)),
        failures=tuple(_failure(cluster) for cluster in failures if cluster.standing is not Standing.RESOLVED),
        offsets=read_checkpoints.offsets(conn, LOGS),
        layout=layout,
        breakers=tuple(_breaker(one) for one in breakers.every(conn) if one.state is not BreakerState.CLOSED),
    )


def layout(path: str) -> str:
    """What the screen remembers; empty when it remembers nothing that can be read."""
    try:
        with open(path, "rb") as file:
            return file.read(LAYOUT_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    names = sorted(allowed(given))
    return dict(zip(names, _safe([given[name] for name in names]), strict=True))


def _job(job: Job) -> OpenJob:
    cwd, group, *argv = _safe((job.work.cwd, job.work.group, *job.work.argv))
    return OpenJob(
        id=job.id, argv=tuple(argv), cwd=cwd, state=job.state.value, attempt=job.attempt, group=group
    )  # fmt: skip


def _breaker(breaker: Breaker) -> OpenBreaker:
    key, why = _safe((breaker.key, breaker.why))
    return OpenBreaker(key=key, state=breaker.state.value, why=why)


def _failure(cluster: Cluster) -> OpenFailure:
    return OpenFailure(
        cluster=cluster.id,
        title=cluster.name or cluster.title,
        standing=cluster.standing.value,
        category=cluster.category.value,
        note=cluster.note,
    )


def _safe(texts: Iterable[str]) -> list[str]:
    """Texts of others without control signs and secrets."""
    return redact([clean(text) for text in texts])

"""A storm with broken dependencies, workarounds, tracks and spared runs."""

from msgspec.structs import replace

from console.model.breaker import Breaker, BreakerState, Bucket, Moment
from console.model.frame import Frame
from console.model.job import JobState, Track
from console.model.ruling import Workaround
from console.model.upkeep import Upkeep
from tests.views import frames

REGISTRY = "registry.npmjs.org"


def moment(ago: float) -> Moment:
    return Moment(frames.NOW - ago, 5000.0 - ago, "boot")


def broken() -> Frame:
    """The storm in which a registry is left alone, a host is tried and a tool is held by a person."""
    breakers = (
        Breaker(
            key=REGISTRY, state=BreakerState.OPEN, opened=moment(20), pause=60.0, trips=2, why="5 of 6 calls failed",
            window=(Bucket(1, 6, 5, 1),),
        ),
        Breaker(key="db.internal", state=BreakerState.HALF_OPEN, probe="job 8, attempt 1", opened=moment(90)),
        Breaker(key="docker", state=BreakerState.HELD, opened=moment(3600), why="held by jk: upgrade"),
    )  # fmt: skip
    taken = (
        Workaround(name=f"breaker {REGISTRY}", instead="jobs wait", replaces="failing", since=0.0, until="it answers"),
        Workaround(
            name="lint", instead="the linter is skipped", replaces="failing", since=frames.NOW - 600,
            until="it runs again",
        ),
    )  # fmt: skip
    known = Upkeep(
        breakers=breakers, workarounds=taken, checked=40, hits=12, saved=252.0, guessed=9, right=7,
        tracks=(Track(name="builds", parallel=1), Track(name="deploy", parallel=2, paused=True)),
    )  # fmt: skip
    storm = frames.storm()
    jobs = tuple(
        replace(job, work=replace(job.work, depends=(REGISTRY,))) if job.state is JobState.WAITING else job
        for job in storm.jobs
    )
    return replace(storm, jobs=jobs, upkeep=known)

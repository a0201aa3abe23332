"""Buildbot's answers, and what they are in our words."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from collectors.ci.texts import plain
from console.model.ci import CiJob, Outcome, Phase, Run, Stand
from console.model.ci import Step as OurStep

_RESULTS = {
    0: ("success", Outcome.SUCCESS), 1: ("warnings", Outcome.WARNING), 2: ("failure", Outcome.FAILURE),
    3: ("skipped", Outcome.SKIPPED), 4: ("exception", Outcome.ERROR), 5: ("retry", Outcome.ERROR),
    6: ("cancelled", Outcome.CANCELLED),
}  # fmt: skip

Properties = dict[str, tuple[Any, Any]]


class Builder(Struct):
    """A builder: what a pipeline is elsewhere."""

    builderid: int
    name: str


class Builders(Struct):
    """All builders."""

    builders: tuple[Builder, ...] = ()


class Build(Struct):
    """One build."""

    buildid: int
    builderid: int
    buildrequestid: int
    number: int
    complete: bool = False
    results: int | None = None
    started_at: float | None = None
    complete_at: float | None = None
    state_string: str | None = None
    properties: Properties = {}


class Builds(Struct):
    """Some builds."""

    builds: tuple[Build, ...] = ()


class Request(Struct):
    """A request for a build, which may wait, be merged into another, or be built more than once."""

    buildrequestid: int
    builderid: int
    submitted_at: float | None = None
    complete: bool = False
    complete_at: float | None = None
    results: int | None = None
    properties: Properties = {}


class Requests(Struct):
    """Some requests."""

    buildrequests: tuple[Request, ...] = ()


class Step(Struct):
    """A step of a build."""

    stepid: int
    number: int
    name: str
    complete: bool = False
    hidden: bool = False
    results: int | None = None
    started_at: float | None = None
    complete_at: float | None = None


class Steps(Struct):
    """The steps of a build."""

    steps: tuple[Step, ...] = ()


class Log(Struct):
    """A log of a step."""

    logid: int
    name: str
    type: str = "s"


class Logs(Struct):
    """The logs of a step."""

    logs: tuple[Log, ...] = ()


class Chunk(Struct):
    """Some lines of a log; those of a log with streams begin with h, o or e (header, output, errors)."""

    content: str = ""


class Chunks(Struct):
    """Some chunks of a log."""

    logchunks: tuple[Chunk, ...] = ()


class Scheduler(Struct):
    """What a person may set off a build with."""

    name: str
    builder_names: tuple[str, ...] = ()
    enabled: bool = True


class Schedulers(Struct):
    """All of them."""

    forceschedulers: tuple[Scheduler, ...] = ()


def stand(results: int | None, *, complete: bool, begun: bool) -> Stand:
    """Where a build, request or step stands."""
    if not complete:
        return Stand(Phase.RUNNING if begun else Phase.QUEUED, None, "running" if begun else "pending")
    word, outcome = _RESULTS.get(-1 if results is None else results, (f"results {results}", Outcome.UNKNOWN))
    return Stand(Phase.FINISHED, outcome, word)


def run_of(place: str, base: str, builder: str, request: Request | None, builds: Sequence[Build], skew: float) -> Run:
    """A request and its builds, oldest first, as a run; at least one of both is given."""
    last = builds[-1] if builds else None
    properties = (last.properties if last else {}) | (request.properties if request else {})
    said = {name: str(value[0] or "") for name, value in properties.items()}
    name, title, branch, commit, who = plain(
        builder, said.get("reason"), said.get("branch"), said.get("got_revision") or said.get("revision"),
        said.get("owner"),
    )  # fmt: skip
    submitted = request.submitted_at if request else builds[0].started_at
    ended = last.complete_at if last else request.complete_at if request else None
    where = f"builders/{last.builderid}/builds/{last.number}" if last else ""
    return Run(
        place=place, id=_id(request, last), name=name, stand=_stand(request, last),
        number=str(last.number if last else ""), created=(submitted or 0.0) - skew, title=title, branch=branch,
        commit=commit, who=who, event=plain(said.get("scheduler"))[0], attempt=max(len(builds), 1),
        started=_ours(last.started_at if last else None, skew), finished=_ours(ended, skew),
        url=f"{base}/#/{where or f'buildrequests/{_id(request, last)}'}",
    )  # fmt: skip


def job_of(run: Run, build: Build, attempt: int, steps: Sequence[Step], skew: float) -> CiJob:
    """A build as the one job of its run."""
    return CiJob(
        place=run.place, run=run.id, id=str(build.buildid), name=run.name, attempt=attempt,
        stand=stand(build.results, complete=build.complete, begun=True), started=_ours(build.started_at, skew),
        finished=_ours(build.complete_at, skew), url=run.url,
        steps=tuple(_step(step, skew) for step in steps if not step.hidden),
        runner=plain(str(build.properties.get("workername", ("",))[0] or ""))[0],
    )  # fmt: skip


def _step(step: Step, skew: float) -> OurStep:
    return OurStep(
        number=step.number + 1, name=plain(step.name)[0],
        stand=stand(step.results, complete=step.complete, begun=step.started_at is not None),
        started=_ours(step.started_at, skew), finished=_ours(step.complete_at, skew),
    )  # fmt: skip


def _stand(request: Request | None, last: Build | None) -> Stand:
    """A request that is to be built again stands where the next build will, not where the last one ended."""
    if last is not None and not (last.complete and request is not None and not request.complete):
        return stand(last.results, complete=last.complete, begun=True)
    return stand(request.results if request else None, complete=request is not None and request.complete, begun=False)


def _id(request: Request | None, build: Build | None) -> str:
    return str(request.buildrequestid if request else build.buildrequestid if build else "")


def _ours(moment: float | None, skew: float) -> float | None:
    return None if moment is None else moment - skew

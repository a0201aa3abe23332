"""Jenkins (Remote Access API): a run is a build, known by its number in the queue, which stays from order to end."""

from urllib.parse import quote, unquote, urlencode

from msgspec import Struct

from collectors.ci.errors import GarbledError, MissingError, UnableError
from collectors.ci.http.client import Client, MiB
from collectors.ci.jenkins_rows import Build, Project, Site, Stage, Stages, Waiting, job_of, key, queued, run_of
from collectors.ci.provider import Ability, Acted, LogPart, Pace, Place, Trigger
from console.model.ci import Annotation, CiJob, Phase, Run

RUNS = 30
BRANCHES = 50
A_BRANCH = 5
FOLLOWED = 32
MOST_LOG = 64 * MiB
_ACTIONS = "actions[causes[shortDescription,userName],parameters[name,value],lastBuiltRevision[SHA1,branch[name]]]"
_BUILD = f"number,result,building,timestamp,duration,queueId,builtOn,{_ACTIONS}"
_WAITING = "queueItem[id,why,inQueueSince]"
_PROJECT = (
    f"name,{_WAITING},builds[{_BUILD}]{{0,{RUNS}}},"
    f"jobs[name,{_WAITING},builds[{_BUILD}]{{0,{A_BRANCH}}}]{{0,{BRANCHES}}}"
)


class _Known(Struct, frozen=True):
    """A build or a place in the queue, where it is, and the run it is told as."""

    run: Run
    root: str
    of: Build | Waiting


class Jenkins:
    """One job, or a project with a job for each branch; the protocol is in `collectors.ci.provider`.

    `place.project` names it with its folders, `folder/engine`. An API token needs no crumb, so none is asked for.
    """

    def __init__(self, place: Place, client: Client) -> None:
        self.place = place
        self._client = client
        self._root = "".join(f"/job/{quote(part, safe='')}" for part in place.project.split("/"))
        self._known: dict[str, _Known] = {}
        self._reached: dict[str, tuple[int, int]] = {}

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
        """The last builds of the job, or of each of its branches, and what waits in the queue."""
        project = await self._client.get(f"{self._root}/api/json", Project, {"tree": _PROJECT})
        found = self._of(project, self._root, "")
        for branch in project.jobs or ():
            found += self._of(branch, f"{self._root}/job/{quote(branch.name, safe='')}", unquote(branch.name))
        found.sort(key=lambda one: one.run.created, reverse=True)
        self._known = {one.run.id: one for one in found}
        shown = [one.run for one in found]
        return tuple(run for place, run in enumerate(shown) if place < RUNS or not run.stand.over)

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The build itself, with its stages as steps where the plug-in for them is there."""
        known = await self._find(run.id)
        if isinstance(known.of, Waiting):
            return ()
        path = f"{known.root}/{known.of.number}"
        stages = await self._stages(path)
        return (job_of(run, path.removeprefix(self._root), known.of, stages, self._client.host.skew),)

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """The console. The server's own offsets count marks that it does not send, so both are kept side by side."""
        path = f"{self._root}{_path(job.id)}/logText/progressiveText"
        ours, theirs = self._reached.get(job.id, (0, 0))
        start, dropped = (theirs, 0) if ours == offset else (0, offset)
        answer = await self._client.take(path, MOST_LOG, {"start": start})
        data = answer.body[dropped:]
        size = answer.headers.get("x-text-size", "")
        if len(self._reached) >= FOLLOWED:
            self._reached.clear()
        if size.isascii() and size.isdigit():
            self._reached[job.id] = (offset + len(data), int(size))
        return LogPart(data, offset + len(data), job.stand.over and answer.headers.get("x-more-data") != "true")

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """Jenkins has none."""
        raise UnableError("Jenkins has no annotations")

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """Build again with the same parameters, which is a new build; secret ones take their defaults."""
        known = await self._find(run.id)
        if isinstance(known.of, Waiting):
            raise UnableError(f"{run.name} waits in the queue still")
        actions = [action for action in known.of.actions or () if action is not None]
        given = [one for action in actions for one in action.parameters or () if one.name]
        values = {one.name: _text(one.value) for one in given if one.value is not None}
        return await self._build(known.root, values, f"{run.name} is built again", parametrised=bool(given))

    async def cancel(self, run: Run) -> Acted:
        """Stop the build, or take it out of the queue."""
        known = await self._find(run.id)
        if run.stand.phase is Phase.QUEUED and isinstance(known.of, Waiting):
            await self._client.post(f"/queue/cancelItem?id={known.of.id}")
        elif isinstance(known.of, Build):
            await self._client.post(f"{known.root}/{known.of.number}/stop")
        return Acted(words=f"{run.name} is being stopped", run=run.id, attempt=run.attempt)

    async def trigger(self, wanted: Trigger) -> Acted:
        """Set off a build; `ref` is the branch of a project that has several, `name` anything or nothing."""
        root = f"{self._root}/job/{quote(quote(wanted.ref, safe=''), safe='')}" if wanted.ref else self._root
        words = f"{self.place.project} was set off" + (f" on {wanted.ref}" if wanted.ref else "")
        return await self._build(root, wanted.inputs, words, parametrised=bool(wanted.inputs))

    async def _build(self, root: str, values: dict[str, str], words: str, *, parametrised: bool) -> Acted:
        query = f"?{urlencode(values)}" if values else ""
        answer = await self._client.post(f"{root}/{'buildWithParameters' if parametrised else 'build'}{query}")
        item = answer.headers.get("location", "").rstrip("/").rpartition("/queue/item/")[2]
        return Acted(words=words, run=item if item.isascii() and item.isdigit() else "", attempt=1)

    async def _find(self, number: str) -> _Known:
        """A run's build as it was seen last. Raises MissingError for one that is gone."""
        if number not in self._known:
            await self.runs()
        if number not in self._known:
            raise MissingError(f"{self.place.name} no longer lists this build")
        return self._known[number]

    async def _stages(self, path: str) -> tuple[Stage, ...]:
        try:
            return (await self._client.get(f"{path}/wfapi/describe", Stages)).stages or ()
        except MissingError:  # no pipeline, or no plug-in for its stages
            return ()

    def _of(self, project: Project, root: str, branch: str) -> list[_Known]:
        site = Site(
            self.place.name, self.place.project.rpartition("/")[2], self._client.base + root, branch,
            self._client.host.skew,
        )  # fmt: skip
        found = [_Known(run_of(site, build), root, build) for build in project.builds or ()]
        waiting = project.queue_item
        if waiting is not None and str(waiting.id) not in {key(build, branch) for build in project.builds or ()}:
            found.append(_Known(queued(site, waiting), root, waiting))
        return found


def _path(job: str) -> str:
    """A build's path below its project as it was told; anything else than that is not asked for."""
    if not job.startswith("/") or ".." in job or set(job) & set("?#\\ "):
        raise GarbledError("this is no build of Jenkins")
    return job


def _text(value: object) -> str:
    """A parameter's value as it is sent."""
    return str(value).lower() if isinstance(value, bool) else str(value)

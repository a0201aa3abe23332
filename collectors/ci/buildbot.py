"""Buildbot (REST API, version 2): a run is a build request, its attempts are the builds that were made for it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

import msgspec

from collectors.ci.buildbot_log import BuildbotLog
from collectors.ci.buildbot_rows import Build, Builders, Builds, Requests, Schedulers, Steps, job_of, run_of
from collectors.ci.errors import DeniedError, GarbledError, RejectedError, UnableError
from collectors.ci.http.answer import words
from collectors.ci.http.client import Client
from collectors.ci.http.credential import Credential
from collectors.ci.provider import Ability, Acted, LogPart, Pace, Place, Trigger
from console.model.ci import Annotation, CiJob, Phase, Run

RUNS = 30
ROOT = "/api/v2"
COOKIE = "TWISTED_SESSION"
_PROPERTIES = "property=branch&property=revision&property=got_revision&property=owner&property=reason"
_BUILDS = f"{ROOT}/builds?order=-buildid&limit={RUNS}&{_PROPERTIES}&property=workername&property=scheduler"
_REQUESTS = f"{ROOT}/buildrequests?order=-buildrequestid&limit={RUNS}&{_PROPERTIES}&property=scheduler"
_NEWS = "/sse/listen/builds/*/*"


class Buildbot:
    """One master, or one builder of it where the place names one; the protocol is in `collectors.ci.provider`.

    Whoever has a password logs in with it when the master asks for that; the API itself takes only the session.
    """

    def __init__(self, place: Place, client: Client) -> None:
        self.place = place
        self._client = client
        self._password = client.credential
        client.credential = None
        self._builders: dict[int, str] = {}
        self._log = BuildbotLog(client, ROOT)

    @property
    def can(self) -> frozenset[Ability]:
        """All but repeating parts of a build; whether a stranger may is the master's decision."""
        return frozenset({Ability.LOG, Ability.FOLLOW, Ability.RETRY, Ability.CANCEL, Ability.TRIGGER})

    @property
    def pace(self) -> Pace:
        """It is the user's own server, and it tells by itself when something happens."""
        return Pace(1.0, 30.0)

    async def hints(self) -> AsyncIterator[None]:
        """News of builds, as server-sent events."""
        async for line in self._client.listen(_NEWS):
            if line.startswith("data:"):
                yield

    async def runs(self) -> tuple[Run, ...]:
        """The last requests and builds, joined."""
        found = await self._client.get(_BUILDS, Builds)
        asked = await self._client.get(_REQUESTS, Requests)
        builds: dict[int, list[Build]] = defaultdict(list)
        for build in sorted(found.builds, key=lambda one: one.buildid):
            builds[build.buildrequestid].append(build)
        requests = {request.buildrequestid: request for request in asked.buildrequests}
        runs = []
        for number in sorted(requests.keys() | builds.keys(), reverse=True):
            request, made = requests.get(number), builds.get(number, [])
            builder = await self._builder(made[-1].builderid if made else requests[number].builderid)
            if self.place.project in ("", builder):
                runs.append(run_of(self.place.name, self._client.base, builder, request, made, self._client.host.skew))
        return tuple(runs)

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The builds that were made for the request."""
        jobs = []
        for attempt, build in enumerate(await self._builds(run), 1):
            steps = await self._client.get(f"{ROOT}/builds/{build.buildid}/steps", Steps)
            jobs.append(job_of(run, build, attempt, steps.steps, self._client.host.skew))
        return tuple(jobs)

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """What all steps printed, as far as it is known."""
        return await self._log.part(quote(job.id, safe=""), offset, over=job.stand.over)

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """Buildbot has none."""
        raise UnableError("Buildbot has no annotations")

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """Build the same again, which is a new request; a build cannot be repeated in part."""
        number = job.id if job else await self._last(run)
        result = await self._call(f"/builds/{quote(number, safe='')}", "rebuild")
        return Acted(words=f"{run.name} is built again", run=_request(result), attempt=1)

    async def cancel(self, run: Run) -> Acted:
        """Stop the build, or take the request out of the queue."""
        if run.stand.phase is Phase.QUEUED:
            await self._call(f"/buildrequests/{quote(run.id, safe='')}", "cancel", {"reason": "asked for"})
        else:
            await self._call(f"/builds/{await self._last(run)}", "stop", {"reason": "asked for"})
        return Acted(words=f"{run.name} is being stopped", run=run.id, attempt=run.attempt)

    async def trigger(self, wanted: Trigger) -> Acted:
        """Force a build with the first scheduler that may; `name` is the builder's."""
        name = wanted.name or self.place.project
        found = await self._client.get(f"{ROOT}/forceschedulers", Schedulers)
        scheduler = next((s for s in found.forceschedulers if s.enabled and name in s.builder_names), None)
        if scheduler is None:
            names = ", ".join(sorted({builder for s in found.forceschedulers for builder in s.builder_names}))
            raise UnableError(f"no builder {name!r} can be forced; these can: {words(names, None) or 'none'}")
        builder = next((number for number, known in (await self._all()).items() if known == name), None)
        if builder is None:
            raise UnableError(f"there is no builder {name!r}")
        params: dict[str, Any] = {"builderid": builder, "reason": wanted.inputs.get("reason", "asked for")}
        params |= {"branch": wanted.ref} if wanted.ref else {}
        result = await self._call(f"/forceschedulers/{quote(scheduler.name, safe='')}", "force", params)
        return Acted(words=f"{name} was set off", run=_request(result), attempt=1)

    async def _builds(self, run: Run) -> list[Build]:
        path = f"{ROOT}/buildrequests/{quote(run.id, safe='')}/builds?property=workername"
        found = await self._client.get(path, Builds)
        return sorted(found.builds, key=lambda build: build.buildid)

    async def _last(self, run: Run) -> str:
        builds = await self._builds(run)
        if not builds:
            raise RejectedError(f"{run.name} was not built for this request")
        return str(builds[-1].buildid)

    async def _builder(self, number: int) -> str:
        if number not in self._builders:
            await self._all()
        return self._builders.get(number, f"builder {number}")

    async def _all(self) -> dict[int, str]:
        found = await self._client.get(f"{ROOT}/builders", Builders)
        self._builders = {builder.builderid: builder.name for builder in found.builders}
        return self._builders

    async def _call(self, path: str, method: str, params: dict[str, Any] | None = None) -> object:
        """A JSON-RPC call; who is not let in logs in and asks again."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        try:
            answer = await self._client.post(ROOT + path, body)
        except DeniedError:
            if self._password is None:
                raise
            await self._login(self._password)
            answer = await self._client.post(ROOT + path, body)
        return self._client.read(answer, dict[str, Any]).get("result")

    async def _login(self, password: Credential) -> None:
        """Change the password for a session cookie."""
        answer = await self._client.visit("/auth/login", password)
        try:
            cookie = SimpleCookie(answer.headers.get("set-cookie", "")).get(COOKIE)
        except CookieError:
            cookie = None
        if cookie is None:
            raise GarbledError(f"{self.place.host} gave no session for the password")
        self._client.credential = Credential(
            self._client.base, "Cookie", f"{COOKIE}={cookie.value}", f"a session by {password.source}"
        )


def _request(result: object) -> str:
    """The build request's number in the answer `[buildset, {builder: request}]`."""
    try:
        _, requests = msgspec.convert(result, tuple[int, dict[int, int]], strict=False)
    except msgspec.ValidationError:
        return ""
    return str(next(iter(requests.values()), ""))

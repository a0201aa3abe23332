"""GitLab against answers in the shape of its API."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from collectors.ci.errors import UnableError
from collectors.ci.gitlab import GitLab
from collectors.ci.http.credential import Credential
from collectors.ci.provider import Ability, Trigger
from console.model.ci import Outcome, Phase
from tests.collectors.ci.loopback import Loopback, Request, Response, loopback
from tests.collectors.ci.support import client, job, place, run
from tests.collectors.sources_support import HandClock

TIME = "2023-11-14T22:13:20.000Z"
PIPELINES = [
    {"id": 20, "iid": 2, "status": "running", "ref": "main", "sha": "ab", "source": "push", "created_at": TIME},
    {"id": 10, "iid": 1, "status": "failed", "ref": "main", "sha": "cd", "source": "web", "created_at": TIME,
     "updated_at": "2023-11-14T22:14:20.000Z", "web_url": "https://x.example/10"},
]  # fmt: skip
JOBS = [
    {"id": 4, "name": "test", "status": "success", "started_at": TIME, "finished_at": TIME},
    {"id": 2, "name": "test", "status": "failed", "failure_reason": "script_failure"},
    {"id": 3, "name": "lint", "status": "failed", "failure_reason": "script_failure", "allow_failure": True},
    {"id": 1, "name": "deploy", "status": "manual"},
    {"id": 5, "name": "big", "status": "failed", "failure_reason": "runner_system_failure", "runner": None},
]


@asynccontextmanager
async def gitlab(
    answer: Callable[[Request], object] = lambda _request: [], token: str = "glpat-x"
) -> AsyncIterator[tuple[GitLab, Loopback]]:
    def respond(request: Request) -> Response:
        found = answer(request)
        return found if isinstance(found, Response) else Response(200, json.dumps(found).encode())

    async with loopback(respond) as server:
        credential = Credential(server.url, "PRIVATE-TOKEN", token, "a test") if token else None
        async with client(server.url, HandClock(), credential) as line:
            yield GitLab(place(server.url, "gitlab", "group/sub/engine"), line), server


async def test_pipelines_and_jobs_in_our_words():
    def answer(request: Request) -> object:
        return JOBS if request.path.endswith("/jobs") else PIPELINES

    async with gitlab(answer) as (provider, server):
        runs = await provider.runs()
        assert [(one.number, one.stand.phase, one.stand.outcome) for one in runs] == [
            ("2", Phase.RUNNING, None), ("1", Phase.FINISHED, Outcome.FAILURE),
        ]  # fmt: skip
        assert (runs[1].created, runs[1].finished) == (1_700_000_000.0, 1_700_000_060.0)
        jobs = await provider.jobs(runs[1])
        assert [(one.name, one.attempt, one.stand.word) for one in jobs] == [
            ("deploy", 1, "waiting"), ("test", 1, "failure"), ("lint", 1, "warning"), ("test", 2, "success"),
            ("big", 1, "error"),
        ]  # fmt: skip
        assert server.seen[0].path == "/projects/group%2Fsub%2Fengine/pipelines"
        assert server.seen[1].query["include_retried"] == "true"


async def test_a_trace_is_followed():
    text = b"line 1\nline 2\n"

    def answer(request: Request) -> Response:
        start = int(request.headers.get("range", "bytes=0-")[6:-1])
        return Response(206 if start else 200, text[start:]) if start < len(text) else Response(416)

    async with gitlab(answer) as (provider, _):
        running = job("7", outcome=None)
        first = await provider.log(running, 0)
        assert (first.data, first.whole) == (text, False)
        assert (await provider.log(running, first.next)).data == b""
        text += b"line 3\n"
        again = await provider.log(running, first.next)
        assert (again.data, again.next) == (b"line 3\n", len(text))


async def test_what_may_be_changed():
    made = {"id": 30, "status": "created"}
    async with gitlab(lambda _request: made) as (provider, server):
        await provider.retry(run("10"), None, failed=True)
        await provider.retry(run("10"), job("2"), failed=False)
        await provider.cancel(run("10"))
        acted = await provider.trigger(Trigger(ref="main", inputs={"A": "b"}))
        assert acted.run == "30"
        root = "/projects/group%2Fsub%2Fengine"
        assert [f"{one.method} {one.path}" for one in server.seen] == [
            f"POST {root}/pipelines/10/retry", f"POST {root}/jobs/2/retry", f"POST {root}/pipelines/10/cancel",
            f"POST {root}/pipeline",
        ]  # fmt: skip
        assert json.loads(server.seen[-1].body) == {"ref": "main", "variables": [{"key": "A", "value": "b"}]}
        with pytest.raises(UnableError):
            await provider.retry(run("10"), None, failed=False)


async def test_a_stranger_may_only_look():
    async with gitlab(token="") as (provider, _):
        assert provider.can == {Ability.LOG, Ability.FOLLOW}
        assert await provider.runs() == ()

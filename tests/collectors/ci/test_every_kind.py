"""What holds for every kind of server: trouble is told and gets better, a token stays at home."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from collectors.ci.http.client import MOST_JSON, Client
from collectors.ci.http.host import Host
from collectors.ci.kinds import KINDS, Kind
from collectors.ci.pace import Load
from collectors.ci.provider import Place, Provider
from collectors.ci.tokens import Tokens
from collectors.ci.watch import Watch
from console.model.ci import CiJob, Run
from console.model.source import Freshness
from tests.collectors.ci.loopback import Loopback, Request, Response, loopback
from tests.collectors.ci.support import HOST, even
from tests.collectors.sources_support import HandClock

GOOD = {
    "github": b'{"workflow_runs": []}', "gitlab": b"[]", "gitea": b'{"workflow_runs": []}', "woodpecker": b'{"id": 1}',
    "forgejo": b'{"workflow_runs": []}', "jenkins": b'{"builds": []}', "cctray": b"<Projects/>",
}  # fmt: skip
TROUBLE = [
    (Response(401), "401"), (Response(403), "403"), (Response(404), "404"), (Response(429), "too often"),
    (Response(500), "500"), (Response(503, b"", {"retry-after": "9"}), "too often"),
    (Response(200, b"<!DOCTYPE html><html><p>Sign in</html>"), "answered with"),
    (Response(200, b"x" * (MOST_JSON + 1)), "more than"), (Response(200, b"\xff\xfe\x00"), "answered with"),
]  # fmt: skip
ASKED = [kind for kind in KINDS if kind.name in GOOD]


@asynccontextmanager
async def provided(
    kind: Kind, answer: Callable[[Request], Response], clock: HandClock
) -> AsyncIterator[tuple[Provider, Host, Loopback]]:
    async with loopback(answer) as server:
        place = Place(kind=kind.name, base=server.url, host=HOST, project="ada/engine", login="ada")
        credential = await Tokens("/nonexistent", {"T": "s3cr3t-t0ken"}).find(kind, place, "T")
        host = Host(HOST, clock, even)
        client = Client(server.url, host, credential, headers=kind.headers)
        try:
            yield kind.make(place, client), host, server
        finally:
            await client.close()


@pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.name)
async def test_trouble_is_told_and_gets_better(kind: Kind):
    clock = HandClock()
    now: list[Response] = []

    def answer(request: Request) -> Response:
        if now:
            return now[0]
        return Response(200, b"[]" if request.path.endswith("/pipelines") else GOOD[kind.name])

    async with provided(kind, answer, clock) as (provider, host, _):
        watch = Watch(provider, host, str, None, Load(even), clock, _unheard)
        for response, word in TROUBLE:
            now[:] = [response]
            await _look(watch, clock)
            (runs,) = [sight for sight in watch.sights.all() if sight.kind == "runs"]
            assert runs.freshness in (Freshness.ERROR, Freshness.STALE)
            assert word in runs.detail
            now.clear()
            await _look(watch, clock)
            (runs,) = [sight for sight in watch.sights.all() if sight.kind == "runs"]
            assert (runs.freshness, runs.detail) == (Freshness.LIVE, "")


@pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.name)
async def test_a_token_stays_at_home(kind: Kind):
    clock = HandClock()
    async with loopback(lambda _request: Response(200, GOOD[kind.name])) as other:

        def away(request: Request) -> Response:
            return Response(302, b"", {"location": f"{other.url}{request.path}"})

        async with provided(kind, away, clock) as (provider, host, server):
            await Watch(provider, host, str, None, Load(even), clock, _unheard).look()
            assert any(
                "s3cr3t" in str(request.headers) or "authorization" in request.headers for request in server.seen
            )
            assert other.seen
            for request in other.seen:
                assert not {"authorization", "private-token"} & set(request.headers)
                assert "s3cr3t" not in str(request.headers)


async def _look(watch: Watch, clock: HandClock) -> None:
    clock.time += 7200
    await watch.look()


def _unheard(_run: Run, _job: CiJob) -> None:
    """No job is listed here, so none fails."""

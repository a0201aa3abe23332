"""Woodpecker against a small fake that keeps pipelines."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from collectors.ci.errors import UnableError
from collectors.ci.provider import Ability, Trigger
from collectors.ci.woodpecker import Woodpecker
from console.model.ci import Outcome, Phase
from tests.collectors.ci.loopback import Loopback, Request, Response, loopback
from tests.collectors.ci.support import client, job, place
from tests.collectors.sources_support import HandClock

BEGAN = 1_700_000_000


class Fake:
    def __init__(self) -> None:
        self.pipelines: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] | None = []

    def add(self, status: str, branch: str = "main") -> dict[str, Any]:
        over = status not in ("pending", "running", "blocked")
        step = {"id": 9, "name": "test", "state": status, "started": BEGAN, "finished": BEGAN + 20 if over else 0}
        self.pipelines.insert(0, {
            "number": len(self.pipelines) + 1, "status": status, "event": "push", "branch": branch, "commit": "c0ffee",
            "message": "Mend it\n\nAt last", "author": "ada", "created": BEGAN, "started": BEGAN,
            "finished": BEGAN + 30 if over else 0, "workflows": [{"name": "ci", "children": [step]}],
        })  # fmt: skip
        return self.pipelines[0]

    def answer(self, request: Request) -> Response:
        match (request.method, *request.path.strip("/").split("/")):
            case ("GET", "repos", "lookup", "ada", "engine"):
                return _json({"id": 5})
            case ("GET", "repos", "5", "pipelines"):
                return _json(self.pipelines or None)
            case ("GET", "repos", "5", "pipelines", number):
                return _json(self.pipelines[-int(number)])
            case ("GET", "repos", "5", "logs", _, "9"):
                return _json(self.lines)
            case ("POST", "repos", "5", "pipelines"):
                return _json(self.add("pending", json.loads(request.body)["branch"]))
            case ("POST", "repos", "5", "pipelines", _):
                return _json(self.add("pending"))
            case ("POST", "repos", "5", "pipelines", number, "cancel"):
                self.pipelines[-int(number)]["status"] = "killed"
                return Response(204)
        return Response(404)


@asynccontextmanager
async def woodpecker(token: str = "t0k") -> AsyncIterator[tuple[Fake, Woodpecker, Loopback]]:
    fake = Fake()
    async with loopback(fake.answer) as server, client(server.url, HandClock(), token=token) as line:
        yield fake, Woodpecker(place(server.url, "woodpecker"), line), server


@pytest.mark.parametrize(
    ("status", "phase", "outcome"),
    [
        ("created", Phase.QUEUED, None), ("blocked", Phase.WAITING, None), ("running", Phase.RUNNING, None),
        ("failure", Phase.FINISHED, Outcome.FAILURE), ("killed", Phase.FINISHED, Outcome.CANCELLED),
        ("canceled", Phase.FINISHED, Outcome.CANCELLED), ("declined", Phase.FINISHED, Outcome.CANCELLED),
        ("error", Phase.FINISHED, Outcome.ERROR), ("novel", Phase.FINISHED, Outcome.UNKNOWN),
    ],
)  # fmt: skip
async def test_words_of_a_status(status: str, phase: Phase, outcome: Outcome | None):
    async with woodpecker() as (fake, provider, _):
        fake.add(status)
        (found,) = await provider.runs()
        assert (found.stand.phase, found.stand.outcome, found.stand.raw) == (phase, outcome, status)


async def test_a_pipeline_and_its_steps_in_our_words():
    async with woodpecker() as (fake, provider, server):
        assert await provider.runs() == ()
        fake.add("failure")
        (found,) = await provider.runs()
        assert (found.title, found.branch, found.commit, found.who) == ("Mend it", "main", "c0ffee", "ada")
        assert (found.created, found.finished) == (BEGAN, BEGAN + 30)
        (one,) = await provider.jobs(found)
        assert (one.id, one.name, one.seconds, one.stand.outcome) == ("9", "ci / test", 20.0, Outcome.FAILURE)
        assert sum("lookup" in request.path for request in server.seen) == 1


async def test_a_log_is_followed():
    async with woodpecker() as (fake, provider, _):
        fake.lines = None
        waits = job("9", outcome=None)
        assert (await provider.log(waits, 0)).data == b""
        fake.lines = [{"data": b64encode(b"line 1").decode()}]
        first = await provider.log(waits, 0)
        assert (first.data, first.whole) == (b"line 1\n", False)
        fake.lines += [{"data": b64encode(b"line 2\n").decode()}, {"data": "?"}]
        second = await provider.log(job("9"), first.next)
        assert (second.data, second.whole) == (b"line 2\n(a line that cannot be read)\n", True)


async def test_what_may_be_changed():
    async with woodpecker() as (fake, provider, server):
        fake.add("failure")
        (found,) = await provider.runs()
        acted = await provider.retry(found, None, failed=False)
        assert (acted.run, acted.attempt) == ("2", 1)
        await provider.cancel((await provider.runs())[0])
        assert (await provider.runs())[0].stand.outcome is Outcome.CANCELLED
        assert (await provider.trigger(Trigger(ref="next", inputs={"A": "b"}))).run == "3"
        assert json.loads(server.seen[-1].body) == {"branch": "next", "variables": {"A": "b"}}
        for wrong in (provider.retry(found, None, failed=True), provider.trigger(Trigger(name="x"))):
            with pytest.raises(UnableError):
                await wrong


async def test_a_stranger_may_only_look():
    async with woodpecker(token="") as (_, provider, _server):
        assert provider.can == {Ability.LOG, Ability.FOLLOW}


def _json(value: object) -> Response:
    return Response(200, json.dumps(value).encode())

"""CCTray feeds: how projects stand, whatever the server; hostile documents are refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from collectors.ci.cctray import CcTray
from collectors.ci.errors import GarbledError, UnableError
from collectors.ci.provider import Trigger
from console.model.ci import Outcome, Phase
from tests.collectors.ci.loopback import Response, loopback
from tests.collectors.ci.support import client, job, place, run
from tests.collectors.sources_support import HandClock

PROJECT = (
    '<Project name="{name}" activity="{activity}" lastBuildStatus="{status}" lastBuildLabel="7" '
    'lastBuildTime="2023-11-14T22:13:20Z" webUrl="https://x.example/{name}"/>'
)


class Feed:
    def __init__(self) -> None:
        self.body = ""

    def add(self, name: str, activity: str, status: str) -> None:
        self.body += PROJECT.format(name=name, activity=activity, status=status)

    def response(self) -> Response:
        whole = self.body if self.body.startswith("<?") else f"<Projects>{self.body}</Projects>"
        return Response(200, whole.encode(), {"content-type": "text/xml"})


@asynccontextmanager
async def cctray(project: str = "") -> AsyncIterator[tuple[Feed, CcTray]]:
    feed = Feed()
    async with loopback(lambda _request: feed.response()) as server:
        address = f"{server.url}/cc.xml"
        async with client(address, HandClock()) as line:
            yield feed, CcTray(place(address, "cctray", project), line)


@pytest.mark.parametrize(
    ("activity", "status", "phase", "outcome", "raw"),
    [
        ("Sleeping", "Success", Phase.FINISHED, Outcome.SUCCESS, "Sleeping/Success"),
        ("CheckingModifications", "Failure", Phase.FINISHED, Outcome.FAILURE, "CheckingModifications/Failure"),
        ("Sleeping", "Exception", Phase.FINISHED, Outcome.ERROR, "Sleeping/Exception"),
        ("Building", "Failure", Phase.RUNNING, None, "Building/Failure"),
        ("Sleeping", "Odd", Phase.FINISHED, Outcome.UNKNOWN, "Sleeping/Odd"),
    ],
)
async def test_words_of_a_project(activity: str, status: str, phase: Phase, outcome: Outcome | None, raw: str):
    async with cctray() as (feed, provider):
        feed.add("engine", activity, status)
        (found,) = await provider.runs()
        assert (found.name, found.created, found.url) == ("engine", 1_700_000_000.0, "https://x.example/engine")
        assert (found.stand.phase, found.stand.outcome, found.stand.raw) == (phase, outcome, raw)
        (one,) = await provider.jobs(found)
        assert (one.run, one.stand) == (found.id, found.stand)


async def test_the_next_build_is_another_run():
    async with cctray() as (feed, provider):
        feed.add("engine", "Sleeping", "Failure")
        (last,) = await provider.runs()
        assert await provider.runs() == (last,)
        feed.body = feed.body.replace("Sleeping", "Building")
        (begun,) = await provider.runs()
        assert begun.id != last.id
        assert (last.number, begun.number) == ("7", "")


async def test_one_project_of_a_feed():
    async with cctray("b") as (feed, provider):
        feed.add("a", "Sleeping", "Success")
        feed.add("b", "Sleeping", "Success")
        assert [found.name for found in await provider.runs()] == ["b"]


@pytest.mark.parametrize(
    "body",
    [
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><Projects>&x;</Projects>",
        "<?xml version='1.0'?><html/>", "<?xml version='1.0'?><Projects><Project", "<?", "<? \0 ?>",
    ],
)  # fmt: skip
async def test_what_is_no_feed(body: str):
    async with cctray() as (feed, provider):
        feed.body = body
        with pytest.raises(GarbledError, match="no CCTray feed"):
            await provider.runs()


async def test_it_can_only_tell():
    async with cctray() as (_, provider):
        assert provider.can == frozenset()
        for asked in (
            provider.log(job("1"), 0), provider.annotations(job("1")), provider.cancel(run()),
            provider.retry(run(), None, failed=False), provider.trigger(Trigger()),
        ):  # fmt: skip
            with pytest.raises(UnableError):
                await asked

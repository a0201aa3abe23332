"""A real Buildbot: list, follow, fail, retry to green, cancel, authenticated and not."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from collectors.ci.buildbot import Buildbot as Provider
from collectors.ci.buildbot_log import told
from collectors.ci.errors import DeniedError, UnableError
from collectors.ci.http.client import Client
from collectors.ci.http.credential import basic
from collectors.ci.http.host import Host
from collectors.ci.provider import Place, Trigger
from console.model.ci import Outcome, Phase, Run
from console.model.clock import SystemClock
from tests.collectors.ci.buildbot_server import PASSWORD, USER, Buildbot, missing
from tests.collectors.ci.support import even

DEADLINE = 30.0

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "buildbot is installed")


@pytest.fixture(scope="module")
def open_master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildbot]:
    with Buildbot(tmp_path_factory.mktemp("open")) as server:
        yield server


@pytest.fixture(scope="module")
def closed_master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildbot]:
    with Buildbot(tmp_path_factory.mktemp("closed"), closed=True) as server:
        yield server


@asynccontextmanager
async def buildbot(server: Buildbot, password: str = "", project: str = "") -> AsyncIterator[Provider]:
    host = server.url.removeprefix("http://")
    credential = basic(server.url, USER, password, "a test") if password else None
    client = Client(server.url, Host(host, SystemClock(), even), credential)
    try:
        yield Provider(Place(kind="buildbot", base=server.url, host=host, project=project, login=USER), client)
    finally:
        await client.close()


async def over(provider: Provider, number: str, phase: Phase = Phase.FINISHED) -> Run:
    """The run once it has come so far."""
    end = time.monotonic() + DEADLINE
    while True:
        found = next((run for run in await provider.runs() if run.id == number), None)
        if found is not None and found.stand.phase is phase:
            return found
        assert time.monotonic() < end, f"run {number} is {found and found.stand}"
        await asyncio.sleep(0.05)


async def test_a_pass_with_steps_and_log(open_master: Buildbot):
    async with buildbot(open_master) as provider:
        acted = await provider.trigger(Trigger(name="passing", ref="main"))
        run = await over(provider, acted.run)
        assert (run.stand.outcome, run.name, run.branch, run.number) == (Outcome.SUCCESS, "passing", "main", "1")
        assert run.started is not None
        assert abs(run.created - time.time()) < 60
        (job,) = await provider.jobs(run)
        assert [step.name for step in job.steps] == ["worker_preparation", "compile", "test"]
        assert job.runner == "w1"
        part = await provider.log(job, 0)
        text = part.data.decode()
        assert part.whole
        assert "compiling\ndone\n" in text
        assert "3 passed\n" in text
        assert "PATH=" not in text
        assert (await provider.log(job, part.next)).data == b""


async def test_a_failure_and_why(open_master: Buildbot):
    async with buildbot(open_master) as provider:
        acted = await provider.trigger(Trigger(name="failing"))
        run = await over(provider, acted.run)
        assert run.stand.outcome is Outcome.FAILURE
        (job,) = await provider.jobs(run)
        assert [step.name for step in job.steps if step.stand.bad] == ["test"]
        assert b"ValueError: bad seed" in (await provider.log(job, 0)).data


async def test_retry_until_it_is_green(open_master: Buildbot):
    async with buildbot(open_master) as provider:
        acted = await provider.trigger(Trigger(name="flaky"))
        first = await over(provider, acted.run)
        assert first.stand.outcome is Outcome.FAILURE
        again = await provider.retry(first, None, failed=False)
        assert again.run != first.id
        second = await over(provider, again.run)
        assert second.stand.outcome is Outcome.SUCCESS
        assert (await over(provider, first.id)).stand.outcome is Outcome.FAILURE


async def test_a_running_log_is_followed_and_the_run_cancelled(open_master: Buildbot):
    async with buildbot(open_master) as provider:
        acted = await provider.trigger(Trigger(name="slow"))
        run = await over(provider, acted.run, Phase.RUNNING)
        data = b""
        end = time.monotonic() + DEADLINE
        while data.count(b"\n") < 6:
            assert time.monotonic() < end
            for job in await provider.jobs(run):
                part = await provider.log(job, len(data))
                assert not part.whole
                data += part.data
        lines = [line for line in data.splitlines() if line.startswith(b"line ")]
        assert lines[:3] == [b"line 1", b"line 2", b"line 3"]
        await provider.cancel(run)
        assert (await over(provider, acted.run)).stand.outcome is Outcome.CANCELLED


async def test_what_waits_is_taken_out_of_the_queue(open_master: Buildbot):
    async with buildbot(open_master) as provider:
        first = await provider.trigger(Trigger(name="slow", ref="one"))
        running = await over(provider, first.run, Phase.RUNNING)
        second = await provider.trigger(Trigger(name="slow", ref="two"))
        waiting = await over(provider, second.run, Phase.QUEUED)
        assert waiting.number == ""
        assert await provider.jobs(waiting) == ()
        await provider.cancel(waiting)
        assert (await over(provider, second.run)).stand.outcome is Outcome.CANCELLED
        await provider.cancel(running)
        await over(provider, first.run)


async def test_one_builder_of_a_master(open_master: Buildbot):
    async with buildbot(open_master, project="passing") as provider:
        acted = await provider.trigger(Trigger())
        await over(provider, acted.run)
        assert {run.name for run in await provider.runs()} == {"passing"}
    async with buildbot(open_master) as provider:
        with pytest.raises(UnableError, match="these can: dated, failing, flaky, passing, slow"):
            await provider.trigger(Trigger(name="nothing"))


async def test_news_come_by_themselves(open_master: Buildbot):
    async with buildbot(open_master) as provider:
        hints = provider.hints()
        first = asyncio.ensure_future(anext(hints))
        async with asyncio.timeout(DEADLINE):
            while not first.done():
                await provider.trigger(Trigger(name="passing"))
                await asyncio.wait([first], timeout=1.0)
        await hints.aclose()  # type: ignore[attr-defined]


async def test_a_stranger_may_look_only(closed_master: Buildbot):
    async with buildbot(closed_master) as provider:
        assert await provider.runs() == ()
        with pytest.raises(DeniedError):
            await provider.trigger(Trigger(name="passing"))


async def test_a_wrong_password(closed_master: Buildbot):
    async with buildbot(closed_master, "wrong-horse") as provider:
        with pytest.raises(DeniedError) as raised:
            await provider.trigger(Trigger(name="passing"))
        assert "wrong-horse" not in str(raised.value)


async def test_who_logs_in_may_change_things(closed_master: Buildbot):
    async with buildbot(closed_master, PASSWORD) as provider:
        acted = await provider.trigger(Trigger(name="passing"))
        assert (await over(provider, acted.run)).stand.outcome is Outcome.SUCCESS


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["hsh -c x", "h environment:", "h  TOKEN=x", "h using PTY: False", "oout", "eerr", "hended with 1"],
         ["out", "err", "ended with 1"]),
        (["hsh -c x", "h environment:", "h  TOKEN=x"], []),
        (["hsh -c x", "h environment:", "h  TOKEN=x", "h using PTY: False"], []),
        (["hodd", "oout", "h using PTY: no"], ["out", " using PTY: no"]),
        ([], []),
        ([""], []),
    ],
)  # fmt: skip
def test_what_the_worker_says_first_is_left_out(lines: list[str], left: list[str]):
    assert told(lines, streams=True) == left
    assert told(lines, streams=False) == lines

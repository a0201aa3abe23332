"""Jenkins against a fake that has a queue and counts console marks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from collectors.ci.errors import GarbledError, MissingError, UnableError
from collectors.ci.http.credential import basic
from collectors.ci.jenkins import Jenkins
from collectors.ci.provider import Ability, Trigger
from console.model.ci import Outcome, Phase
from tests.collectors.ci.fake_jenkins import MARK, START, FakeJenkins
from tests.collectors.ci.loopback import Loopback, loopback
from tests.collectors.ci.support import client, job, place, run
from tests.collectors.sources_support import HandClock


@asynccontextmanager
async def jenkins(
    project: str = "engine", *, token: bool = True
) -> AsyncIterator[tuple[FakeJenkins, Jenkins, Loopback]]:
    fake = FakeJenkins()
    async with loopback(fake.answer) as server:
        credential = basic(server.url, "ada", "token", "a test") if token else None
        async with client(server.url, HandClock(), credential) as line:
            yield fake, Jenkins(place(server.url, "jenkins", project), line), server


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("SUCCESS", Outcome.SUCCESS), ("UNSTABLE", Outcome.FAILURE), ("FAILURE", Outcome.FAILURE),
        ("NOT_BUILT", Outcome.SKIPPED), ("ABORTED", Outcome.CANCELLED), ("EXPLODED", Outcome.UNKNOWN),
    ],
)  # fmt: skip
async def test_results_in_our_words(result: str, outcome: Outcome):
    async with jenkins() as (fake, provider, _):
        fake.add(result)
        (found,) = await provider.runs()
        assert (found.stand.phase, found.stand.outcome, found.stand.raw) == (Phase.FINISHED, outcome, result)


async def test_a_build_in_our_words():
    async with jenkins() as (fake, provider, server):
        fake.add("FAILURE")
        (found,) = await provider.runs()
        assert (found.id, found.number, found.name) == ("41", "1", "engine")
        assert (found.branch, found.commit, found.who, found.event) == ("main", "c0ffee", "Ada", "Started by user Ada")
        assert (found.started, found.finished) == (START / 1000, START / 1000 + 5)
        assert found.url == f"{server.url}/job/engine/1/"
        (one,) = await provider.jobs(found)
        assert (one.id, one.runner, one.seconds, one.steps) == ("/1", "agent-1", 5.0, ())


async def test_an_order_is_followed_from_the_queue_to_the_end():
    async with jenkins() as (fake, provider, server):
        fake.add("FAILURE")
        (found,) = await provider.runs()
        acted = await provider.retry(found, None, failed=False)
        assert (acted.run, acted.attempt) == ("42", 1)
        assert server.seen[-1].path == "/job/engine/buildWithParameters"
        assert server.seen[-1].query == {"LEVEL": "2", "DEEP": "true"}
        waits = next(one for one in await provider.runs() if one.id == "42")
        assert (waits.stand.phase, waits.title) == (Phase.QUEUED, "Waiting for next available executor")
        assert await provider.jobs(waits) == ()
        fake.start()
        runs = next(one for one in await provider.runs() if one.id == "42")
        assert (runs.stand.phase, runs.number, runs.finished) == (Phase.RUNNING, "2", None)
        await provider.cancel(runs)
        ended = next(one for one in await provider.runs() if one.id == "42")
        assert ended.stand.outcome is Outcome.CANCELLED


async def test_what_waits_is_taken_out_of_the_queue():
    async with jenkins() as (fake, provider, _):
        await provider.trigger(Trigger())
        (waits,) = await provider.runs()
        with pytest.raises(UnableError):
            await provider.retry(waits, None, failed=False)
        await provider.cancel(waits)
        assert fake.waiting is None
        with pytest.raises(MissingError):
            await provider.jobs(run("99"))


async def test_a_log_is_followed_over_marks_that_are_not_sent():
    async with jenkins() as (fake, provider, _):
        build = fake.add(None)
        fake.console[1] = MARK + b"line 1\n"
        (found,) = await provider.runs()
        (one,) = await provider.jobs(found)
        first = await provider.log(one, 0)
        assert (first.data, first.next, first.whole) == (b"line 1\n", 7, False)
        fake.console[1] += MARK + b"line 2\n"
        second = await provider.log(one, first.next)
        assert (second.data, second.next) == (b"line 2\n", 14)
        assert (await provider.log(one, 7)).data == b"line 2\n"  # an offset that is not where we were
        build |= {"result": "SUCCESS", "building": False}
        (over,) = await provider.jobs((await provider.runs())[0])
        assert (await provider.log(over, 14)).whole


async def test_stages_are_steps():
    async with jenkins() as (fake, provider, _):
        fake.add(None)
        fake.stages = [
            {"name": "Build", "status": "SUCCESS", "startTimeMillis": START, "durationMillis": 2000},
            {"name": "Deploy", "status": "PAUSED_PENDING_INPUT", "startTimeMillis": START + 2000},
        ]
        (one,) = await provider.jobs((await provider.runs())[0])
        assert [(s.number, s.name, s.stand.word, s.finished) for s in one.steps] == [
            (1, "Build", "success", START / 1000 + 2), (2, "Deploy", "waiting", None),
        ]  # fmt: skip


async def test_branches_of_a_project():
    async with jenkins("many") as (fake, provider, server):
        fake.add("SUCCESS")
        fake.console[1] = b"hello\n"
        (found,) = await provider.runs()
        assert (found.name, found.branch) == ("many", "feature/x")
        (one,) = await provider.jobs(found)
        assert (await provider.log(one, 0)).data == b"hello\n"
        assert server.seen[-1].path == "/job/many/job/feature%252Fx/1/logText/progressiveText"
        await provider.trigger(Trigger(ref="feature/x"))
        assert server.seen[-1].path == "/job/many/job/feature%252Fx/build"


async def test_a_stranger_may_only_look_and_paths_stay_below_the_project():
    async with jenkins(token=False) as (_, provider, server):
        assert provider.can == {Ability.LOG, Ability.FOLLOW}
        for bad in ("../../x", "/../x", "/1?x=", "7"):
            with pytest.raises(GarbledError):
                await provider.log(job(bad), 0)
        assert server.seen == []

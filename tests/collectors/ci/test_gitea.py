"""Gitea and Forgejo against a fake that speaks the words of either."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from collectors.ci.errors import UnableError
from collectors.ci.gitea import PAGE, Gitea
from collectors.ci.gitea_rows import RunRow, abilities, run_of
from collectors.ci.provider import Ability, Trigger
from console.model.ci import Outcome, Phase
from tests.collectors.ci.fake_gitea import ROOT, FakeGitea
from tests.collectors.ci.loopback import Loopback, loopback
from tests.collectors.ci.support import client, job, place, run
from tests.collectors.sources_support import HandClock

GITEA, FORGEJO = "1.28.0", "16.0.1+gitea-1.22.0"
LOOKS = {Ability.LOG, Ability.FOLLOW}
RETRIES = {Ability.RETRY, Ability.RETRY_FAILED, Ability.RETRY_JOB}


@asynccontextmanager
async def gitea(
    version: str = GITEA, *, closed: bool = False, token: str = "t0k"
) -> AsyncIterator[tuple[FakeGitea, Gitea, Loopback]]:
    fake = FakeGitea(version, forgejo="+gitea" in version, closed=closed)
    async with loopback(fake.answer) as server, client(server.url, HandClock(), token=token) as line:
        yield fake, Gitea(place(server.url, "gitea"), line), server


@pytest.mark.parametrize("version", [GITEA, FORGEJO])
async def test_a_run_and_its_jobs_in_our_words(version: str):
    async with gitea(version) as (fake, provider, _):
        fake.add("failure", "build", "test")
        fake.add(None, "build")
        running, failed = await provider.runs()
        assert (running.stand.phase, running.finished) == (Phase.RUNNING, None)
        assert (failed.stand.outcome, failed.name, failed.title) == (Outcome.FAILURE, "ci.yml", "Mend it")
        assert (failed.branch, failed.commit, failed.who, failed.event) == ("main", "c0ffee", "ada", "push")
        assert (failed.number, failed.created, failed.finished) == ("1", 1_700_000_000.0, 1_700_000_030.0)
        jobs = await provider.jobs(failed)
        assert [(one.name, one.stand.outcome, one.seconds) for one in jobs] == [
            ("build", Outcome.FAILURE, 30.0), ("test", Outcome.FAILURE, 30.0),
        ]  # fmt: skip
        assert (jobs[0].steps[0].name, jobs[0].steps[0].stand.outcome) == ("Run tests", Outcome.FAILURE)


@pytest.mark.parametrize(
    ("version", "token", "expected"),
    [
        ("1.23.8", True, set()),
        ("1.24.0", False, LOOKS),
        ("1.25.3", True, LOOKS | {Ability.TRIGGER}),
        ("1.26.0+rc1", True, LOOKS | {Ability.TRIGGER} | RETRIES),
        ("1.28.0", True, LOOKS | {Ability.TRIGGER, Ability.CANCEL} | RETRIES),
        ("11.0.3+gitea-1.22.0", True, {Ability.TRIGGER}),
        ("16.0.0+gitea-1.22.0", True, LOOKS | {Ability.TRIGGER, Ability.CANCEL}),
        ("development", True, set()),
        ("", True, set()),
    ],
)
def test_what_a_version_can(version: str, token: bool, expected: set[Ability]):
    assert abilities(version, token=token) == expected


@pytest.mark.parametrize(
    ("status", "phase", "outcome"),
    [
        ("waiting", Phase.QUEUED, None), ("blocked", Phase.QUEUED, None), ("success", Phase.FINISHED, Outcome.SUCCESS),
        ("skipped", Phase.FINISHED, Outcome.SKIPPED), ("odd\x1b[31m", Phase.FINISHED, Outcome.UNKNOWN),
    ],
)  # fmt: skip
def test_words_of_a_status(status: str, phase: Phase, outcome: Outcome | None):
    stand = run_of("p", RunRow(id=1, status=status), 0.0).stand
    assert (stand.phase, stand.outcome) == (phase, outcome)
    assert "\x1b" not in stand.raw


def test_an_approval_is_waited_for():
    stand = run_of("p", RunRow(id=1, status="blocked", need_approval=True), 0.0).stand
    assert stand.phase is Phase.WAITING


async def test_retries_are_new_attempts():
    async with gitea() as (fake, provider, server):
        fake.add("failure", "build", "test")
        (found,) = await provider.runs()
        first = (await provider.jobs(found))[1]
        await provider.retry(found, None, failed=True)
        await provider.retry(found, first, failed=False)
        await provider.retry(found, None, failed=False)
        assert [one.path.removeprefix(ROOT) for one in server.seen if one.method == "POST"] == [
            "/runs/1/rerun-failed-jobs", f"/runs/1/jobs/{first.id}/rerun", "/runs/1/rerun",
        ]  # fmt: skip
        (again,) = await provider.runs()
        assert (again.attempt, again.stand.phase) == (4, Phase.RUNNING)
        assert max(one.attempt for one in await provider.jobs(again)) == 4


async def test_cancel_and_trigger():
    async with gitea(FORGEJO) as (fake, provider, server):
        fake.add(None, "build")
        (found,) = await provider.runs()
        await provider.cancel(found)
        assert (await provider.runs())[0].stand.outcome is Outcome.CANCELLED
        await provider.trigger(Trigger(name="ci.yml", ref="next", inputs={"a": "b"}))
        assert json.loads(server.seen[-1].body) == {"ref": "next", "inputs": {"a": "b"}}
        with pytest.raises(UnableError):
            await provider.trigger(Trigger(name="ci.yml"))
        with pytest.raises(UnableError, match="cannot do that"):
            await provider.retry(found, None, failed=True)


async def test_a_hidden_version_promises_nothing():
    async with gitea(closed=True) as (fake, provider, server):
        fake.add("success", "build")
        assert len(await provider.runs()) == 1
        await provider.runs()
        assert provider.can == frozenset()
        assert [one.path for one in server.seen].count("/version") == 1
        with pytest.raises(UnableError, match="not known"):
            await provider.cancel(run("1"))


async def test_a_log_that_grows_and_many_pages():
    async with gitea() as (fake, provider, server):
        fake.add("success", *(f"job {at}" for at in range(PAGE + 1)))
        assert len(await provider.jobs((await provider.runs())[0])) == PAGE + 1
        fake.logs[7] = b"line 1\n"
        part = await provider.log(job("7", outcome=None), 0)
        assert (part.data, part.whole) == (b"line 1\n", False)
        fake.logs[7] += b"line 2\n"
        assert (await provider.log(job("7"), part.next)).data == b"line 2\n"
        assert server.seen[-1].headers["range"] == "bytes=7-"

"""GitHub Actions against a stateful fake: tags, limits, attempts, lists that lag, logs on another host."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from collectors.ci.errors import DeniedError, LimitedError, RejectedError, UnableError
from collectors.ci.github import GitHub
from collectors.ci.provider import Ability, Trigger
from console.model.ci import Outcome, Phase
from tests.collectors.ci.fake_github import TOKEN, FakeGitHub
from tests.collectors.ci.loopback import Loopback, Request, Response, loopback
from tests.collectors.ci.support import client, job, place, run
from tests.collectors.sources_support import HandClock


@asynccontextmanager
async def github(
    clock: HandClock, *, token: str = TOKEN, **more: int
) -> AsyncIterator[tuple[FakeGitHub, GitHub, Loopback, Loopback]]:
    """The fake, a provider that asks it, and what was asked of it and of the host with the logs."""
    blobs = loopback(lambda request: Response(200, f"log of {request.path}\nE boom\n".encode()))
    async with blobs as logs:
        fake = FakeGitHub(clock.now, logs.url, **more)
        async with loopback(fake.answer) as server, client(server.url, clock, token=token) as line:
            yield fake, GitHub(place(server.url), line), server, logs


async def test_runs_and_jobs_in_our_words():
    clock = HandClock()
    async with github(clock) as (fake, provider, _, _):
        fake.add("success", {"build": "success", "lint": "skipped"})
        fake.add("failure", {"build": "success", "test": "failure"})
        fake.add(None, {"build": None})
        runs = await provider.runs()
        assert [(one.stand.phase, one.stand.outcome) for one in runs] == [
            (Phase.RUNNING, None), (Phase.FINISHED, Outcome.FAILURE), (Phase.FINISHED, Outcome.SUCCESS),
        ]  # fmt: skip
        failed = runs[1]
        assert (failed.name, failed.branch, failed.who, failed.number, failed.attempt) == ("CI", "main", "ada", "2", 1)
        assert failed.created == clock.now()
        jobs = await provider.jobs(failed)
        assert [(one.name, one.stand.word, one.steps[0].name) for one in jobs] == [
            ("build", "success", "Run tests"), ("test", "failure", "Run tests"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "conclusion", "phase", "outcome"),
    [
        ("completed", "startup_failure", Phase.FINISHED, Outcome.ERROR),
        ("completed", "timed_out", Phase.FINISHED, Outcome.TIMED_OUT),
        ("completed", "action_required", Phase.FINISHED, Outcome.ACTION_REQUIRED),
        ("completed", "a word of tomorrow", Phase.FINISHED, Outcome.UNKNOWN),
        ("waiting", None, Phase.WAITING, None),
        ("requested", None, Phase.QUEUED, None),
        (None, None, Phase.QUEUED, None),
        ("completed", None, Phase.FINISHED, Outcome.UNKNOWN),
    ],
)
async def test_words(status: str | None, conclusion: str | None, phase: Phase, outcome: Outcome | None):
    async with github(HandClock()) as (fake, provider, _, _):
        fake.add("success", {}, status=status, conclusion=conclusion)
        (found,) = await provider.runs()
        assert (found.stand.phase, found.stand.outcome) == (phase, outcome)
        assert (conclusion or status or "queued") in found.stand.raw


async def test_what_did_not_change_is_free():
    async with github(HandClock()) as (fake, provider, server, _):
        fake.add("success", {"build": "success"})
        for _ in range(10):
            await provider.runs()
        assert len(server.seen) == 10
        assert fake.charged == 1
        fake.add(None, {})
        assert len(await provider.runs()) == 2
        assert fake.charged == 2


async def test_a_stranger_pays_for_everything_and_may_change_nothing():
    async with github(HandClock(), token="", limit=60) as (fake, provider, _, _):
        fake.add("failure", {"test": "failure"})
        for _ in range(3):
            (found,) = await provider.runs()
        assert fake.charged == 3
        assert provider.can == {Ability.ANNOTATIONS}
        assert provider.pace.idle >= 3600 / 60
        with pytest.raises(DeniedError, match="no token"):
            await provider.retry(found, None, failed=True)


async def test_a_wrong_token_is_told_without_it():
    async with github(HandClock(), token="ghp_" + "x" * 36) as (_, provider, _, _):
        with pytest.raises(DeniedError) as raised:
            await provider.runs()
        assert "ghp_" not in str(raised.value)


async def test_the_limit_is_never_run_into():
    clock = HandClock()
    async with github(clock, token="", limit=60) as (fake, provider, server, _):
        fake.add("success", {})
        for _ in range(55):
            await provider.runs()
        with pytest.raises(LimitedError) as raised:
            await provider.runs()
        assert raised.value.until == pytest.approx(fake.resets, abs=1.0)
        assert fake.left == 5
        assert len(server.seen) == 55
        clock.time = fake.resets + 1
        await provider.runs()


async def test_retry_of_what_failed_is_a_new_attempt():
    async with github(HandClock(), lag=2) as (fake, provider, server, _):
        number = fake.add("failure", {"build": "success", "test": "failure"})
        (before,) = await provider.runs()
        acted = await provider.retry(before, None, failed=True)
        assert (acted.run, acted.attempt) == (str(number), 2)
        assert server.seen[-1].path.endswith(f"/actions/runs/{number}/rerun-failed-jobs")
        seen = [(await provider.runs())[0] for _ in range(3)]
        assert [one.attempt for one in seen] == [1, 1, 2]
        jobs = await provider.jobs(seen[-1])
        assert [(one.name, one.attempt, one.stand.word) for one in jobs] == [
            ("build", 1, "success"), ("test", 1, "failure"), ("test", 2, "running"),
        ]  # fmt: skip
        with pytest.raises(DeniedError, match="already running"):
            await provider.retry(seen[-1], None, failed=False)


async def test_cancel_trigger_and_one_job():
    async with github(HandClock()) as (fake, provider, server, _):
        fake.add(None, {"build": None})
        (found,) = await provider.runs()
        await provider.cancel(found)
        assert (await provider.runs())[0].stand.outcome is Outcome.CANCELLED
        await provider.trigger(Trigger(name="ci.yml", ref="next", inputs={"level": "2"}))
        assert json.loads(server.seen[-1].body) == {"ref": "next", "inputs": {"level": "2"}}
        newest = (await provider.runs())[0]
        assert (newest.event, newest.branch) == ("workflow_dispatch", "next")
        with pytest.raises(UnableError):
            await provider.trigger(Trigger(name="ci.yml"))
        with pytest.raises(DeniedError):
            await provider.retry(found, job("../../x?y"), failed=False)
        assert server.seen[-1].path.endswith("/actions/jobs/..%2F..%2Fx%3Fy/rerun")


async def test_a_log_is_fetched_from_another_host_without_the_token():
    async with github(HandClock()) as (fake, provider, _, logs):
        fake.add("failure", {"test": "failure"})
        (found,) = await provider.runs()
        (one,) = await provider.jobs(found)
        part = await provider.log(one, 0)
        assert part.whole
        assert part.data.endswith(b"E boom\n")
        assert part.next == len(part.data)
        assert not any(TOKEN in value for value in logs.seen[0].headers.values())
        with pytest.raises(UnableError):
            await provider.log(job("1", outcome=None), 0)


async def test_annotations_that_are_denied_do_not_harm_the_rest():
    async with github(HandClock()) as (fake, provider, _, _):
        fake.add("failure", {"test": "failure"})
        (found,) = await provider.runs()
        with pytest.raises(DeniedError, match="not accessible"):
            await provider.annotations((await provider.jobs(found))[0])
        assert await provider.jobs(found)


async def test_many_jobs_come_in_pages():
    async with github(HandClock()) as (fake, provider, _, _):
        fake.add("success", {f"job {n}": "success" for n in range(250)})
        assert len(await provider.jobs((await provider.runs())[0])) == 250


async def test_names_of_strangers_are_cleaned():
    async with github(HandClock()) as (fake, provider, _, _):
        token = "ghp_" + "q7" * 18
        fake.add("success", {"\x1b]52;c;aGk=\x07job": "success"}, head_branch="a\u202eb", display_title=f"use {token}")
        (found,) = await provider.runs()
        (one,) = await provider.jobs(found)
        assert "\u202e" not in found.branch
        assert token not in found.title
        assert one.name.isprintable()


async def test_times_are_by_our_clock():
    clock = HandClock()
    async with github(clock) as (fake, provider, _, _):
        fake.now = lambda: clock.now() + 7200
        fake.add("success", {})
        await provider.runs()
        (found,) = await provider.runs()
        assert found.created == pytest.approx(clock.now(), abs=2)


async def test_other_shapes_are_errors_and_missing_parts_are_none():
    odd = {"workflow_runs": [{"id": 1, "actor": None, "run_attempt": None, "created_at": "yesterday", "more": [1]}]}
    async with github(HandClock()) as (fake, provider, _, _):
        fake.trouble = lambda _request: Response(200, json.dumps(odd).encode())
        (found,) = await provider.runs()
        assert (found.created, found.who, found.attempt) == (0.0, "", 1)


async def test_words_of_a_refusal_reach_the_asker():
    def refuse(request: Request) -> Response | None:
        return Response(422, b'{"message": "No ref found for: next"}') if request.method == "POST" else None

    async with github(HandClock()) as (fake, provider, _, _):
        fake.trouble = refuse
        with pytest.raises(RejectedError, match="No ref found"):
            await provider.trigger(Trigger(name="ci.yml", ref="next"))
        assert run().stand.over

"""The collector as a whole: places come and go, logs are read, nothing is loaded before it is needed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from collectors.ci.collector import CiCollector
from collectors.ci.errors import MissingError
from collectors.ci.kinds import KINDS, kind_named
from console.model.clock import SystemClock
from console.model.event import Severity
from console.model.settings import CiServer, Settings
from tests.collectors.ci.fake_github import TOKEN, FakeGitHub
from tests.collectors.ci.loopback import Request, Response, loopback
from tests.collectors.ci.support import Reader, checkout, even
from tests.collectors.sources_support import Recorder


class Quick(SystemClock):
    """A clock on which every wait is short."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.02))


class House:
    """A collector on a fake GitHub at a host of its own."""

    def __init__(self, folder: Path, url: str, fake: FakeGitHub, variables: dict[str, str]) -> None:
        self.fake = fake
        self.recorder = Recorder()
        self.reader = Reader()
        self.folder = folder
        servers = {"x": CiServer(kind="github", url=url, projects=("ada/engine",), token_env="T")}
        settings = Settings(servers=servers)
        self.place = url.removeprefix("http://") + "/ada/engine"
        self.collector = CiCollector(
            settings, str(folder), str(folder / "logs"), Quick(), self.reader, random=even, variables=variables
        )


def _without_path(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """An Enterprise host has its API below a path."""

    def respond(request: Request) -> Response:
        path = request.path.removeprefix("/api/v3")
        return answer(Request(request.method, path, request.query, request.headers, request.body))

    return respond


@asynccontextmanager
async def house(folder: Path, variables: dict[str, str] | None = None) -> AsyncIterator[House]:
    clock = SystemClock()
    async with loopback(lambda _request: Response(200, b"step 1\nE boom\n")) as logs:
        fake = FakeGitHub(clock.now, logs.url)
        async with loopback(_without_path(fake.answer)) as server:
            made = House(folder, server.url, fake, {"T": TOKEN} if variables is None else variables)
            task = asyncio.create_task(made.collector.run(made.recorder.emit, {}))
            try:
                yield made
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def test_a_failure_comes_with_what_its_log_told(tmp_path: Path):
    async with house(tmp_path) as one:
        await one.recorder.until(lambda: one.recorder.batches and one.place in one.collector.rounds.watches)
        await one.recorder.until(lambda: any(batch.ci for batch in one.recorder.batches))
        number = one.fake.add(None, {"test": None})
        one.fake.finish(number, "failure")
        await one.recorder.until(lambda: one.recorder.of("ci.job.failure"))
        (failed,) = one.recorder.of("ci.job.failure")
        assert failed.severity is Severity.ERROR
        assert "E boom" in failed.text
        assert failed.attrs["title"] == "engine / CI / test"
        assert failed.attrs["body"].endswith("E boom")
        batch = next(batch for batch in one.recorder.batches if failed in batch.events)
        assert batch.ci is not None
        assert batch.ci.told[0].summary == "E boom"
        assert batch.progress[0].key == one.place
        assert [oct(mode) for mode in modes(one.reader.paths[0])] == ["0o600", "0o700"]


def modes(path: str) -> list[int]:
    """The permissions of a file and its folder."""
    return [os.stat(name).st_mode & 0o777 for name in (path, os.path.dirname(path))]


async def test_a_log_that_is_gone_is_told_without_it(tmp_path: Path):
    async with house(tmp_path) as one:
        one.fake.logs = "http://127.0.0.1:1"
        one.fake.add("failure", {"test": "failure"})
        await one.recorder.until(lambda: one.recorder.of("ci.job.failure"))
        (failed,) = one.recorder.of("ci.job.failure")
        assert "cannot be read" in failed.attrs["note"]
        assert "secret-signature" not in failed.attrs["note"]
        assert "in step Run tests" in failed.text


async def test_of_many_failed_jobs_only_some_logs_are_read(tmp_path: Path):
    async with house(tmp_path) as one:
        one.fake.add("failure", {f"job {n}": "failure" for n in range(30)})
        await one.recorder.until(lambda: len(one.recorder.of("ci.job.failure")) == 30)
        assert len(one.reader.paths) == 20


async def test_trouble_of_the_only_place_is_the_sources(tmp_path: Path):
    async with house(tmp_path) as one:
        one.fake.trouble = lambda _request: Response(500)
        await one.recorder.until(lambda: one.collector.trouble)
        assert "500" in one.collector.detail
        one.fake.trouble = lambda _request: None
        end = asyncio.get_running_loop().time() + 20
        while one.collector.trouble:
            assert asyncio.get_running_loop().time() < end
            await asyncio.sleep(0.05)
        assert one.collector.detail == ""


async def test_a_token_that_comes_later_is_taken(tmp_path: Path):
    variables = {"T": "ghp_" + "0" * 36}
    async with house(tmp_path, variables) as one:
        await one.recorder.until(lambda: "401" in one.collector.trouble)
        variables["T"] = TOKEN
        one.fake.add("success", {})
        await one.recorder.until(lambda: any(batch.ci and batch.ci.runs for batch in one.recorder.batches))
        assert one.collector.trouble == ""


async def test_places_come_and_go_with_the_remotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = checkout(tmp_path / "p", "https://127.0.0.1:9/ada/engine", ".github/workflows/ci.yml")
    recorder = Recorder()
    collector = CiCollector(
        Settings(),
        str(folder),
        str(tmp_path / "logs"),
        Quick(),
        Reader(),
        random=even,
        variables={"GH_HOST": "127.0.0.1:9"},
    )
    task = asyncio.create_task(collector.run(recorder.emit, {}))
    try:
        await recorder.until(lambda: collector.trouble)
        assert list(collector.rounds.watches) == ["127.0.0.1:9/ada/engine"]
        assert any(batch.ci for batch in recorder.batches)
        (folder / ".git/config").write_text("")
        end = asyncio.get_running_loop().time() + 20
        while collector.rounds.watches:
            assert asyncio.get_running_loop().time() < end
            await asyncio.sleep(0.02)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    with pytest.raises(MissingError):
        collector.rounds.watch("127.0.0.1:9/ada/engine")


def test_nothing_of_the_network_is_imported_before_there_is_a_place(tmp_path: Path):
    code = """
import asyncio, sys
from console.engine.ci import Ci
from collectors.ci.collector import CiCollector
from console.model.settings import Settings
from tests.collectors.sources_support import HandClock, Recorder

class Clock(HandClock):
    async def sleep(self, seconds):
        self.time += seconds
        await asyncio.sleep(0)

async def main():
    recorder = Recorder()
    collector = CiCollector(Settings(), sys.argv[1], sys.argv[1], Clock(), None, random=lambda: 0.5, variables={})
    task = asyncio.create_task(collector.run(recorder.emit, {}))
    await recorder.until(lambda: len(recorder.batches) > 5)
    task.cancel()
    print(collector.detail)

asyncio.run(main())
print({"httpx", "h11", "httpcore", "certifi", "configparser"} & set(sys.modules) - {"configparser"})
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.stdout.splitlines() == ["no CI server is known for this project", "set()"]


def test_every_kind_names_a_provider():
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        module, name = kind.provider
        __import__(module)
        for method in ("runs", "jobs", "log", "annotations", "retry", "cancel", "trigger", "can", "pace"):
            assert hasattr(getattr(sys.modules[module], name), method)
    assert kind_named("nothing") is None

"""Studying: newest first, kept only for the example it was made of, patient while there is no worker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.analysis.causes.profile import Cause
from console.analysis.worker import protocol
from console.analysis.worker.client import WorkerError, WorkerGoneError
from console.bus import Channel
from console.engine.causes import Causes
from console.engine.study import Study
from console.model.cluster import Dossier
from console.model.failure import Category, Risk, RootCause, Suggestion, Verdict
from console.store.writer import Committed, Writer
from tests.store.catalogue import clusters, failing
from tests.store.support import START, opened, reader

Answers = Callable[[protocol.Request], protocol.Answer]


class Clock:
    """Time that passes as fast as it is waited for."""

    def now(self) -> float:
        return START + 1

    def monotonic(self) -> float:
        return START

    async def sleep(self, _seconds: float) -> None:
        await asyncio.sleep(0)


class Worker:
    """Answers with what it is told to; remembers what it was asked."""

    def __init__(self, answer: Answers) -> None:
        self.asked: list[protocol.Request] = []
        self._answer = answer

    async def ask(self, request: protocol.Request) -> protocol.Answer:
        self.asked.append(request)
        await asyncio.sleep(0)
        return self._answer(request)


def studied(request: protocol.Request) -> protocol.Answer:
    assert isinstance(request, protocol.Study)
    return protocol.Studied(
        cluster=request.cluster,
        verdict=Verdict(category=Category.NETWORK, confidence=0.9, summary="x", reason="it says refused"),
        suggestions=(
            Suggestion(rule="r", argv=("retry",), command="retry", confidence=0.8, risk=Risk.SAFE, why="it helps"),
        ),
        root=RootCause(
            first_line=1,
            last_line=1,
            summary="x",
            fingerprint="f1:x",
            lines=(1,),
            follow_on=(),
            basis="",
            confidence=1.0,
        ),
        vector=b"",
        neighbours=((1, 0.7), (99, 0.5)),
    )


@asynccontextmanager
async def studying(folder: Path, answer: Answers) -> AsyncIterator[tuple[Writer, Study, Worker]]:
    async with opened(folder) as writer:
        worker = Worker(answer)
        news = Channel[Committed]("committed", 100)
        news.subscribe("test")
        study = Study(writer, news, worker.ask, Clock(), "/project")
        running = asyncio.create_task(study.run())
        try:
            yield writer, study, worker
        finally:
            running.cancel()
            await asyncio.wait([running])


async def until(fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not fits():  # noqa: ASYNC110 - what is waited for is in the store
            await asyncio.sleep(0.001)


def dossier(folder: Path, cluster: int) -> Dossier:
    found = reader(folder).dossier(cluster)
    assert found is not None
    return found


async def test_what_was_found_is_in_the_dossier(tmp_path: Path) -> None:
    async with studying(tmp_path, studied) as (writer, study, _):
        await writer.write(failing("a", "b"))
        study.nudge()
        await until(lambda: all(cluster.studied for cluster in clusters(tmp_path).values()))
    cluster = clusters(tmp_path)[2]
    assert (cluster.category, cluster.reason, cluster.fix) == (Category.NETWORK, "it says refused", "retry")
    found = dossier(tmp_path, 2)
    assert (found.marked, found.suggestions[0].argv) == ((0,), ("retry",))
    assert [(near.cluster, near.likeness, near.ended) for near in found.neighbours] == [(1, 0.7, "still open")]


async def test_a_better_example_is_studied_again(tmp_path: Path) -> None:
    async with studying(tmp_path, studied) as (writer, study, worker):
        await writer.write(failing("a"))
        study.nudge()
        await until(lambda: clusters(tmp_path)[1].studied)
        await writer.write(failing("a", body="a broke\n  here", command="make a"))
        study.nudge()
        await until(lambda: len(worker.asked) == 2 and clusters(tmp_path)[1].studied)
    request = worker.asked[1]
    assert isinstance(request, protocol.Study)
    assert (request.lines, request.command) == (("a broke", "  here"), "make a")


async def test_without_a_worker_it_says_so_and_catches_up(tmp_path: Path) -> None:
    gone = True

    def answer(request: protocol.Request) -> protocol.Answer:
        if gone:
            raise WorkerGoneError("the analysis worker cannot be started")
        return studied(request)

    async with studying(tmp_path, answer) as (writer, study, _):
        await writer.write(failing(*(f"f{n}" for n in range(30))))
        study.nudge()
        await until(lambda: bool(study.trouble))
        assert "cannot be started" in study.trouble[0]
        gone = False
        await until(lambda: not study.trouble)


async def test_what_the_worker_refuses_is_left_out_until_the_next_start(tmp_path: Path) -> None:
    def answer(_: protocol.Request) -> protocol.Answer:
        raise WorkerError("too long")

    async with studying(tmp_path, answer) as (writer, study, worker):
        await writer.write(failing("a"))
        study.nudge()
        await until(lambda: clusters(tmp_path)[1].reason == "not studied: too long")
        assert len(worker.asked) == 1
    async with studying(tmp_path, studied):
        await until(lambda: clusters(tmp_path)[1].category is Category.NETWORK)


async def test_a_cluster_that_kills_the_worker_is_left_out(tmp_path: Path) -> None:
    def answer(request: protocol.Request) -> protocol.Answer:
        if isinstance(request, protocol.Study) and request.title.startswith("bomb"):
            raise WorkerGoneError("ended by signal 9")
        return studied(request)

    async with studying(tmp_path, answer) as (writer, study, _):
        await writer.write(failing("a", "bomb"))
        study.nudge()
        await until(lambda: clusters(tmp_path)[2].reason == "not studied: ended by signal 9")
        await until(lambda: clusters(tmp_path)[1].studied)


@pytest.mark.parametrize("recent", [1, 2])
async def test_causes_are_asked_for_when_there_are_several(tmp_path: Path, recent: int) -> None:
    def answer(request: protocol.Request) -> protocol.Answer:
        assert isinstance(request, protocol.FindCauses)
        return protocol.FoundCauses((Cause(members=(1, 2), head=2, evidence=("both name db1",), confidence=0.9),))

    async with opened(tmp_path) as writer:
        await writer.write(failing(*("a", "b")[:recent]))
        news = Channel[Committed]("committed", 100)
        news.subscribe("test")
        worker = Worker(answer)
        looking = Causes(writer, news, worker.ask, Clock())
        for _ in range(2):
            await looking.look()
    assert len(worker.asked) == recent - 1
    if recent == 2:
        assert clusters(tmp_path)[1].cause == 2
        found = dossier(tmp_path, 1)
        assert (found.cause_why, [member.id for member in found.members]) == ("both name db1", [2])

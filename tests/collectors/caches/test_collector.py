"""The collector of caches: outputs of jobs that ended, and figures that grow."""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from collectors.caches import compilers, outputs, warm
from collectors.caches.collector import Ask, CacheCollector
from console.model.batch import Batch
from console.model.caches import CacheLook
from tests.collectors.sources_support import HandClock, Recorder


def attempt(jobs: Path, job: int, printed: str, ended: int | None, number: int = 1) -> None:
    folder = jobs / str(job) / str(number)
    folder.mkdir(parents=True)
    (folder / "log").write_text(printed)
    if ended is not None:
        (folder / "exit").touch()
        os.utime(folder / "exit", ns=(ended, ended))


async def follow(jobs: Path, rounds: int, resume: Mapping[str, bytes], asked: Mapping[str, Ask]) -> list[Batch]:
    recorder = Recorder()
    task = asyncio.create_task(CacheCollector(str(jobs), HandClock(), {}, asked).run(recorder.emit, resume))
    try:
        await recorder.until(lambda: sum(batch == Batch() for batch in recorder.batches) >= rounds)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return recorder.batches


def looks(batches: list[Batch]) -> list[CacheLook]:
    return [look for batch in batches for look in batch.caches]


async def test_ended_jobs_are_read_once_and_in_order(tmp_path: Path) -> None:
    attempt(tmp_path, 2, "Cached: 1 cached, 2 total\n", ended=2_000)
    attempt(tmp_path, 1, "Cached: 2 cached, 2 total\n", ended=1_000)
    attempt(tmp_path, 3, "Cached: 2 cached, 2 total\n", ended=None)
    batches = await follow(tmp_path, 3, {}, {})
    assert [(look.source, look.hits, look.misses) for look in looks(batches)] == [("job 1", 2, 0), ("job 2", 1, 1)]
    assert looks(await follow(tmp_path, 2, {"outputs": b"2000"}, {})) == []


async def test_figures_are_told_by_what_they_grew(tmp_path: Path) -> None:
    figures = iter([(10, 5), (14, 6), (14, 6), (1, 1)])
    asked: dict[str, Ask] = {"ccache": lambda _env: next(figures, None)}
    told = looks(await follow(tmp_path, 45, {}, asked))
    assert [(look.tool, look.hits, look.misses) for look in told] == [("ccache", 4, 1), ("ccache", 1, 1)]


def test_an_output_that_is_gone_or_has_endless_lines_does_no_harm(tmp_path: Path) -> None:
    attempt(tmp_path, 1, "x" * 300_000 + "\nend\n", ended=1)
    assert [len(line) for line in outputs.lines(str(tmp_path / "1" / "1"))] == [outputs.LONGEST, 4]
    assert outputs.ended(str(tmp_path / "none"), 0) == []


def test_figures_of_the_compilers_caches() -> None:
    printed = "direct_cache_hit\t7\npreprocessed_cache_hit\t3\ncache_miss\t5\nfiles_in_cache\t9\n"
    assert compilers.ccache_figures(printed) == (10, 5)
    assert compilers.ccache_figures("cache_miss\tx\n") is None
    stats = '{"stats":{"cache_hits":{"counts":{"C/C++":4,"Rust":2}},"cache_misses":{"counts":{"Rust":1}}}}'
    assert compilers.sccache_figures(stats) == (6, 1)
    assert compilers.sccache_figures("[]") is None


def test_sccache_is_only_asked_where_its_server_listens(tmp_path: Path) -> None:
    program = tmp_path / "sccache"
    program.write_text('#!/bin/sh\necho \'{"stats":{"cache_hits":{"counts":{}},"cache_misses":{"counts":{"C":3}}}}\'\n')
    program.chmod(0o755)
    address = str(tmp_path / "s")
    env = {"PATH": str(tmp_path), "SCCACHE_SERVER_UDS": address}
    assert compilers.sccache(env) is None
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        assert compilers.sccache(env) == (0, 3)


@pytest.mark.parametrize(("there", "names"), [((), []), (("go",), ["warm go"]), (("go", "cargo"), ["warm go"])])
def test_warm_ups_need_lockfile_and_program(tmp_path: Path, there: tuple[str, ...], names: list[str]) -> None:
    (tmp_path / "go.sum").touch()
    found = warm.found(str(tmp_path), "/c", lambda name: name if name in there else None)
    assert [one.name for one in found] == names


def test_what_is_downloaded_goes_to_the_cache(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").touch()
    (found,) = warm.found(str(tmp_path), "/c", lambda name: name)
    assert found.argv[-2:] == ("--dest", "/c/pip")

"""Recordings: a file of the same schema with what lies in between, frame for frame."""

import os
from pathlib import Path

import pytest

from console.model.batch import Batch, Count, Progress, Sample, State
from console.model.event import Severity
from console.model.frame import EventQuery
from console.model.source import Freshness, SourceState
from console.store.reader import Reader
from console.store.recording import record
from console.store.transaction import StoreUnavailableError
from tests.store.support import START, Wall, draft, opened, reader, store

SINCE, UNTIL = START + 2 * 3600, START + 3 * 3600


async def filled(folder: Path) -> None:
    wall = Wall()
    async with opened(folder, wall) as writer:
        await writer.set_source(SourceState("logs", Freshness.LIVE, START, 120.0))
        for n in range(240):
            head = {"branch": f"b{n // 50}", "head": "0" * 40, "subject": "s", "committed": 1.0}
            batch = Batch(
                events=(draft(time=wall.now, severity=Severity(n % 6), template=f"t{n % 3}", file="/x.log"),),
                counts=(Count(int(wall.now // 60), "/x.log", Severity.ERROR, n + 1),),
                samples=(Sample(wall.now, "cpu.total", float(n), "percent", 100.0),),
                states=(State("git", "head", head),),
                progress=(Progress("x", b"secret"),),
            )
            await writer.write([("logs", batch)])
            wall.now += 60
        await writer.accept("engine.backup", {}, "me")


async def test_every_moment_looks_as_it_did(tmp_path: Path) -> None:
    await filled(tmp_path)
    target = str(tmp_path / "out.kpr")
    n = record(store(tmp_path), target, SINCE, UNTIL)
    live, replay = reader(tmp_path), Reader(target)
    for at in (SINCE, SINCE + 61.5, (SINCE + UNTIL) / 2, UNTIL):
        assert replay.frame(at) == live.frame(at)
    inside = EventQuery(since=SINCE, until=UNTIL, limit=1000)
    assert replay.events(inside).events == live.events(inside).events
    assert n == len(replay.events(EventQuery(limit=1000)).events)
    assert replay.events(EventQuery(after=(UNTIL, 1 << 40))).events == ()
    assert replay.series("cpu.total", SINCE, UNTIL, 10) == live.series("cpu.total", SINCE, UNTIL, 10)
    assert replay.progress("logs") == {}


async def test_it_is_one_private_file_that_needs_no_other(tmp_path: Path) -> None:
    await filled(tmp_path)
    folder = tmp_path / "out"
    folder.mkdir()
    target = str(folder / "recording")
    record(store(tmp_path), target, SINCE, UNTIL)
    assert os.stat(target).st_mode & 0o777 == 0o600
    Reader(target).frame(SINCE)
    assert os.listdir(folder) == ["recording"]


async def test_it_never_replaces_a_file(tmp_path: Path) -> None:
    await filled(tmp_path)
    target = tmp_path / "letter"
    target.write_text("dear")
    with pytest.raises(FileExistsError):
        record(store(tmp_path), str(target), SINCE, UNTIL)
    assert target.read_text() == "dear"


def test_without_a_store_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError):
        record(store(tmp_path), str(tmp_path / "out"), SINCE, UNTIL)
    assert os.listdir(tmp_path) == []

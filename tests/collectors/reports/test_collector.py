"""The collector of test reports: what it reads, when, and how often."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from collectors.tests.collector import PIECE, TestCollector
from console.model.batch import Batch
from console.model.testing import Case, Report, Verdict
from tests.collectors.sources_support import HandClock, Recorder

NOW = 1_700_000_000.0


class Reader:
    """Understands every file as `n` passed cases, `n` being what it holds."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, path: str) -> Report:
        self.read.append(os.path.basename(path))
        text = Path(path).read_text()
        if not text.isdigit():
            return Report(format="", note="it is no report")
        return Report(format="x", cases=tuple(Case("s", f"t{n}", Verdict.PASSED) for n in range(int(text))))


def put(folder: Path, name: str, text: str, age: float) -> None:
    (folder / name).write_text(text)
    os.utime(folder / name, (NOW - age, NOW - age))


async def follow(folder: Path, reader: Reader, rounds: int, resume: Mapping[str, bytes]) -> list[Batch]:
    recorder = Recorder()
    collector = TestCollector(("*.xml",), str(folder), HandClock(NOW), reader, ())
    task = asyncio.create_task(collector.run(recorder.emit, resume))
    signs = [lambda: sum(batch == Batch() for batch in recorder.batches) >= rounds]
    try:
        await recorder.until(signs[0])
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return recorder.batches


def names(batches: list[Batch]) -> list[str]:
    return [news.sitting.path for batch in batches for news in batch.tests]


async def test_a_report_is_read_once_and_told_with_its_progress(tmp_path: Path) -> None:
    put(tmp_path, "a.xml", "2", age=60)
    reader = Reader()
    batches = await follow(tmp_path, reader, 3, {})
    assert reader.read == ["a.xml"]
    told = next(batch for batch in batches if batch.tests)
    assert told.tests[0].sitting.time == NOW - 60
    assert told.progress[0].key == "a.xml"
    stamp = told.progress[0].value
    assert stamp is not None
    again = Reader()
    await follow(tmp_path, again, 2, {"a.xml": stamp})
    assert again.read == []


async def test_many_cases_come_in_pieces_the_last_with_the_progress(tmp_path: Path) -> None:
    put(tmp_path, "a.xml", str(PIECE * 2 + 1), age=60)
    told = [batch for batch in await follow(tmp_path, Reader(), 2, {}) if batch.tests]
    assert [len(batch.tests[0].cases) for batch in told] == [PIECE, PIECE, 1]
    assert [bool(batch.progress) for batch in told] == [False, False, True]


async def test_old_reports_and_those_still_written_wait(tmp_path: Path) -> None:
    put(tmp_path, "old.xml", "1", age=90 * 86400)
    put(tmp_path, "future.xml", "1", age=-3600)
    reader = Reader()
    await follow(tmp_path, reader, 2, {})
    assert reader.read == []


async def test_what_is_no_report_is_said_once_and_not_read_again(tmp_path: Path) -> None:
    put(tmp_path, "bad.xml", "hello", age=60)
    reader = Reader()
    batches = await follow(tmp_path, reader, 3, {})
    assert reader.read == ["bad.xml"]
    assert [state.value for batch in batches for state in batch.states] == [{"bad.xml": "it is no report"}]


async def test_reports_are_told_oldest_first_and_forgotten_when_gone(tmp_path: Path) -> None:
    put(tmp_path, "b.xml", "1", age=60)
    put(tmp_path, "a.xml", "1", age=30)
    batches = await follow(tmp_path, Reader(), 2, {"gone.xml": b"1:1"})
    assert names(batches) == ["b.xml", "a.xml"]
    assert [(p.key, p.value) for p in batches[0].progress] == [("gone.xml", None)]

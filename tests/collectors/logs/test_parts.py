"""Times that are believed, storms, descriptors, archives that were read already, and the watch that only hints."""

import asyncio
import os
from pathlib import Path

import pytest
from watchfiles import Change

from collectors.logs.descriptors import Descriptors
from collectors.logs.storm import Storm, raw_kind
from collectors.logs.watch import Watch
from console.model.event import Severity, Voice
from tests.collectors.logs.support import MovableClock, Tail, append, bad


async def test_old_lines_keep_their_time_and_live_ones_get_theirs_only_when_it_is_believable(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, "2026-01-02T03:04:05Z ERROR old")
    async with Tail(tmp_path) as tail:
        await tail.until(lambda: len(tail.events) == 1)
        now = tail.clock.now()
        append(path, "2026-01-02T03:04:06Z ERROR late")
        await tail.until(lambda: len(tail.events) == 2)
        old, late = tail.events
        assert old.time == 1767323045.0
        assert abs(late.time - now) < 10
        assert late.attrs["logged_at"] == 1767323046.0


async def test_what_an_event_of_a_line_holds(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    async with Tail(tmp_path) as tail:
        append(path, "fine", "\x1b[31mERROR\x1b[0m login of ghp_0123456789abcdefghijABCDEFGHIJ012345 failed 17 times")
        await tail.until(lambda: tail.events)
        event = tail.events[0]
        assert event.text == "ERROR login of [redacted:github-pat] failed 17 times"
        assert event.template.endswith("failed <*> times")
        assert event.attrs == {"file": str(path), "generation": 1, "offset": 5}
        assert (event.source, event.kind, event.voice, event.severity) == (
            "logs", "log.line", Voice.RUSTBELT, Severity.ERROR,
        )  # fmt: skip


async def test_signs_of_life_without_news(tmp_path: Path) -> None:
    async with Tail(tmp_path, paths=("nothing",)) as tail:
        before = tail.batches
        tail.clock.ahead += 10
        tail.collector._wake.set()
        await tail.until(lambda: tail.batches > before)
        assert not tail.events


def test_a_storm_is_free_up_to_its_limit_each_second() -> None:
    storm = Storm(2)
    storm.tick(5.0)
    for _ in range(2):
        assert storm.room(backlog=False) > 0
        storm.stored("a", b"x 1", "x <*>", backlog=False)
    assert storm.room(backlog=False) == 0
    assert storm.kind("a", b"x 2") == "x <*>"
    assert storm.kind("b", b"x 2") is None
    assert storm.is_new("b", b"x 2", "x <*>")
    assert not storm.is_new("a", b"x ff", "x <*>")
    assert storm.kind("a", b"x ff") == "x <*>"
    storm.tick(6.5)
    assert storm.room(backlog=False) == 2
    assert storm.kind("a", b"x 2") is None


def test_repeats_are_exact() -> None:
    storm = Storm(1)
    for number in range(5):
        storm.repeat("a", 1, "x <*>", Severity.ERROR if number == 3 else Severity.WARNING, 10 * number, 100.0 + number)
    (group,) = storm.take()
    assert (group.count, group.first, group.last, group.first_time, group.last_time) == (5, 0, 40, 100.0, 104.0)
    assert group.severity is Severity.ERROR
    assert storm.take() == []


def test_lines_that_differ_in_digits_have_one_raw_kind() -> None:
    assert raw_kind(b"took 17 ms") == raw_kind(b"took 93 ms") != raw_kind(b"took 9 ms")


def test_the_longest_unused_descriptor_is_closed(tmp_path: Path) -> None:
    descriptors = Descriptors(2)
    path = tmp_path / "file"
    path.touch()

    def opener() -> int:
        return os.open(path, os.O_RDONLY)

    descriptors.get((0, 1), opener)
    descriptors.pin((0, 1))
    descriptors.get((0, 2), opener)
    descriptors.get((0, 3), opener)
    assert [descriptors.peek((0, n)) is not None for n in (1, 2, 3)] == [True, False, True]
    descriptors.close_others(())
    assert len(descriptors) == 0


async def test_the_watch_tells_of_changes_and_survives_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    """watchfiles ends at such a name: the watch says so and goes on without the folder."""
    good, bad_folder = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad_folder.mkdir()
    hints: set[tuple[Change, str]] = set()
    doubts: list[str] = []
    clock = MovableClock()
    watch = Watch(clock, hints.update, doubts.append)
    watch.set([str(good), str(bad_folder)])
    task = asyncio.create_task(watch.run())
    try:
        number = 0
        while not hints:
            append(good / "a.log", *bad(number := number + 1))
            await asyncio.sleep(0.05)
        while not doubts:
            append(Path(os.fsdecode(os.fsencode(bad_folder) + b"/\xff%d" % (number := number + 1))), "x")
            await asyncio.sleep(0.05)
        assert "watch restarted" in doubts[0]
        hints.clear()
        watch.set([str(good)])
        while not hints:
            append(good / "a.log", *bad(number := number + 1))
            await asyncio.sleep(0.05)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_folders_beyond_the_kernels_limit_are_left_to_the_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectors.logs import watch as module

    folders = [str(tmp_path / str(n)) for n in range(8)]
    tried: list[int] = []

    async def limited(*paths: str, **_: object):
        tried.append(len(paths))
        if len(paths) > 3:
            raise OSError(28, "OS file watch limit reached")
        await asyncio.Event().wait()
        yield set()

    monkeypatch.setattr(module, "awatch", limited)
    monkeypatch.setattr(module, "RETRY_S", 0.0)
    doubts: list[str] = []
    watch = Watch(MovableClock(), lambda _: None, doubts.append)
    watch.set(folders)
    task = asyncio.create_task(watch.run())
    async with asyncio.timeout(10):
        while tried[-1:] != [2]:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert tried == [8, 4, 2]
    assert doubts[0].endswith("4 folders are polled")

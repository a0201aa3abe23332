"""Conformance cases 33 to 36 and the cases beyond them: many files, lost notifications, restarts, storms, faults."""

import asyncio
import os
import random
import time
from pathlib import Path

from tests.collectors.logs.support import Tail, append, bad, text


async def test_33_many_files_with_few_descriptors(tmp_path: Path) -> None:
    for number in range(600):
        append(tmp_path / f"{number}.log", *bad(number))
    async with Tail(tmp_path, max_files=1000) as tail:
        await tail.until(lambda: tail.lines == 600)
        assert tail.collector.descriptors_open <= 256
        append(tmp_path / "7.log", *bad("late"))
        await tail.until(lambda: tail.lines == 601)


async def test_33_more_files_than_allowed_are_named(tmp_path: Path) -> None:
    for number in range(12):
        append(tmp_path / f"{number}.log", *bad(number))
        os.utime(tmp_path / f"{number}.log", (time.time() - number, time.time() - number))
    async with Tail(tmp_path, max_files=10) as tail:
        await tail.until(lambda: tail.lines == 10)
        await tail.quiet()
        assert tail.lines == 10
        assert tail.kinds("log.overflow")[0].attrs["left"] == 2
        assert any("2 log files more than 10" in notice for notice in tail.collector.notices)


async def test_34_many_files_at_once(tmp_path: Path) -> None:
    async with Tail(tmp_path, max_files=5000) as tail:
        for number in range(1500):
            append(tmp_path / f"{number}.log", f"line of {number}")
        await tail.until(lambda: tail.lines == 1500)


async def test_34_non_utf8_filename(tmp_path: Path) -> None:
    name = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff\nname.log"))
    async with Tail(tmp_path) as tail:
        append(name, *bad(1))
        await tail.reads(*bad(1))
        append(tmp_path / "good.log", *bad(2))
        append(name, *bad(3))
        await tail.until(lambda: len(tail.texts()) == 3)
        assert sorted(tail.texts()) == bad(1, 2, 3)
        shown = tail.events[0].attrs["file"]
        assert shown.isprintable()
        assert "bad\\xff" in shown


async def test_35_appends_without_any_notification(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(0))
    async with Tail(tmp_path) as tail:
        tail.collector._lookout._rewatch(())
        await tail.reads(*bad(0))
        for number in range(1, 4):
            append(path, *bad(number))
            tail.clock.ahead += 6
            await tail.reads(*bad(*range(number + 1)))


async def test_36_growth_and_rotation_while_down(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    chance = random.Random(7)
    tail = Tail(tmp_path)
    written: list[str] = []
    append(path, "fine")
    for number in range(40):
        await tail.start()
        for part in range(chance.randrange(4)):
            written += bad(f"{number}-{part}")
            append(path, written[-1])
            await asyncio.sleep(chance.random() * 0.05)
        await tail.stop()
        if chance.random() < 0.3:
            written += bad(f"{number}-down")
            append(path, written[-1])
        if chance.random() < 0.3:
            path.rename(tmp_path / f"app.log.{number}")
            append(path, "fine")
    await tail.start()
    await tail.until(lambda: len(tail.texts()) >= len(written))
    await tail.quiet()
    assert sorted(tail.texts()) == sorted(written)
    await tail.stop()


async def test_permission_denied_then_granted(tmp_path: Path, monkeypatch) -> None:
    from collectors.logs import content

    append(tmp_path / "app.log", *bad(1))
    allowed: list[bool] = []
    real = content.open_regular

    def guarded(path: str) -> int:
        if not allowed:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(content, "open_regular", guarded)
    tail = Tail(tmp_path)
    task = asyncio.create_task(tail.start())
    await tail.until(lambda: tail.collector.notices)
    assert "Permission denied" in tail.collector.notices[0]
    allowed.append(True)
    tail.clock.ahead += 6
    await task
    await tail.reads(*bad(1))
    assert not tail.collector.notices
    await tail.stop()


async def test_clock_jump(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(0))
    async with Tail(tmp_path) as tail:
        for number, jump in enumerate((-3600.0, 172_800.0, 0.0), start=1):
            tail.clock.wall_ahead = jump
            append(path, *bad(number))
            await tail.reads(*bad(*range(number + 1)))


async def test_disk_full_state_moves_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    tail = Tail(tmp_path)
    await tail.start()
    await tail.reads(*bad(1))
    rows = dict(tail.rows)
    tail.fail_next = OSError(28, "No space left on device")
    append(path, *bad(2))
    assert isinstance(await tail.failed(), OSError)
    assert tail.rows == rows
    await tail.start(fresh=False)
    await tail.reads(*bad(1, 2))
    await tail.stop()


async def test_a_vanished_file_survives_a_failed_commit(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    tail = Tail(tmp_path)
    await tail.start()
    await tail.reads(*bad(1))
    append(tmp_path / "other.log", *bad(2))
    path.unlink()
    await tail.reads(*bad(1, 2))
    with path.open("a") as stream:
        stream.write("")
    tail.fail_next = OSError(28, "No space left on device")
    append(tmp_path / "other.log", *bad(3))
    await tail.failed()
    await tail.start(fresh=False)
    await tail.reads(*bad(1, 2, 3))
    await tail.stop()


async def test_fair_reads(tmp_path: Path) -> None:
    """One file of 60 MiB does not keep the lines of another waiting until it was read."""
    flood = tmp_path / "flood.log"
    with flood.open("w") as stream:
        for _ in range(60):
            stream.write("all is well here\n" * 61681)
    async with Tail(tmp_path) as tail:
        append(tmp_path / "calm.log", *bad(1))
        await tail.until(tail.texts)
        assert tail.counts.get(str(flood), 0) < 60 * 61681
        await tail.until(lambda: tail.counts.get(str(flood), 0) == 60 * 61681)


async def test_storm_counts_repeats_exactly_and_keeps_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, "fine")
    async with Tail(tmp_path, notable_per_s=50) as tail:
        await tail.until(lambda: tail.lines == 1)
        lines = bad(*range(2000))
        lines[1500] = "ERROR the disk has caught fire"
        append(path, *lines)
        append(tmp_path / "calm.log", "ERROR something else entirely")
        await tail.until(lambda: tail.lines == 2002)
        await tail.quiet()
        repeats = tail.kinds("log.repeats")
        assert len(tail.texts()) + sum(event.attrs["count"] for event in repeats) == 2001
        assert len(tail.texts()) < 2000
        assert {"ERROR the disk has caught fire", "ERROR something else entirely"} <= set(tail.texts())
        assert 1 <= len(repeats[0].attrs["samples"]) <= 3
        flood = [event for event in tail.events if event.attrs.get("file") == str(path)]
        last = max(event.attrs.get("last_offset", event.attrs["offset"]) for event in flood)
        assert last == len(text("fine", *lines[:-1]))
        assert any("repeats are counted" in notice for notice in tail.collector.notices)


async def test_state_directory_is_never_watched(tmp_path: Path) -> None:
    from collectors.logs.collector import LogCollector

    state = tmp_path / "state"
    state.mkdir()
    append(state / "own.log", *bad("own"))
    append(tmp_path / "app.log", *bad(1))
    tail = Tail(tmp_path)
    tail.made = lambda: LogCollector(tail.settings, str(tmp_path), tail.clock, skip=(str(state),))  # type: ignore[method-assign]
    await tail.start()
    await tail.reads(*bad(1))
    await tail.stop()

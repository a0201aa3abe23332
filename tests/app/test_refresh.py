"""What is read when: only what changed, nothing forgotten over a pause or a failure, nothing past the limit."""

import pytest

from console.app.feed import NothingYetError
from console.model.lines import Role
from console.model.settings import ScreenSettings, Settings
from tests.app.support import console


def asked(bench):
    """What was read since the last look."""
    reads = list(bench.feed.asked)
    bench.feed.asked.clear()
    return reads


async def settled(bench):
    """Past the first reads."""
    await bench.move(2.0)
    await bench.until(lambda: bench.app.refresher.reads, "the first read")
    bench.feed.asked.clear()


async def read_again(bench, tables):
    """Tell of changed tables and wait until they were read."""
    reads = bench.app.refresher.reads
    bench.app.refresher.want(frozenset(tables))
    await bench.move(2.0)
    await bench.until(lambda: bench.app.refresher.reads > reads, "the read")


async def test_the_window_of_events_is_read_only_when_events_changed():
    async with console() as bench:
        await settled(bench)
        await read_again(bench, {"samples"})
        assert asked(bench) == [("frame", (None, frozenset({"samples"})))]
        await read_again(bench, {"events"})
        assert [what for what, _ in asked(bench)] == ["frame", "events"]


async def test_what_changes_during_a_pause_is_read_after_it():
    async with console() as bench:
        await settled(bench)
        await bench.press("p")
        assert bench.desk.paused
        await read_again(bench, {"states"})
        asked(bench)
        await bench.press("p")
        await bench.until(lambda: not bench.desk.paused, "the end of the pause")
        ((_, tables), *_) = [read for read in asked(bench) if read[0] == "frame"]
        assert tables[1] is None or "states" in tables[1]


async def test_after_a_read_that_failed_everything_is_read():
    async with console() as bench:
        await settled(bench)
        bench.feed.fails = OSError("the disk is gone")
        bench.app.refresher.want(frozenset({"samples"}))
        await bench.move(2.0)
        await bench.until(lambda: "the disk is gone" in bench.note, "the reason")
        bench.feed.fails = None
        asked(bench)
        await read_again(bench, {"states"})
        assert asked(bench)[0] == ("frame", (None, None))


@pytest.mark.parametrize("kbps", [0, 1])
async def test_what_was_written_is_paid_for_before_the_next_paint(kbps, monkeypatch):
    written = 0
    settings = Settings(screen=ScreenSettings(max_kbps=kbps))
    async with console(settings=settings) as bench:
        monkeypatch.setattr(bench.app.refresher, "_written", lambda: written)
        await settled(bench)
        written += 60_000
        await bench.move(1.0)  # the tick notes what has gone out
        bench.app.refresher.want(frozenset({"samples"}))
        reads = bench.app.refresher.reads
        await bench.move(2.0)
        await bench.move(2.0)
        assert (bench.app.refresher.reads == reads) is bool(kbps)


async def test_what_no_engine_has_made_yet_is_waited_for_calmly():
    async with console() as bench:
        bench.feed.fails = NothingYetError("there is no store yet")
        await bench.app.refresher.refresh()
        assert "waiting for the engine" in bench.note
        assert bench.desk.prompt.note[0].role is Role.MUTED

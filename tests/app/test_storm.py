"""B3: whatever comes in, the console reads so often, asks for so many rows and paints so many lines, and no more."""

import pytest
from msgspec.structs import replace

from console.link import ALERTS
from console.model.settings import ScreenSettings, Settings
from tests.app.support import console, many
from widgets.paint import Painter

STEPS = 40
STEP_S = 0.125
EACH = 50
HEIGHT = 45
SECONDS = STEPS * STEP_S


class Counted:
    """How many lines were turned into cells."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines = 0
        segments = Painter.segments

        def counting(painter, line):
            self.lines += 1
            return segments(painter, line)

        monkeypatch.setattr(Painter, "segments", counting)


async def storm(bench, tables):
    """News of `EACH` more events eight times a second."""
    seq, last = len(bench.feed.stored), bench.feed.stored[-1]
    for _ in range(STEPS):
        for _ in range(EACH):
            seq += 1
            bench.feed.stored.append(replace(last, seq=seq, time=bench.clock.now(), text=f"storm {seq}"))
        bench.app.refresher.want(frozenset(tables))
        await bench.move(STEP_S)


@pytest.mark.parametrize(("hz", "tables"), [(2.0, {"events", "counts", ALERTS}), (5.0, {"events", "counts"})])
async def test_b3_reads_rows_and_lines_are_bounded_by_time_and_not_by_what_arrives(monkeypatch, hz, tables):
    settings = Settings(screen=ScreenSettings(refresh_hz=hz))
    async with console(size=(160, HEIGHT), events=many(2000), settings=settings) as bench:
        await bench.move(2.0)
        await bench.until(lambda: bench.app.refresher.reads, "the first read")
        bench.feed.asked.clear()
        counted, before = Counted(monkeypatch), bench.app.refresher.reads
        await storm(bench, tables)
        reads = bench.app.refresher.reads - before
        asked = [detail.limit for what, detail in bench.feed.asked if what == "events"]
        assert SECONDS * hz / 2 - 1 <= reads <= SECONDS * hz + 2
        assert len(asked) <= reads + 1
        assert max(asked) <= 1000
        assert counted.lines <= (reads + SECONDS + 2) * HEIGHT * 3, (
            "three panes side by side at most, and a tick a second"
        )
        await bench.move(2.0)
        await bench.until(lambda: f"storm {len(bench.feed.stored)}" in bench.text, "the newest line on screen")

"""The console as a whole: what fails, what changes, what is hostile, what is refused."""

import asyncio
import random
import re

import pytest
from msgspec.structs import replace

from console.keys import ACTIONS, Need
from console.link.client import Changed
from console.model.event import Event, Severity, Voice
from console.model.lines import Role, plain
from console.model.machine import GitState
from tests.app.support import MemoryFeed, console, many
from tests.views import frames
from themes.palette import names

HOSTILE = (
    "x [/foo] [bold [@click=app.quit]q[/] \x1b[2J\x1b]52;c;aGk=\x07 \x9b31m \u202e \u200b e"
    + "\u0301" * 200
    + " 漢字 \t|"
)
ALLOWED = re.compile(r"[^\x00-\x1f\x7f-\x9f]*")


def hostile_event(seq: int) -> Event:
    return Event(
        seq=seq, hlc=seq, node=HOSTILE, time=frames.NOW - seq, source=HOSTILE, kind=HOSTILE, voice=Voice(seq % 3),
        severity=Severity(seq % 6), text=HOSTILE, template=HOSTILE,
        attrs={"file": HOSTILE, "body": f"{HOSTILE}\n{HOSTILE}", HOSTILE: HOSTILE},
    )  # fmt: skip


def hostile_frame():
    frame = frames.storm()
    return replace(
        frame,
        project=HOSTILE,
        node=HOSTILE,
        sources=tuple(replace(s, detail=HOSTILE) for s in frame.sources),
        templates=tuple(replace(t, template=HOSTILE, sample=HOSTILE, origin=HOSTILE) for t in frame.templates),
        jobs=tuple(replace(j, title=HOSTILE, cause=HOSTILE, who=HOSTILE) for j in frame.jobs),
        clusters=tuple(replace(c, title=HOSTILE, sample=HOSTILE, name=HOSTILE, reason=HOSTILE) for c in frame.clusters),
        series={HOSTILE: replace(next(iter(frame.series.values())), name=HOSTILE)} | dict(frame.series),
        processes=tuple(replace(p, name=HOSTILE, command=HOSTILE, user=HOSTILE) for p in frame.processes),
        git=GitState(branch=HOSTILE, head="1", subject=HOSTILE, committed=None, dirty=(HOSTILE,), dirty_total=1),
    )


@pytest.mark.parametrize("size", [(160, 45), (120, 35), (80, 24), (59, 14), (29, 3)])
async def test_markup_in_foreign_text_is_shown_as_it_is_in_every_widget(size):
    async with console(first=hostile_frame(), events=[hostile_event(n) for n in range(40)], size=size) as bench:
        for key in (
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "z",
            "k",
            "enter",
            "escape",
            "escape",
            "slash",
            "x",
            "enter",
            "colon",
        ):
            await bench.press(key)
        assert bench.app.is_running
        assert "cannot be painted" not in bench.text
        for keys in (("escape",), ("4",), ("enter",), ("escape",), ("5", "enter")):
            await bench.press(*keys)
            assert "cannot be painted" not in bench.text
        bench.desk.say(HOSTILE, Role.FAIL)
        await bench.pilot.pause()
        assert bench.app.is_running


async def test_no_control_byte_reaches_the_compositor_even_from_a_view_that_lets_one_through():
    async with console(first=hostile_frame(), events=[hostile_event(n) for n in range(40)]) as bench:
        for key in ("3", "z", "z", "6", "k", "enter"):
            await bench.press(key)
            strips = bench.app.screen._compositor.render_strips()
            assert all(ALLOWED.fullmatch(segment.text) for strip in strips for segment in strip)


async def test_a_resize_storm_down_to_one_cell_ends_with_the_right_screen():
    generator = random.Random(7)
    async with console(events=many(500)) as bench:
        before = bench.text
        for _ in range(40):
            await bench.pilot.resize_terminal(
                generator.choice((1, 2, 29, 30, 59, 60, 80, 119, 120, 150, 200)),
                generator.choice((1, 2, 4, 5, 14, 15, 24, 30, 40, 60)),
            )
            await bench.press(generator.choice(("1", "3", "6", "z", "tab", "j", "question_mark", "escape")))
            assert "cannot be painted" not in bench.text
        await bench.pilot.resize_terminal(160, 45)
        await bench.press("escape", "escape", "escape", "6", "G")
        assert bench.text == before


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_words_and_positions_are_the_same_in_every_theme(size):
    async with console("storm", size) as bench:
        texts = set()
        for theme in names():
            await bench.app.performer.perform("theme", theme)
            bench.desk.prompt.say(())
            await bench.pilot.pause()
            shown = [pane.shown for pane in bench.desk.panes.values() if pane.shown]
            texts.add("\n".join(plain(line) for view in shown for line in (view.title, view.status, *view.lines)))
        assert len(texts) == 1


async def test_ascii_draws_with_ascii_signs_only_apart_from_foreign_text():
    quiet = replace(frames.calm(), git=None)
    async with console(first=quiet, events=[], ascii=True) as bench:
        assert bench.text.isascii()
        await bench.press("3", "z")
        await bench.until(lambda: "11:05:31" in bench.text, "the chart")
        await bench.pilot.pause()
        assert bench.text.isascii()


async def test_a_failing_read_is_told_and_the_console_goes_on():
    feed = MemoryFeed(frames.calm(), frames.page().events)
    feed.fails = OSError("the disk is gone")
    async with console(feed=feed) as bench:
        await bench.until(lambda: "the disk is gone" in bench.note, "the reason")
        feed.fails = None
        bench.app.refresher.want()
        await bench.move(1.0)
        await bench.until(lambda: "slow query" in bench.text, "events again")


async def test_a_failing_view_fills_its_pane_with_the_reason_and_the_others_go_on(monkeypatch):
    async with console() as bench:
        monkeypatch.setattr(bench.desk.panes["jobs"], "view", lambda scene, ctx: 1 / 0)
        bench.feed.live = replace(frames.calm(), processes=())
        bench.app.refresher.want()
        await bench.move(1.0)
        await bench.until(lambda: "jobs cannot be painted: ZeroDivisionError" in bench.text, "the reason")
        assert "4 Clusters" in bench.text


async def test_a_failing_action_is_told_and_the_console_goes_on():
    async with console() as bench:

        async def broken(argument):
            raise RuntimeError("no luck")

        bench.app.performer.handlers["follow"] = broken
        await bench.press("F")
        assert "follow failed: no luck" in bench.note


async def test_ages_tick_without_reading_anything():
    async with console() as bench:
        bench.feed.asked.clear()
        await bench.move(1.0)
        await bench.until(lambda: "LIVE 1s" in bench.text, "the age in the titles")
        assert bench.feed.asked == []
        await bench.move(60.0)
        await bench.until(lambda: "STALE" in bench.text, "old data is not called LIVE")


async def test_only_the_changed_cells_of_a_title_are_refreshed_when_a_second_passes():
    async with console() as bench:
        regions = []
        pane = bench.desk.panes["flow"]
        pane.refresh = lambda *given, **_: regions.extend(given)
        await bench.move(1.0)
        await bench.until(lambda: regions, "the age")
        assert {region.y for region in regions} == {0}
        assert sum(region.area for region in regions) < 12


class News:
    """A link that tells what a test puts into it."""

    def __init__(self):
        self.queue: asyncio.Queue[Changed | None] = asyncio.Queue()
        self.watched = []

    async def changes(self):
        while (news := await self.queue.get()) is not None:
            yield news

    def watching(self, value):
        self.watched.append(value)

    async def close(self):
        pass


async def test_news_from_the_engine_are_read_by_table_and_its_end_is_told():
    link = News()

    async def connect():
        return link

    async with console(connect=connect) as bench:
        await bench.until(lambda: bench.desk.connected, "connected")
        await bench.move(2.0)
        await bench.until(lambda: bench.app.refresher.reads == 2, "the read after connecting")
        await link.queue.put(Changed(frozenset({"samples"}), ("a backup was restored",)))
        await bench.until(lambda: "a backup" in bench.note, "the notice")
        await bench.move(1.0)
        await bench.until(lambda: ("frame", (None, frozenset({"samples"}))) in bench.feed.asked, "the table read")
        assert "a backup was restored" in bench.text
        await link.queue.put(None)
        await bench.until(lambda: "the engine is gone" in bench.note, "the end of the link")


async def test_news_are_not_read_while_looking_back():
    link = News()

    async def connect():
        return link

    async with console(connect=connect) as bench:
        await bench.until(lambda: bench.desk.connected, "connected")
        await bench.press("left_square_bracket")
        await bench.move(2.0)
        bench.feed.asked.clear()
        await link.queue.put(Changed(frozenset({"events"})))
        await bench.move(2.0)
        assert bench.feed.asked == []


async def test_looking_away_slows_down_and_is_told_to_the_engine():
    link = News()

    async def connect():
        return link

    async with console(connect=connect) as bench:
        await bench.until(lambda: bench.desk.connected, "connected")
        bench.app.on_app_blur(None)
        assert not bench.app.refresher.pace.focused
        bench.app.on_app_focus(None)
        assert link.watched == [True, False, True]


async def test_readonly_greys_and_refuses_what_writes():
    async with console(readonly=True, state="/nonexistent") as bench:
        hints = {key: enabled for key, _, enabled in bench.desk.hints()}
        assert not hints["s"]
        assert hints["y"]
        await bench.press("s")
        assert "not possible with --readonly" in bench.note


async def test_a_recording_plays_all_panes_up_to_its_end_and_refuses_what_needs_an_engine():
    start = frames.NOW - 3.0
    async with console(replay=True, at=start, end=frames.NOW, readonly=True) as bench:
        assert "REPLAY 12:04:28" in bench.text
        await bench.move(1.0)
        await bench.until(lambda: "REPLAY 12:04:29" in bench.text, "a second later")
        await bench.press("p")
        await bench.move(1.0)
        assert bench.desk.at == start + 1
        await bench.press("p")
        await bench.move(1.0)
        await bench.move(1.0)
        await bench.until(lambda: bench.desk.at is None, "the end")
        assert not bench.desk.playing
        assert all(bench.desk.refusal(a) for a in ACTIONS if Need.LIVE in a.needs)


async def test_the_events_stay_on_screen_while_paging_through_thousands():
    async with console(events=many(5000)) as bench:
        seen = set()
        await bench.press("b")
        for _ in range(12):
            await bench.press("g" if not seen else "space")
            seen |= {e.seq for e in bench.desk.window.stream.page.events}
            assert len(bench.desk.window.stream.page.events) <= 1200
        await bench.press("G")
        assert "#4999" in bench.text


async def test_a_click_selects_and_a_second_click_opens():
    async with console("storm") as bench:
        pane = bench.desk.panes["clusters"]
        await bench.pilot.click("#clusters", offset=(10, 3))
        assert bench.desk.active == "clusters"
        assert pane.cursor == 1
        await bench.pilot.click("#clusters", offset=(10, 3))
        await bench.pilot.pause()
        assert bench.desk.sheet == "detail"


async def test_a_click_on_a_tab_goes_there():
    async with console("storm", (80, 24)) as bench:
        await bench.press("4")
        await bench.pilot.click("#clusters", offset=(4, 0))
        assert bench.desk.active == "flow"


async def test_the_wheel_scrolls_the_events_and_ends_following():
    from textual.events import MouseScrollUp

    async with console(events=many(400)) as bench:
        bench.desk.events.on_mouse_scroll_up(MouseScrollUp(bench.desk.events, 1, 1, 0, 0, 0, False, False, False))
        await bench.pilot.pause()
        assert not bench.desk.window.stream.follow


async def test_a_click_on_a_hint_does_what_its_key_does():
    async with console() as bench:
        x = bench.desk.footer.plain.index("? help") + 1
        await bench.pilot.click("#footer", offset=(x, 0))
        await bench.pilot.pause()
        assert bench.desk.sheet == "help"


async def test_a_pattern_that_is_not_finished_keeps_the_last_good_one_and_says_so():
    async with console() as bench:
        await bench.press("slash", "s", "l", "left_parenthesis")
        assert bench.desk.window.find.text == "sl"
        assert "not a pattern yet" in bench.text
        await bench.press("escape")
        assert bench.desk.window.find.text == ""


async def test_pasted_text_becomes_one_line_and_editing_keys_work():
    from textual.events import Paste

    async with console() as bench:
        await bench.press("slash")
        bench.desk.prompt.on_paste(Paste("two\nlines\x1b[2J"))
        await bench.press("ctrl+w", "x", "home", "y", "delete", "end", "backspace", "z")
        assert bench.desk.prompt.editor.text == "ywo z"


async def test_history_is_recalled_in_its_own_prompt():
    async with console() as bench:
        await bench.press("slash", "a", "enter", "slash", "b", "enter", "slash", "up", "up")
        assert bench.desk.prompt.editor.text == "a"
        await bench.press("down")
        assert bench.desk.prompt.editor.text == "b"


async def test_an_empty_store_is_painted_in_words_not_zeros():
    async with console("empty", events=()) as bench:
        assert "unknown" in bench.text
        assert "UNKNOWN" in bench.text


async def test_notices_are_shown_at_start():
    async with console(notices=("kontrapunkt.toml:3: nonsense",)) as bench:
        assert "nonsense" in bench.text


async def test_a_frame_in_a_terminal_of_one_line_shows_the_most_urgent_thing():
    async with console("storm", (28, 1)) as bench:
        assert "2 crit" in bench.text


async def test_the_cursor_stays_with_its_row_when_rows_are_sorted_anew():
    async with console("storm") as bench:
        await bench.press("4", "j", "j")
        key = bench.desk.pane.key
        bench.feed.live = replace(
            frames.storm(), clusters=tuple(replace(c, hour=100 - c.hour) for c in frames.storm().clusters)
        )
        bench.app.refresher.want()
        await bench.move(1.0)
        await bench.until(lambda: bench.desk.frame is bench.feed.live, "the new order")
        await bench.pilot.pause()
        assert bench.desk.pane.key == key

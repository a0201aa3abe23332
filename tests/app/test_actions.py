"""Every action of the table, by its first key or by the command line."""

import json

import pytest
from msgspec.structs import replace

from console.keys import ACTIONS, BY_ID
from console.link import LinkError
from console.model.command import CommandState
from console.model.event import Severity
from console.text.excerpt import Excerpt
from tests.app import autopilot_cases, ci_cases, failure_cases, forecast_cases, job_cases
from tests.app.cases import CASES, case, connected, typed
from tests.app.support import console, many
from tests.views import frames


def test_every_action_has_a_test():
    assert failure_cases.PLACE
    assert job_cases.STORM
    assert autopilot_cases.start
    assert ci_cases.FIRST
    assert forecast_cases.OFFERS
    assert set(CASES) == set(BY_ID)


@pytest.mark.parametrize("action_id", [action.id for action in ACTIONS])
async def test_action(action_id):
    test, given = CASES[action_id]
    if callable(given.get("events")):
        given = {**given, "events": given["events"]()}
    async with console(**given) as bench:
        await test(bench)


@case(*(f"pane.{n}" for n in range(1, 7)))
async def panes(bench):
    for n, name in enumerate(("flow", "budget", "forecast", "clusters", "jobs", "events"), 1):
        await bench.press(str(n))
        assert bench.desk.active == name
        assert bench.desk.pane.active


@case("pane.next")
async def pane_next(bench):
    await bench.press("tab")
    assert bench.desk.active == "flow"
    await bench.press("tab")
    assert bench.desk.active == "budget"


@case("pane.previous")
async def pane_previous(bench):
    await bench.press("shift+tab")
    assert bench.desk.active == "jobs"


@case("pane.zoom")
async def zoom(bench):
    await bench.press("4", "z")
    assert "4 Clusters" in bench.text
    assert "6 Events" not in bench.text
    assert bench.desk.panes["clusters"].size == (160, 42)
    await bench.press("plus")
    assert "6 Events" in bench.text


@case("open")
async def open_event(bench):
    bench.feed.raw = Excerpt(((0, "before it"), (10, "the line"), (19, "after it")), 1)
    await bench.press("E")
    await bench.press("enter")
    await bench.until(lambda: "after it" in bench.text, "the raw lines")
    assert "severity" in bench.text
    assert "6 Events" not in bench.text


@case("back")
async def back(bench):
    await bench.press("4", "z", "enter", "escape")
    assert bench.desk.sheet == ""
    assert bench.desk.zoomed
    await bench.press("escape")
    assert not bench.desk.zoomed


@case("move.down", "move.up", first=frames.storm())
async def up_and_down(bench):
    await bench.press("4", "j", "j", "k")
    assert bench.desk.pane.cursor == 1
    await bench.press("down", "up", "up", "up", "up")
    assert bench.desk.pane.cursor == 0


@case("move.left", "move.right")
async def left_and_right(bench):
    await bench.press("2", "l")
    assert bench.desk.active == "forecast"
    await bench.press("l", "h", "left", "h")
    assert bench.desk.active == "flow"


@case("move.page_down", "move.page_up", events=many)
async def pages(bench):
    bottom = bench.desk.events.cursor
    await bench.press("b")
    assert not bench.desk.window.stream.follow
    assert bench.desk.events.cursor < bottom
    above = bench.desk.events.selected
    await bench.press("ctrl+u", "space")
    assert bench.desk.events.selected == above
    await bench.press("pageup", "ctrl+d", "pagedown")
    assert bench.desk.events.selected.seq > above.seq


@case("move.top", events=many)
async def top(bench):
    await bench.press("g")
    assert bench.desk.events.selected.seq == 1
    assert "#0" in bench.text
    await bench.press("5", "j", "home")
    assert bench.desk.pane.cursor == 0


@case("move.bottom", events=many)
async def bottom(bench):
    await bench.press("g", "G")
    assert bench.desk.window.stream.follow
    assert "#2999" in bench.text
    await bench.press("5", "end")
    assert bench.desk.pane.cursor == bench.desk.pane.shown.rows - 1


@case("find")
async def find(bench):
    await bench.press("slash")
    await typed(bench, "slow")
    assert "/slow" in bench.text
    await bench.press("enter")
    assert "slow query" in bench.desk.events.selected.text
    assert bench.desk.window.stream.match == (2, 2)


@case("find.next", "find.previous", events=many)
async def find_again(bench):
    await bench.press("slash")
    await typed(bench, "#12$")
    await bench.press("enter")
    await bench.until(lambda: bench.desk.events.selected.text.endswith("#12"), "the only match, far back")
    await bench.press("n")
    assert bench.note == "no later match"
    await bench.press("slash", *["backspace"] * 4)
    await typed(bench, "make")
    await bench.press("enter", "n")
    first = bench.desk.events.selected
    await bench.press("n", "N")
    assert bench.desk.events.selected == first
    assert "make" in first.text


@case("filter", events=many)
async def filter_(bench):
    await bench.press("ampersand")
    await typed(bench, "!make")
    await bench.until(lambda: "&!make" in bench.text, "the filter in the title")
    texts = [event.text for event in bench.desk.window.stream.page.events]
    assert texts
    assert not any("make" in text for text in texts)
    await bench.press("enter", "escape")
    assert bench.desk.window.filter.text == ""


@case("jump.error", "jump.error.previous")
async def jump_error(bench):
    await bench.press("E", "E")
    second = bench.desk.events.selected
    assert second.severity >= Severity.ERROR
    await bench.press("E", "e")
    assert bench.desk.events.selected == second
    await bench.press("e", "e", "e", "e", "e")
    assert "no later error" in bench.note


@case("jump.warning", "jump.warning.previous")
async def jump_warning(bench):
    await bench.press("W")
    there = bench.desk.events.selected
    assert there.severity >= Severity.WARNING
    await bench.press("W", "w")
    assert bench.desk.events.selected == there


@case("follow", events=many)
async def follow(bench):
    await bench.press("F")
    assert not bench.desk.window.stream.follow
    newest = bench.feed.stored[-1]
    bench.feed.stored += [replace(newest, seq=newest.seq + n, severity=Severity.INFO) for n in range(1, 6)]
    bench.feed.stored += [replace(newest, seq=newest.seq + 6, severity=Severity.DEBUG)]
    bench.app.refresher.want()
    await bench.move(1.0)
    await bench.until(lambda: "+5 new" in bench.text, "what came in meanwhile")
    await bench.press("F")
    assert bench.desk.window.stream.follow


@case("debug", first=replace(frames.calm(), debug=31))
async def debug(bench):
    kept = []
    bench.desk.setup = replace(bench.desk.setup, remember=lambda key, value: kept.append((key, value)))
    assert "debug hidden 31" in bench.text
    assert "3 files edited" not in bench.text
    await bench.press("D")
    assert "3 files edited" in bench.text
    assert "debug hidden" not in bench.text
    await bench.press("D")
    assert "3 files edited" not in bench.text
    assert kept == [("debug", "shown"), ("debug", "hidden")]


async def test_shown_debug_events_are_remembered():
    async with console(debug=True) as bench:
        assert "3 files edited" in bench.text


@case("git")
async def git(bench):
    await bench.press("colon")
    await typed(bench, "git")
    await bench.press("enter")
    assert "src/part_0.py" in bench.text
    await bench.press("escape")
    bench.desk.frame = replace(bench.desk.frame, git=None, notes={"git": "not a git checkout"})
    await bench.app.performer.perform("git")
    assert bench.note == "not a git checkout"


@case("health")
async def health(bench):
    await bench.press("colon")
    await typed(bench, "health")
    await bench.press("enter")
    assert "subscribers" in bench.text
    assert "to the terminal" in bench.text
    await bench.press("escape")
    assert "6 Events" in bench.text


@case("pause")
async def pause(bench):
    await bench.press("p")
    assert "PAUSED" in bench.text
    before = bench.desk.frame
    bench.feed.live = frames.frame("storm")
    bench.app.refresher.want()
    await bench.move(1.0)
    assert bench.desk.frame is before
    await bench.press("p")
    assert bench.desk.frame is bench.feed.live


@case("time.back", "time.forward")
async def minutes(bench):
    await bench.press("left_square_bracket", "left_square_bracket")
    assert bench.desk.at == pytest.approx(frames.NOW - 120)
    assert "AT 12:02:31" in bench.text
    await bench.press("right_square_bracket")
    assert bench.desk.at == pytest.approx(frames.NOW - 60)
    await bench.press("right_square_bracket")
    assert bench.desk.at is None
    await bench.press("right_square_bracket")
    assert "nothing is later" in bench.note


@case("time.incident.previous", "time.incident.next")
async def incidents(bench):
    await bench.press("left_curly_bracket", "left_curly_bracket")
    times = sorted(e.time for e in bench.feed.stored if e.severity >= Severity.ERROR)
    assert bench.desk.at == times[-2]
    assert bench.desk.events.selected.time == times[-2]
    await bench.press("right_curly_bracket")
    assert bench.desk.at == times[-1]
    await bench.press("right_curly_bracket")
    assert "no later error" in bench.note


@case("time.goto")
async def goto(bench):
    await bench.press("at")
    await typed(bench, "12:01")
    await bench.press("enter")
    assert "AT 12:01:00" in bench.text
    await bench.press("at")
    await typed(bench, "soon")
    await bench.press("enter")
    assert "is no time" in bench.note


@case("time.live")
async def live(bench):
    await bench.press("left_square_bracket", "full_stop")
    assert bench.desk.at is None
    assert "LIVE 12:04:31" in bench.text


@case("mark", first=frames.storm())
async def mark(bench):
    await bench.press("4", "m", "j", "m")
    assert len(bench.desk.marked) == 2
    await bench.press("m")
    assert len(bench.desk.marked) == 1
    await bench.press("escape")
    assert not bench.desk.marked


@case("copy", first=frames.storm())
async def copy(bench):
    sent = []
    bench.app.write_terminal = sent.append
    bench.app.performer = type(bench.app.performer)(bench_work(bench))
    await bench.press("4", "m", "j", "m", "y")
    await bench.until(lambda: "OSC 52" in bench.note, "the way it was copied")
    assert sent[0].startswith("\x1b]52;c;")


def bench_work(bench):
    from console.app.handlers.base import Work

    return Work(bench.desk, bench.feed, bench.app.refresher, bench.app)


@case("copy.pane")
async def copy_pane(bench):
    sent = []
    bench.app.write_terminal = sent.append
    bench.app.performer = type(bench.app.performer)(bench_work(bench))
    await bench.press("3", "Y")
    await bench.until(lambda: sent, "the copy")
    import base64

    assert "memory" in base64.b64decode(sent[0][7:-1]).decode()


@case("save")
async def save(bench):
    await bench.press("s")
    assert "no state directory" in bench.note


async def test_a_snapshot_is_written_beside_its_frame(tmp_path):
    async with console(state=str(tmp_path)) as bench:
        await bench.press("s")
        await bench.until(lambda: "saved" in bench.note, "the snapshot")
    (svg,) = (tmp_path / "snapshots").glob("*.svg")
    assert "Forecast" in svg.read_text()
    assert json.loads(svg.with_suffix(".json").read_text())["project"] == "flow"
    assert svg.stat().st_mode & 0o077 == 0


async def test_the_newest_fifty_snapshots_are_kept(tmp_path):
    folder = tmp_path / "snapshots"
    folder.mkdir()
    for n in range(60):
        for ending in ("svg", "json"):
            (folder / f"20200101T0000{n:02d}Z.{ending}").write_text("old")
    (folder / "mine.svg").write_text("not a snapshot")
    async with console(state=str(tmp_path)) as bench:
        await bench.press("s")
        await bench.until(lambda: "saved" in bench.note, "the snapshot")
    kept = sorted(path.name for path in folder.glob("2*.svg"))
    assert len(kept) == 50
    assert kept[0] == "20200101T000011Z.svg"
    assert (folder / "mine.svg").exists()


@case("theme")
async def theme(bench):
    before = bench.text
    await bench.press("t")
    assert bench.desk.theme == "skyskraper-cvd"
    await bench.press("colon")
    await typed(bench, "theme rustbelt")
    await bench.press("enter")
    assert bench.desk.theme == "rustbelt"
    assert "[RUSTBELT]" in bench.text
    assert before.count("\n") == bench.text.count("\n")


async def test_a_theme_is_remembered_unless_nothing_may_be_written():
    kept = []
    async with console(remember=lambda key, value: kept.append((key, value))) as bench:
        await bench.press("t")
    assert [one for one in kept if one[0] == "theme"] == [("theme", "skyskraper-cvd")]


async def test_an_unknown_theme_is_refused_with_the_names():
    async with console() as bench:
        await bench.app.performer.perform("theme", "nosuch")
        assert "rustbelt" in bench.note
        assert bench.desk.theme == "skyskraper"


@case("theme.list")
async def theme_list(bench):
    await bench.press("T")
    assert "theme rustbelt-ansi" in bench.text
    await bench.press("down", "down", "down", "enter")
    assert bench.desk.theme == "rustbelt"


@case("cmd")
async def cmd(bench):
    await bench.press("ctrl+p")
    assert "actions" in bench.text
    await typed(bench, "zoo")
    await bench.press("enter")
    assert bench.desk.zoomed
    assert "actions" not in bench.text
    await bench.press("colon")
    await typed(bench, "nonsense")
    await bench.press("enter")
    assert "no action 'nonsense'" in bench.note


@case("help")
async def help_(bench):
    await bench.press("question_mark")
    assert "Go to the pane of that number." in bench.text
    await bench.press("G")
    assert "Stop the engine of this project." in bench.text
    await bench.press("f1")
    assert "6 Events" in bench.text


@case("quit")
async def quit_(bench):
    await bench.press("q")
    assert bench.app.return_code == 0


@case("interrupt")
async def interrupt(bench):
    await bench.press("ctrl+c")
    assert "once more" in bench.note
    await bench.move(5.0)
    await bench.press("ctrl+c")
    assert bench.app.is_running
    await bench.press("ctrl+c")
    assert bench.app.return_code == 0


@case("redraw")
async def redraw(bench):
    before = bench.text
    await bench.press("ctrl+l")
    assert bench.text == before


@case("suspend")
async def suspend(bench):
    asked = []
    bench.app.action_suspend_process = lambda: asked.append("suspend")
    await bench.press("ctrl+z")
    assert asked == ["suspend"]


@case("engine.stop", "engine.backup")
async def commands(bench):
    await bench.app.performer.perform("engine.stop")
    assert "needs a running engine" in bench.note
    link = connected(bench)
    for name in ("engine.stop", "engine.backup"):
        await bench.press("colon")
        await typed(bench, name)
        await bench.press("enter")
        assert bench.note == f"{name}: well done"
    assert link.commands == [("engine.stop", {}), ("engine.backup", {})]


@case("source.restart")
async def restart(bench):
    link = connected(bench)
    await bench.press("colon")
    await typed(bench, "source.restart")
    await bench.press("enter")
    assert "source.restart git" in bench.text
    await typed(bench, "gi")
    await bench.press("enter")
    assert link.commands == [("source.restart", {"name": "git"})]


async def test_a_command_that_fails_is_told():
    async with console() as bench:
        link = connected(bench)
        link.state = CommandState.FAILED
        await bench.app.performer.perform("engine.backup")
        assert "well done" in bench.note

        async def gone(name, args=None):
            raise LinkError("the engine is gone")

        link.command = gone
        await bench.app.performer.perform("engine.backup")
        assert "the engine is gone" in bench.note

"""Pane 1: the verdict and its reason, the skyline of the day, losses, the plan, at every size."""

import pytest
from msgspec.structs import replace

from console.model.flow import FlowState, Friction, Stretch
from console.model.job import JobState
from console.model.lines import ASCII, UNICODE, Role, plain
from console.model.plan import Item, Level
from console.model.source import Freshness
from console.views import flowing
from console.views.compose import room
from console.views.data_flow import plan_fields, work_fields
from console.views.flow import flow_view, strip
from console.views.skyline import skyline_row
from tests.views import flows, frames
from tests.views.golden import context

FOREIGN = (
    "", "\tx", "接続がタイムアウトしました" * 9, "a" * 5000, "[@click=app.quit] [/x] [bold", "é́́́́", "👩‍🚀" * 20,
    "ﷺ" * 12, "x " * 3000,
)  # fmt: skip
WORK = flows.at_work(frames.calm())
STUCK = flows.at_work(frames.storm(), flows.blocked())
SIZES = ((48, 12), (38, 8), (80, 7), (156, 41), (78, 20), (20, 4), (1, 1), (0, 0), (36, 11))


def words(frame, width, height, **keys):
    return [plain(line) for line in flow_view(frame, replace(context(width, height), **keys)).lines]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("frame", [WORK, STUCK, replace(frames.quiet(), flow=flows.nobody())])
@pytest.mark.parametrize("zoomed", [True, False])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_no_line_leaves_its_room(frame, size, zoomed, glyphs):
    ctx = replace(context(*size), zoomed=zoomed, glyphs=glyphs)
    lines = flow_view(frame, ctx).lines
    assert len(lines) <= ctx.height
    assert all(room(line) <= ctx.width for line in lines)
    if glyphs.ascii:
        assert "".join(map(plain, lines)).replace("…", "").isascii()


@pytest.mark.parametrize(("width", "height"), [(48, 12), (38, 8), (80, 7)])
def test_state_score_and_plan_stand_at_every_designed_size(width, height):
    shown = "\n".join(words(WORK, width, height))
    for told in ("✔ FLOWING 22m", "score 86", "best 52m", "lost 44m", "ship the importer", "backfill old rows"):
        assert told in shown
    shown = "\n".join(words(STUCK, width, height))
    assert "✖ BLOCKED 11m" in shown
    assert "external wait: CI" in shown
    assert "the last minute looks recovering" in shown


def test_the_strip_says_the_state_and_the_cause():
    assert plain(strip(WORK, context(80, 1))).startswith("✔ FLOWING 22m  388 lines/min")
    assert plain(strip(STUCK, context(80, 1))).startswith("✖ BLOCKED 11m  external wait: CI  430 lines/min")


def test_zoomed_there_is_everything():
    shown = "\n".join(words(WORK, 156, 41, zoomed=True))
    for told in (
        "context loss", "flowing", "recovering", "external wait          17m", "pytest tests/db 23m",
        "broke 10:18 after 24m: a pause", "broke 09:37 after 31m: external wait, CI", "holds 100% of it",
        "1/1  read the format", "✔ add the table  20m ago", "severity", "loudest",
    ):  # fmt: skip
        assert told in shown


def test_a_state_is_not_said_to_last_while_no_engine_looks():
    later = replace(WORK, at=frames.NOW + 7200)
    assert "FLOWING 24m" in words(later, 80, 7)[0]
    idle = replace(WORK, at=frames.NOW + 7200, flow=flows.nobody())
    assert "IDLE 3h30" in words(idle, 80, 7)[0]


def test_nobody_at_work_leaves_the_room_to_the_counts():
    shown = words(replace(frames.calm(), flow=flows.nobody()), 80, 12)
    assert "IDLE 1h30  nobody at work yet today" in shown[0]
    assert shown[1].split()[:2] == ["severity", "/min"]


def test_what_has_just_begun_is_not_nobody():
    begun = replace(flows.nobody(), since=frames.NOW - 60, begun=frames.NOW - 20)
    assert "IDLE 1m  just begun" in words(replace(frames.calm(), flow=begun), 80, 12)[0]
    hours = replace(begun, begun=frames.NOW - 7200)
    shown = words(replace(frames.calm(), flow=hours), 80, 12)[0]
    assert "begun" not in shown
    assert "nobody" not in shown


def test_the_part_of_the_time_that_was_waited_is_told_as_such():
    assert "waited 17% of the time" in "\n".join(words(WORK, 80, 12))
    slowed = replace(WORK, flow=replace(flows.flowing(), efficiency=0.0))
    assert "waited 100% of the time" in "\n".join(words(slowed, 80, 12))


def test_a_failed_source_is_told_above_the_verdict():
    sources = tuple(replace(one, freshness=Freshness.ERROR, detail="gone") for one in WORK.sources)
    assert "logs failed: gone" in words(replace(WORK, sources=sources), 80, 12)[0]


def test_the_verdict_needs_no_log_source():
    assert "FLOWING" in words(replace(WORK, sources=()), 80, 7)[0]


def test_losses_are_named_in_order_and_none_is_skipped_for_a_shorter_one():
    shown = next(line for line in words(WORK, 48, 12) if "lost" in line)
    assert shown.split() == ["lost", "44m", "test", "bottleneck", "23m"]


def stretch(state, start, minutes, friction=None):
    """So many minutes in a state."""
    return Stretch(state=state, start=start, end=start + 60 * minutes, friction=friction)


def test_the_skyline_shows_a_short_block_in_a_long_day():
    day = (
        stretch(FlowState.FLOWING, 0.0, 60), stretch(FlowState.BLOCKED, 3600.0, 4, Friction.EXTERNAL_WAIT),
        stretch(FlowState.FLOWING, 3840.0, 56), stretch(FlowState.IDLE, 7200.0, 60),
    )  # fmt: skip
    row = skyline_row(day, 30, UNICODE)
    assert plain(row) == "█" * 10 + "▁" + "█" * 9 + " " * 10
    assert [span.role for span in row] == [Role.OK, Role.FAIL, Role.OK, Role.MUTED]
    assert plain(skyline_row(day[:1], 200, ASCII)) == "@" * 60


@pytest.mark.parametrize(("seconds", "told"), [(0, "0m"), (59, "0m"), (60, "1m"), (3600, "1h00"), (-5, "0m")])
def test_spells(seconds, told):
    assert flowing.spell(seconds) == told


def test_a_step_says_what_its_newest_job_came_to():
    job = replace(frames.jobs()[0], id=3, state=JobState.FAILED, cause="exit 2")
    shown = words(replace(WORK, jobs=(job,)), 80, 12)
    assert any("▸ backfill old rows  job 3 failed: exit 2" in line for line in shown)


def test_a_deep_plan_never_hides_the_next_step():
    deep = tuple(Item(id=n, parent=n - 1, level=Level.STEP, title=f"t{n}", created=0.0) for n in range(1, 9))
    for height in (7, 8, 12):
        assert any("next" in line and "t8" in line for line in words(replace(WORK, plan=deep), 80, height))


def test_a_plan_that_is_done_says_so_in_one_line():
    done = tuple(replace(item, done=frames.NOW) for item in flows.plan())
    assert " plan  all done  ship the importer" in words(replace(WORK, plan=done), 80, 12)


def test_a_plan_stands_above_the_counts_where_no_analyst_has_run():
    shown = words(replace(frames.calm(), plan=flows.plan()), 80, 9)
    assert shown[0].startswith(" goal  ")
    assert "severity" in "\n".join(shown)


def test_a_long_plan_is_drawn_in_bounded_time_and_room():
    items = tuple(Item(id=n, parent=n - 1, level=Level.STEP, title="x" * 500, created=0.0) for n in range(1, 4000))
    lines = flow_view(replace(WORK, plan=items), replace(context(80, 30), zoomed=True)).lines
    assert len(lines) == 30


@pytest.mark.parametrize("foreign", FOREIGN)
@pytest.mark.parametrize("zoomed", [True, False])
def test_foreign_words_stay_in_their_room(foreign, zoomed):
    day = tuple(replace(one, detail=foreign) for one in flows.timeline())
    losses = tuple(replace(one, details=((foreign, 60.0),)) for one in flows.flowing().losses)
    breaks = tuple(replace(one, detail=foreign) for one in flows.flowing().breaks)
    flow = replace(
        flows.blocked(), detail=foreign, reason=foreign, timeline=day, losses=losses, breaks=breaks, advice=foreign
    )
    items = tuple(replace(item, title=foreign) for item in flows.plan())
    frame = replace(STUCK, flow=flow, plan=items)
    for width, height in SIZES:
        ctx = replace(context(width, height), zoomed=zoomed)
        lines = (*flow_view(frame, ctx).lines, strip(frame, ctx))
        assert all(room(line) <= max(width, 0) for line in lines[:-1])
        assert len(lines) <= height + 1


def test_data_has_stable_names():
    found = work_fields(flows.blocked())
    assert (found["state"], found["friction"], found["detail"]) == ("blocked", "external wait", "CI")
    assert found["losses"][0]["details"] == [{"name": "pytest tests/db", "seconds": 1380}]
    assert work_fields(None) is None
    assert [item["next"] for item in plan_fields(flows.plan())].count(True) == 1

import pytest
from msgspec.structs import replace

from console.model.autopilot import Flight, Scope, Stretch
from console.model.breaker import Moment
from console.model.lines import Role, plain
from console.model.upkeep import Upkeep
from console.views.compose import room
from console.views.footer import footer_line
from console.views.header import header_line
from console.views.strips import one_line, strips, vitals, window_title
from tests.views import frames
from tests.views.golden import HINTS, context


def header(frame, width, **more):
    return plain(header_line(frame, context(width, 1), theme="rustbelt", **more))


def test_wide_has_everything():
    line = header(frames.storm(), 200, bytes_per_s=12_345.0, cpu=0.8)
    for words in (
        "kontrapunkt", "dev-01:flow", "LIVE 12:04:31", "sources 3/4 git: ✖ ERROR", "430 lines/min", "✖ 2 crit",
        "✖ 135 error", "▲ 412 warn", "[RUSTBELT]", "cpu 0.8%", "12.1K/s",
    ):  # fmt: skip
        assert words in line


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
def test_the_moment_alerts_and_the_failed_source_stay(width):
    line = header(frames.storm(), width)
    assert "LIVE 12:04:31" in line
    assert "git: ✖ ERROR" in line
    if width >= 80:
        assert "✖ 2 crit" in line


def test_where_the_time_comes_from_is_said():
    assert "AT 12:04:31" in header(frames.past(), 120)
    assert "AT 12:04:31 -2m" in header(frames.past(), 120, behind=130.0)
    assert "REPLAY 12:04:31" in header(frames.past(), 120, replay=True)
    assert "? STALE 48s" in header(frames.stale(), 120)
    assert "? UNKNOWN" in header(frames.empty(), 120)
    assert "LIVE" not in header(frames.stale(), 120)


def test_the_cost_of_starting_is_not_shouted():
    health = frames.health()
    young = replace(frames.calm(), health=replace(health, started=health.updated - 3))
    assert "cpu 83%" in header(frames.calm(), 160, cpu=83.0)
    assert "cpu" not in header(young, 160, cpu=83.0)


def test_a_lost_engine_is_stale_at_once():
    assert "? STALE 0.4s no engine" in header(frames.calm(), 120, lost=True)


def test_no_errors_is_said_only_when_it_was_counted():
    assert "✔ no errors" in header(frames.quiet(), 120)
    assert "no errors" not in header(frames.empty(), 120)


def test_footer_keeps_quit_and_greys_what_cannot_be_done():
    line = footer_line(HINTS, context(40, 1))
    assert plain(line).rstrip().endswith("q quit")
    assert room(line) <= 40
    assert Role.DISABLED in {s.role for s in footer_line(HINTS, context(200, 1)) if s.text in {".", " live  "}}


def test_vitals_are_four_lines_that_hold_what_matters():
    lines = [plain(line) for line in vitals(frames.storm(), context(80, 9))]
    assert len(lines) == 4
    for line, words in zip(lines, ("430 lines/min", "137 this hour", "disk / 99% ✖ full", "97 timeout"), strict=True):
        assert words in line


def test_strips_have_the_processes_too():
    assert "7 own" in plain(strips(frames.storm(), context(58, 9))[4])


def test_one_line_says_the_most_urgent_first():
    assert plain(one_line(frames.storm(), context(29, 1))).startswith(" ✖ 2 crit")
    assert plain(one_line(frames.stale(), context(29, 1))).startswith(" ? STALE 48s")
    assert plain(one_line(frames.empty(), context(29, 1))) == " ? UNKNOWN no engine"
    assert "✔ 2 err/h" in plain(one_line(frames.calm(), context(29, 1)))


def test_window_title_carries_the_state():
    assert window_title(frames.storm(), context(1, 1)) == "!2 x135 flow@dev-01 ERROR git"
    assert window_title(frames.quiet(), context(1, 1)) == "flow@dev-01"
    assert window_title(replace(frames.quiet(), errors=1), context(1, 1)) == "x1 flow@dev-01"


def test_the_autopilot_is_seen_at_every_width_with_its_rest_and_its_key():
    stretch = Stretch(
        id=1, scope=Scope.JOBS, most=10, span=3600.0, began=Moment(frames.NOW - 1080.0, 1.0, "b"), who="jk"
    )  # fmt: skip
    frame = replace(frames.storm(), upkeep=Upkeep(autopilot=Flight(stretch=stretch, taken=3)))
    for width in (160, 120, 80):
        assert "AUTO 42m 7/10 !" in header(frame, width)
    assert "AUTO" not in header(frames.storm(), 160)

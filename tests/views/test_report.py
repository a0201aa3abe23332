"""The scoreboard: how measures are made, and how they look in lines, in a picture and on a page."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from console.model.flow import FlowState, Stretch
from console.model.lines import ASCII, plain
from console.model.report import Facts, Unit
from console.views.compose import room
from console.views.report import figure, report_lines, target, trend
from console.views.report_chart import days_chart
from console.views.report_html import report_page
from console.views.scoreboard import interruptions, longest, report, together
from tests.views import flows, frames
from tests.views.golden import context

DAY = 86_400.0
FULL = Facts(
    since=frames.NOW - DAY / 2, until=frames.NOW, attempts=40, streaks=10, recovered=9, commands=30, interventions=6,
    edits=50, commits=8, checkpoints=2, checked=20, hits=12, saved=840.0, failures=31, clusters=6, studied=5,
    guessed=4, right=3, warned=20, came=17, watched=((frames.NOW - 20_000, frames.NOW),), course=flows.timeline(),
)  # fmt: skip
EMPTY = Facts(since=frames.NOW - 1.5 * DAY, until=frames.NOW - DAY / 2)


def made(*days):
    return report("shop", "dev-01", "today", days, 1)


def named(found):
    return {one.name: one for one in found.measures}


def test_every_measure_of_a_full_day():
    found = named(made(EMPTY, FULL))
    values = {name: round(one.value, 3) for name, one in found.items()}
    assert values == {
        "continuous_operation": 20_000.0, "recovery_rate": 0.9, "interventions_per_100_actions": 6.0,
        "actions_a_minute": round(100 / 213, 3), "context_kept": 1.0, "cache_hit_rate": 0.6,
        "failures_catalogued": 0.833, "prediction_accuracy": 0.75, "forecast_accuracy": 0.85,
    }  # fmt: skip
    met = {name: one.met for name, one in found.items()}
    assert [name for name, one in met.items() if not one] == [
        "continuous_operation", "actions_a_minute", "failures_catalogued",
    ]  # fmt: skip


def test_of_nothing_nothing_is_said():
    found = made(EMPTY, replace(EMPTY, since=EMPTY.until, until=frames.NOW))
    assert {(one.value, one.met, one.better) for one in found.measures} == {(None, None, None)}
    shown = "\n".join(plain(line) for line in report_lines(found, context(100, 50)))
    assert shown.count("? ") == len(found.measures)
    assert days_chart(found, context(100, 50)) == ()


def test_a_trend_knows_which_way_is_better():
    worse = replace(FULL, since=EMPTY.since, until=EMPTY.until, interventions=2, recovered=5)
    found = named(made(worse, FULL))
    assert trend(found["interventions_per_100_actions"]) == "worse"
    assert trend(found["recovery_rate"]) == "better"
    assert trend(found["cache_hit_rate"]) == "same"


def test_days_that_follow_on_each_other_are_one_span():
    first = replace(FULL, since=0.0, until=DAY, watched=((DAY - 100, DAY),), saved=1.5)
    second = replace(FULL, since=DAY, until=2 * DAY, watched=((DAY + 1, DAY + 300),), saved=2.0)
    both = together((first, second))
    assert (both.since, both.until, both.attempts, both.saved) == (0.0, 2 * DAY, 80, 3.5)
    assert longest(both.watched) == 400.0
    assert together(()).attempts == 0


def test_an_interruption_is_kept_when_work_flows_again_within_ten_minutes():
    def stretches(*parts):
        start, found = 0.0, []
        for state, minutes in parts:
            found.append(Stretch(state=state, start=start, end=start + 60 * minutes))
            start += 60 * minutes
        return tuple(found)

    away, back, slow, flow = FlowState.IDLE, FlowState.RECOVERING, FlowState.SLOWED, FlowState.FLOWING
    course = stretches(
        (flow, 20), (away, 30), (back, 8), (flow, 9), (FlowState.BLOCKED, 5), (slow, 12), (flow, 5), (away, 2),
        (flow, 9), (away, 90),
    )  # fmt: skip
    assert interruptions(replace(FULL, course=course)) == (2, 1)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (None, Unit.SHARE, "-"), (0.9, Unit.SHARE, "90%"), (22_320.0, Unit.TIME, "6h12"), (0.5, Unit.RATE, "0.50"),
        (412.0, Unit.RATE, "412"),
    ],
)  # fmt: skip
def test_figures(value, unit, told):
    assert figure(value, unit) == told


def test_targets():
    found = named(made(FULL))
    assert target(found["recovery_rate"]) == ">= 90%"
    assert target(found["interventions_per_100_actions"]) == "<= 10"


@pytest.mark.parametrize("width", [20, 50, 80, 160])
@pytest.mark.parametrize("ascii_", [True, False])
def test_lines_and_picture_stay_in_their_room(width, ascii_):
    ctx = context(width, 60)
    ctx = replace(ctx, glyphs=ASCII) if ascii_ else ctx
    found = made(*[FULL] * 14)
    lines = (*report_lines(found, ctx), *days_chart(found, ctx))
    assert all(room(line) <= width for line in lines)
    if ascii_:
        assert "\n".join(map(plain, lines)).isascii()


def test_the_picture_has_a_bar_a_day_and_a_legend():
    drawn = [plain(line) for line in days_chart(made(EMPTY, FULL, FULL), context(100, 60))]
    assert "flowing" in drawn[0]
    assert "blocked" in drawn[0]
    assert sum("█" in line for line in drawn) > 4
    assert not any("\x1b" in line for line in drawn)


class Strict(HTMLParser):
    """Collects tags and what would ask somebody for something."""

    def __init__(self):
        super().__init__()
        self.tags, self.asked = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.asked += [(tag, name, value) for name, value in attrs if name in ("src", "href", "srcset", "data")]


def test_the_page_asks_nobody_for_anything_and_escapes_what_it_names():
    hostile = '<script>alert("1")</script>&'
    page = report_page(replace(made(EMPTY, FULL), project=hostile, node='x"><img src=//evil>'), frames.ZONE)
    parser = Strict()
    parser.feed(page)
    assert parser.asked == []
    assert not {"script", "img", "link", "iframe", "object"} & set(parser.tags)
    assert "&lt;script&gt;" in page
    assert not re.search(r"https?:|url\(|@import", page)
    assert "default-src 'none'" in page


def test_the_pictures_of_the_page_are_well_formed():
    page = report_page(made(EMPTY, FULL, FULL), frames.ZONE)
    drawn = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawn) == len(made(FULL).measures) + 1
    for one in drawn:
        ElementTree.fromstring(one)
    assert "Nobody was seen at work" in report_page(made(EMPTY), frames.ZONE)

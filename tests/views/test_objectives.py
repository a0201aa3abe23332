"""Pane 2 with several budgets: a line each, one in detail, too little said in words; the same in both themes."""

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from console.analysis.budget import RateBudget, RatioBudget
from console.model.budget import Budget
from console.model.frame import Frame, Series
from console.model.lines import ASCII, UNICODE, plain
from console.views import burn
from console.views.base import Context
from console.views.budget import budget_view, strip
from console.views.data import pane_fields
from tests.views import frames
from tests.views.golden import context
from themes.palette import Depth, skin
from widgets.chart import draw
from widgets.paint import Painter

DAY = 86_400.0
GOLDEN = """\
errors   ✔ healthy  92% left
jobs     ▲ degraded  -43% left  used up
tests    ✔ healthy  100% left
░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
burn  5m 0.0x  1h 0.0x  6h 0.0x  3d 1.4x  7d 1.4x
180 of 210 good (85.7%, asked 90%) in 7d
29x make lint"""


def ratio(name: str, good: int, bad: int, share: float = 0.9) -> Budget:
    """A budget of things spread over the last week, the bad ones before the good ones."""
    budget = RatioBudget(name, share, 7 * DAY)
    total = good + bad
    for i in range(total):
        time = frames.NOW - 6.9 * DAY + i * 6.5 * DAY / total
        budget.observe(time, good=i % 7 != 0 if bad else True, subject="make lint")
    return budget.findings(frames.NOW)


def many() -> Frame:
    errors = RateBudget()
    for i in range(6):
        errors.count(frames.NOW - 7 * 3600 + i * 600, f"kind {i}", f"ERROR kind {i}")
    followed = (ratio("jobs", 180, 30), ratio("tests", 400, 0, 0.95))
    notes = {"budget": errors.findings(frames.NOW), "objectives": list(followed)}
    return replace(frames.calm(), notes=to_builtins(notes))


def shown(frame: Frame, ctx: Context) -> list[str]:
    return [plain(line) for line in budget_view(frame, ctx).lines]


def test_the_pane_has_a_line_a_budget_and_the_worst_in_detail() -> None:
    found = "\n".join(line.strip() for line in shown(many(), context(61, 14)))
    assert found == "\n".join(line.strip() for line in GOLDEN.splitlines())


def test_rows_can_be_chosen_and_the_chosen_one_is_told_of() -> None:
    view = budget_view(many(), context(61, 14, cursor=2))
    assert (view.rows, view.keys, view.first) == (3, ("errors", "jobs", "tests"), 0)
    words = [plain(line) for line in view.lines]
    assert words[2].startswith("▸tests")
    assert "580" not in "".join(words)
    assert any("400 of 400 good (100.0%, asked 95%)" in line for line in words)


def test_zoomed_every_alarm_shows_its_counts_and_the_budget_is_said_in_words() -> None:
    words = "\n".join(shown(many(), replace(context(80, 30, cursor=1), zoomed=True)))
    assert all(name in words for name in ("PAGE", "URGENT", "TODAY", "WATCH"))
    assert "30 went badly; 10% may over 7d 0h" in words


def test_too_little_is_said_in_words() -> None:
    few = replace(many(), notes={"objectives": to_builtins([ratio("jobs", 2, 0)])})
    assert shown(few, context(61, 14))[0] == " ? too few events (2)"
    assert any("too few events for a verdict: 2, of which 0 bad" in line for line in shown(few, context(61, 14)))


def test_the_strip_names_the_worst() -> None:
    assert plain(strip(many(), context(60, 1))).startswith("jobs  ▲ degraded")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("size", [(48, 12), (38, 8), (80, 7), (20, 3), (1, 1)])
def test_it_stays_within_its_room(size: tuple[int, int], glyphs: object) -> None:
    ctx = replace(context(*size), glyphs=glyphs)
    lines = shown(many(), ctx)
    assert len(lines) <= size[1]
    assert all(len(line) <= size[0] for line in lines)


def test_both_themes_show_the_same_words() -> None:
    lines = budget_view(many(), context(61, 14)).lines
    texts = [
        [Painter(skin(theme, Depth.TRUECOLOR, ascii=False), UNICODE).strip(line, 61).text for line in lines]
        for theme in ("skyskraper", "rustbelt")
    ]
    assert texts[0] == texts[1]


def test_what_another_program_wrote_is_left_out() -> None:
    frame = replace(many(), notes={**many().notes, "objectives": [{"name": 3}]})
    assert [one.name for one in burn.budgets(frame)] == ["errors"]


def test_the_chart_goes_over_the_budgets_own_window_and_below_nothing_left() -> None:
    assert burn.burn_down(many(), "jobs") == ("own.budget.jobs", "jobs: per cent left", 7 * DAY)
    points = tuple((frames.NOW - 600 + i * 10, 100.0 - 3 * i) for i in range(60))
    drawn = draw(Series("own.budget.jobs", "percent", None, points), 60, 14, context(60, 14))
    words = "\n".join(plain(line) for line in drawn)
    assert "105%" in words
    assert "-81%" in words


def test_json_has_the_objectives() -> None:
    fields = pane_fields("budget", many(), frames.NOW, running=True)
    assert [one["name"] for one in fields["objectives"]] == ["jobs", "tests"]

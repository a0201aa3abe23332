import pytest
from msgspec.structs import replace

from console.model.frame import MinuteCounts
from console.model.lines import plain
from console.views.budget import against, budget_view, error_lines, steps, strip, verdict
from console.views.flow import flow_view, last_minute, totals
from console.views.flow import strip as flow_strip
from tests.views import frames
from tests.views.golden import context

CTX = context(60, 12)


@pytest.mark.parametrize(
    ("errors", "words", "figure"),
    [
        (0, "healthy", "0 of 10 this hour"),
        (10, "healthy", "10 of 10 this hour"),
        (11, "degraded, but continue", "11 of 20 this hour"),
        (19, "degraded, but continue", "19 of 20 this hour"),
        (20, "investigate", "20 this hour, at 20"),
        (137, "investigate", "137 this hour, over 20"),
    ],
)
def test_verdict(errors, words, figure):
    frame = replace(frames.calm(), errors=errors)
    assert verdict(frame, CTX)[1] == words
    assert against(frame) == figure
    shown = plain(strip(frame, CTX))
    assert words in shown
    assert figure in shown


def counted(*failing):
    return replace(
        frames.calm(),
        minutes=tuple(MinuteCounts(i, (5, 5, 5, 5, n, 1 if n else 0)) for i, n in enumerate(failing)),
    )


def test_error_lines_count_errors_and_criticals():
    frame = counted(*[0] * 50, 4, *[0] * 4, 2, 0, 0, 0, 1)
    assert error_lines(frame, 5) == 5
    assert error_lines(frame, 15) == 10
    assert error_lines(frame, 60) == 10
    assert steps(frame) == [0] * 10 + [5, 5]


def test_it_says_that_these_are_raw_counts():
    assert "raw counts, no objective set" in plain(budget_view(frames.calm(), CTX).lines[-1])


def test_the_top_spenders_are_errors():
    words = " ".join(plain(line) for line in budget_view(frames.storm(), context(60, 20)).lines)
    assert words.index("timeout waiting") < words.index("ENOSPC")
    assert "deprecated" not in words


def test_flow_counts_the_last_full_minute_or_the_running_one_that_has_more_already():
    frame = counted(1, 2, 3)
    assert totals(frame) == [22, 23, 24]
    assert last_minute(totals(frame)) == 24
    assert last_minute([5, 30, 2]) == 30
    assert last_minute([7]) == 7
    assert last_minute([]) == 0
    assert plain(flow_strip(frame, CTX)).startswith("24 lines/min  ✖ 4 error/min")


def test_flow_shows_measured_figures_only():
    lines = [plain(line) for line in flow_view(counted(1, 2, 3), context(60, 14)).lines]
    assert lines[1].split()[:4] == ["lines", "24", "24", "69"]
    assert lines[3].split()[:5] == ["✖", "error", "3", "3", "6"]
    assert not any(word in " ".join(lines) for word in ("RUN", "eta"))

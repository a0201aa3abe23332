from msgspec import to_builtins
from msgspec.structs import replace

from console.analysis.budget import RateBudget
from console.model.frame import Frame
from console.model.lines import plain
from console.views.budget import budget_view, strip
from tests.views import frames
from tests.views.golden import context


def judged(n: int, seconds: float, kinds: int = 1000) -> Frame:
    """A frame with the budget of `n` errors over so many seconds before it."""
    budget = RateBudget()
    for i in range(n):
        budget.count(frames.NOW - seconds + seconds * i / n, f"kind {i % kinds}", f"ERROR kind {i % kinds} failed")
    return replace(frames.calm(), notes={"budget": to_builtins(budget.findings(frames.NOW))})


def shown(frame: Frame, width: int = 60, height: int = 14, **keys: bool) -> str:
    lines = budget_view(frame, replace(context(width, height), **keys)).lines
    assert len(lines) <= height
    return "\n".join(plain(line) for line in lines)


def test_a_healthy_budget_says_what_is_left() -> None:
    words = shown(judged(8, 3 * 3600))
    assert "healthy" in words
    assert "90% left" in words
    assert "raw counts" not in words


def test_more_spent_than_there_was_is_negative() -> None:
    words = shown(judged(120, 7 * 3600))
    assert "-50% left" in words
    assert "used up" in words


def test_the_time_left_names_its_window() -> None:
    assert "(1h rate)" in shown(judged(14, 3599))


def test_alarms_show_their_counts() -> None:
    words = shown(judged(40, 600))
    assert "FAST act now" in words
    assert "40/15 in 15m" in words


def test_one_kind_of_error_is_said_to_be_one() -> None:
    assert "continue: one kind of error" in shown(judged(40, 3000, kinds=1))


def test_zoomed_it_shows_every_tier_and_the_odds() -> None:
    words = shown(judged(8, 3 * 3600), height=30, zoomed=True)
    assert all(name in words for name in ("FAST", "MID", "SLOW"))
    assert "P(rate > 10/h)" in words


def test_few_events_are_said_in_words() -> None:
    assert "too few events" in shown(judged(2, 600))


def test_the_strip_is_the_head() -> None:
    assert "left" in plain(strip(judged(8, 3 * 3600), context(58, 1)))


def test_what_another_program_wrote_leaves_the_raw_counts() -> None:
    frame = replace(frames.calm(), notes={"budget": {"name": 3}})
    assert "raw counts" in shown(frame)

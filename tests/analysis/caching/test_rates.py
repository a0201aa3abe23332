"""Hit rates over time and the reasons for low ones."""

import pytest

from console.analysis.caching.rates import DAY, Day, rates
from console.model.caches import CacheLook, Miss


def look(
    hits: int,
    misses: int,
    *,
    tool: str = "nx",
    time: float = 0.0,
    saved: float | None = None,
    missed: tuple[Miss, ...] = (),
) -> CacheLook:
    return CacheLook(tool=tool, time=time, source=f"job {time}", hits=hits, misses=misses, saved=saved, missed=missed)


def test_nothing_told_is_no_rate() -> None:
    assert rates([], 0.6) == ()
    assert rates([look(0, 0)], 0.6) == ()


def test_rates_by_tool_and_day() -> None:
    first, second = rates([look(3, 1), look(5, 1, time=DAY), look(1, 0, tool="pip")], 0.6)
    assert (first.tool, first.hits, first.misses, first.rate) == ("nx", 8, 2, 0.8)
    assert first.days == (Day(0, 3, 1), Day(1, 5, 1))
    assert first.reason == ""
    assert second.tool == "pip"


def test_what_was_saved_is_told_or_estimated_or_unknown() -> None:
    assert rates([look(1, 0, saved=30), look(1, 0, saved=20)], 0)[0].saved == 50
    (found,) = rates([look(4, 2, missed=(Miss("a", "", 10.0), Miss("b", "", 20.0)))], 0)
    assert (found.saved, found.estimated) == (pytest.approx(60), True)
    assert rates([look(1, 1)], 0)[0].saved is None


def test_the_dearest_misses_come_first() -> None:
    missed = (Miss("cheap", "w", 1.0), Miss("dear", "w", 50.0))
    assert [miss.what for miss in rates([look(0, 2, missed=missed)], 0.6)[0].worst] == ["dear", "cheap"]


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        ([look(1, 3)], "only 4"),
        ([look(0, 30)], "nothing was ever found"),
        ([look(1, 30, missed=(Miss("a", "changed"), Miss("b", "changed"), Miss("c", "new")))], "changed (2 of 3"),
        ([look(5, 1), look(0, 9, time=1), look(0, 9, time=2)], "2 of 3 runs began"),
        ([look(5, 30)], "does not say"),
    ],
)
def test_the_reason_of_a_low_rate(looks: list[CacheLook], words: str) -> None:
    assert words in rates(looks, 0.6)[0].reason

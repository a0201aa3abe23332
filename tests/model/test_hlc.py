"""The hybrid logical clock: monotonic, causal, and close to the wall clock."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model import hlc
from console.model.hlc import DriftError, HybridClock

MILLISECONDS = st.integers(min_value=0, max_value=1 << 40)
WALLS = st.lists(MILLISECONDS, min_size=1, max_size=60)


class Hands:
    """A wall clock set by hand, in milliseconds."""

    def __init__(self, ms: int = 0) -> None:
        self.ms = ms

    def __call__(self) -> float:
        return self.ms / 1000


@given(WALLS)
def test_stamps_grow_whatever_the_wall_clock_does(walls: list[int]) -> None:
    wall = Hands()
    clock = HybridClock(wall)
    stamps = []
    for ms in walls:
        wall.ms = ms
        stamps.append(clock.now())
    assert all(later > earlier for earlier, later in pairwise(stamps))


@given(WALLS)
def test_stamps_never_lag_the_wall_and_never_lead_its_highest_reading(walls: list[int]) -> None:
    wall = Hands()
    clock = HybridClock(wall)
    highest = 0
    for ms in walls:
        wall.ms = ms
        highest = max(highest, int(wall() * 1000))
        stamp = clock.now()
        assert stamp >= hlc.pack(int(wall() * 1000))
        assert stamp >> hlc.COUNTER_BITS <= highest + 1


@given(st.lists(st.tuples(st.sampled_from(["send", "local"]), st.booleans(), st.integers(-500, 500)), max_size=80))
def test_messages_are_stamped_after_what_caused_them(steps: list[tuple[str, bool, int]]) -> None:
    walls = (Hands(1_000_000), Hands(1_000_000))
    clocks = tuple(HybridClock(wall) for wall in walls)
    newest = [0, 0]
    for action, second, move in steps:
        here = int(second)
        walls[here].ms = max(1_000_000, walls[here].ms + move)
        stamp = clocks[here].now()
        assert stamp > newest[here]
        newest[here] = stamp
        if action == "send":
            there = 1 - here
            received = clocks[there].merge(stamp)
            assert received > stamp
            assert received > newest[there]
            newest[there] = received


@given(MILLISECONDS, st.integers(min_value=60_001, max_value=1 << 40))
def test_a_stamp_from_too_far_ahead_is_refused_and_changes_nothing(ms: int, ahead: int) -> None:
    clock = HybridClock(Hands(ms))
    before = clock.now()
    with pytest.raises(DriftError):
        clock.merge(hlc.pack(int(Hands(ms)() * 1000) + ahead))
    assert clock.last == before


@given(MILLISECONDS, st.integers(min_value=0, max_value=60_000))
def test_drift_stays_within_the_bound(ms: int, ahead: int) -> None:
    now = int(Hands(ms)() * 1000)
    clock = HybridClock(Hands(ms))
    merged = clock.merge(hlc.pack(now + ahead))
    assert (merged >> hlc.COUNTER_BITS) - now <= 60_000


@given(MILLISECONDS, st.integers(min_value=1, max_value=200_000))
def test_reserved_stamps_are_nobody_elses(ms: int, n: int) -> None:
    clock = HybridClock(Hands(ms))
    before = clock.now()
    first = clock.reserve(n)
    assert first > before
    assert clock.now() >= first + n


@given(MILLISECONDS, MILLISECONDS)
def test_an_earlier_run_is_believed_however_far_ahead(ms: int, stored: int) -> None:
    clock = HybridClock(Hands(ms))
    clock.resume(hlc.pack(stored))
    assert clock.now() > hlc.pack(stored)


@given(st.lists(st.tuples(MILLISECONDS, st.integers(0, hlc.COUNTER_MAX)), min_size=2))
def test_text_sorts_like_the_stamp(pairs: list[tuple[int, int]]) -> None:
    stamps = [hlc.pack(*pair) for pair in pairs]
    assert [hlc.text(stamp) for stamp in sorted(stamps)] == sorted(hlc.text(stamp) for stamp in stamps)


@given(st.integers(min_value=0, max_value=1 << 42), st.integers(0, hlc.COUNTER_MAX))
def test_a_moment_covers_every_stamp_of_its_millisecond(ms: int, counter: int) -> None:
    stamp = hlc.pack(ms, counter)
    assert stamp <= hlc.at((ms + 0.5) / 1000)
    assert hlc.seconds(stamp) == ms / 1000

"""Which checkpoints stay."""

from hypothesis import given
from hypothesis import strategies as st

from console.actions.checkpoint.thin import DAY, HOUR, WEEKS, Kept, first_to_go, superfluous

NOW = 1.8e9


def every(step: float, until: float) -> list[Kept]:
    return [Kept(n, NOW - n * step, asked=False) for n in range(1, int(until / step) + 1)]


def left(checkpoints: list[Kept], now: float = NOW) -> list[Kept]:
    gone = set(superfluous(checkpoints, now))
    return [one for one in checkpoints if one.id not in gone]


def test_the_last_hour_stays_whole():
    assert len(left(every(60, HOUR - 60))) == 59


def test_older_ones_thin_out():
    stay = left(every(600, 20 * DAY))
    ages = [NOW - one.time for one in stay]
    assert len([age for age in ages if HOUR <= age < DAY]) in (23, 24)
    assert len([age for age in ages if DAY <= age < WEEKS]) in (13, 14)
    assert not [age for age in ages if age >= WEEKS]


def test_what_was_asked_for_and_the_newest_stay():
    asked = [Kept(n, NOW - n * DAY, asked=True) for n in range(1, 100)]
    assert left(asked) == asked
    assert left([Kept(1, NOW - 100 * DAY, asked=False)]) == [Kept(1, NOW - 100 * DAY, asked=False)]


@given(st.lists(st.tuples(st.integers(0, 30 * 86_400), st.booleans()), max_size=60))
def test_thinning_twice_changes_nothing_more(ages: list[tuple[int, bool]]):
    checkpoints = [Kept(n, NOW - age, asked) for n, (age, asked) in enumerate(ages)]
    once = left(checkpoints)
    assert left(once) == once
    assert bool(once) == bool(checkpoints)


def test_without_room_automatic_and_old_ones_go_first():
    mixed = [Kept(1, 1.0, asked=True), Kept(2, 2.0, asked=False), Kept(3, 3.0, asked=False), Kept(4, 4.0, asked=True)]
    assert first_to_go(mixed) == (2,)
    assert first_to_go(mixed[3:]) == ()

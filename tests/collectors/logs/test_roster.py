"""What is remembered of content that is gone is bounded, by number always, by age only between two runs."""

from collectors.logs import roster
from collectors.logs.position import Position, encode, gone_key
from collectors.logs.roster import KEEP_MOST, KEEP_S, Roster

NOW = 1.8e9


def remembering(count: int, gone: float = NOW) -> Roster:
    """A roster with so many lost positions, each a second older than the one before."""
    made = Roster()
    rows = {
        gone_key((1, n), 1): encode(Position(path="/a.log.1", lineage="/a.log", generation=n, gone=gone - n))
        for n in range(count)
    }
    made.load(rows)
    return made


def lost(made: Roster) -> set[int]:
    return {position.generation for _, position in made.lost("/a.log")}


def test_the_oldest_of_too_many_are_forgotten_while_it_runs() -> None:
    made = remembering(KEEP_MOST + 30)
    made.tidy(NOW, aged=False)
    assert lost(made) == set(range(KEEP_MOST))
    assert sorted(made.progress.values(), key=str) == [None] * 30


def test_age_counts_only_at_the_start_for_the_clock_may_leap() -> None:
    made = remembering(10)
    made.tidy(NOW + KEEP_S + 5, aged=False)
    assert lost(made) == set(range(10))
    made.tidy(NOW + KEEP_S - 4.5)
    assert lost(made) == set(range(5))


def test_what_has_no_file_is_gone_from_now_on() -> None:
    made = Roster()
    made.load({"1:1": encode(Position(path="/a.log", lineage="/a.log", generation=1))})
    made.tidy(NOW)
    ((_, position),) = made.lost("/a.log")
    assert position.gone == NOW
    assert roster.row_key((1, 1)) in made.progress

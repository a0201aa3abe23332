from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.actions.queue.book import Book
from console.actions.queue.line import AGEING, Line, Ready
from console.actions.queue.schedule import choose
from console.model.job import Job, JobState, Needs, Track, Work

NOW = 1_000_000.0


def line(*jobs: Ready) -> Line:
    made = Line()
    for job in jobs:
        made.add(job)
    return made


def order(made: Line, now: float = NOW) -> list[int]:
    return [job.id for job in made.ordered(now)]


def free(_needs: Needs) -> str:
    return ""


def test_priority_then_age_then_chain_then_number():
    made = line(
        Ready(id=1, enqueued=NOW),
        Ready(id=2, enqueued=NOW, chain=60),
        Ready(id=3, enqueued=NOW - 5),
        Ready(id=4, enqueued=NOW, priority=1),
    )
    assert order(made) == [4, 3, 2, 1]


def test_what_waits_long_enough_passes_a_higher_priority():
    made = line(Ready(id=1, enqueued=NOW - AGEING - 1), Ready(id=2, enqueued=NOW, priority=1))
    assert order(made) == [1, 2]


def test_a_near_deadline_goes_first_and_a_far_one_does_not():
    near = Ready(id=1, enqueued=NOW, chain=100, deadline=NOW + 120)
    far = Ready(id=2, enqueued=NOW, chain=100, deadline=NOW + 10_000)
    awaited = Ready(id=3, enqueued=NOW, awaited=True)
    made = line(Ready(id=4, enqueued=NOW - 50, priority=3), far, awaited, near)
    assert order(made) == [1, 3, 4, 2]
    assert order(made, NOW + 9_900)[:2] == [1, 2]


@given(st.lists(st.builds(Ready, id=st.integers(0, 30), priority=st.integers(-5, 5), enqueued=st.floats(0, 1e6))))
def test_every_job_stands_in_the_line_once(jobs):
    made = line(*jobs)
    last = {job.id: job for job in jobs}
    assert sorted(order(made)) == sorted(last)
    for number in list(last)[::2]:
        made.remove(number)
        del last[number]
    assert sorted(order(made)) == sorted(last)
    assert len(made) == len(last)


def test_a_group_has_its_limit_and_says_so():
    made = line(*(Ready(id=n, enqueued=n) for n in range(5)), Ready(id=9, group="slow", enqueued=9))
    choice = choose(made, Counter({"default": 1}), {"slow": Track(name="slow", parallel=1)}, 3, free, NOW)
    assert [job.id for job in choice.start] == [0, 1, 9]
    assert choice.held == {2: "group default runs 3 of 3"}


def test_a_paused_group_starts_nothing():
    made = line(Ready(id=1))
    choice = choose(made, Counter(), {"default": Track(name="default", parallel=4, paused=True)}, 4, free, NOW)
    assert choice.start == ()
    assert choice.held == {1: "group default is paused"}


def test_a_smaller_job_passes_one_that_finds_no_room():
    made = line(Ready(id=1, enqueued=1, needs=Needs(memory=100)), Ready(id=2, enqueued=2, needs=Needs(memory=10)))

    def room(needs: Needs) -> str:
        return "memory is short" if needs.memory > 50 else ""

    choice = choose(made, Counter(), {}, 4, room, NOW)
    assert [job.id for job in choice.start] == [2]
    assert choice.held == {1: "memory is short"}


@pytest.mark.parametrize("parallel", [1, 7])
def test_ten_thousand_are_looked_at_and_no_more_than_the_limit_start(parallel):
    made = line(*(Ready(id=n, enqueued=n % 97) for n in range(10_000)))
    assert len(choose(made, Counter(), {}, parallel, free, NOW).start) == parallel


@given(
    st.lists(
        st.builds(
            Ready, id=st.integers(0, 40), group=st.sampled_from("abc"), priority=st.integers(-5, 5),
            enqueued=st.floats(0, 1e6), deadline=st.none() | st.floats(NOW - 9, NOW + 9),
        ),
    )
)  # fmt: skip
def test_groups_change_nothing_in_the_order_of_all(jobs):
    """The order is the same as that of one line in which the groups are not told apart."""
    last = {job.id: job for job in jobs}
    single = line(*(replace(job, group="one") for job in last.values()))
    assert order(line(*last.values())) == order(single)


def test_a_group_that_fills_up_on_the_way_is_passed_over():
    made, full = line(*(Ready(id=n, group="ab"[n % 2], enqueued=float(n)) for n in range(8))), set()
    seen = []
    for job in made.ordered(NOW, full):
        seen.append(job.id)
        if len(seen) == 3:
            full.add("a")
    assert seen == [0, 1, 2, 3, 5, 7]


def test_the_book_counts_what_runs_and_knows_what_is_due():
    def job(number: int, state: JobState, due: float | None = None) -> Job:
        work = Work(argv=("x",), cwd="/", group="g")
        return Job(id=number, work=work, title="x", state=state, enqueued=0.0, next_attempt=due)

    book = Book()
    book.put(job(1, JobState.RUNNING))
    book.put(job(2, JobState.PAUSED))
    book.put(job(3, JobState.WAITING, due=5.0))
    assert (book.running["g"], book.next_due(), book.due(4.0)) == (2, 5.0, [])
    assert [one.id for one in book.due(5.0)] == [3]
    book.put(job(1, JobState.PASSED))
    book.put(job(3, JobState.QUEUED))
    assert (book.running["g"], book.next_due()) == (1, None)

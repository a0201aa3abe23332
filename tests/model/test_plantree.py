"""The plan as a tree: progress at every level, and what comes next."""

from console.model.plan import Item, Level
from console.model.plantree import next_step, path_of, tree, walk


def item(number: int, parent: int, *, done: bool = False) -> Item:
    return Item(
        id=number, parent=parent, level=Level.STEP, title=str(number), created=1.0, done=2.0 if done else None
    )  # fmt: skip


PLAN = (item(1, 0), item(2, 1), item(3, 1), item(4, 2, done=True), item(5, 2), item(6, 3), item(7, 3))


def test_progress_is_counted_at_every_level():
    far = {node.item.id: (node.finished, node.steps) for _, node in walk(tree(PLAN))}
    assert far == {1: (1, 4), 2: (1, 2), 3: (0, 2), 4: (1, 1), 5: (0, 1), 6: (0, 1), 7: (0, 1)}


def test_what_comes_next_is_the_first_open_thing_at_the_bottom():
    step = next_step(PLAN)
    assert step is not None
    assert [one.id for one in path_of(PLAN, step.id)] == [1, 2, 5]


def test_a_parent_is_done_with_all_below_it_and_by_word():
    below = tree((item(1, 0), item(2, 1, done=True)))[0]
    assert below.done
    by_word = tree((item(1, 0, done=True), item(2, 1)))[0]
    assert (by_word.done, by_word.finished, by_word.steps) == (True, 1, 1)
    assert next_step((item(1, 0), item(2, 1, done=True))) is None


def test_what_lies_under_nothing_known_is_not_lost():
    assert [node.item.id for node in tree((item(5, 4),))] == [5]
    assert path_of((), 3) == ()

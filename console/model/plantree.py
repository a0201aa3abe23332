"""The plan as a tree: what lies under what, how far it is, and what comes next."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from console.model.plan import Item


class Node(Struct, frozen=True):
    """An item with what lies under it. Of `steps` things at the bottom `finished` are done."""

    item: Item
    below: tuple["Node", ...]
    finished: int
    steps: int

    @property
    def done(self) -> bool:
        """Whether it is done: by a person's word, or because everything under it is."""
        return self.item.done is not None or (bool(self.below) and self.finished == self.steps)


def tree(items: Sequence[Item]) -> tuple[Node, ...]:
    """The goals with everything under them, in the order of the plan. What lies under nothing known is a goal."""
    known = {item.id for item in items}
    under: dict[int, list[Item]] = {}
    for item in items:
        under.setdefault(item.parent if item.parent in known else 0, []).append(item)
    made: dict[int, Node] = {}
    for item in reversed(items):  # a parent is older than what lies under it
        below = tuple(made[one.id] for one in under.get(item.id, ()) if one.id in made)
        made[item.id] = _node(item, below)
    return tuple(made[item.id] for item in under.get(0, ()))


def _node(item: Item, below: tuple[Node, ...]) -> Node:
    steps = sum(node.steps for node in below) or 1
    finished = steps if item.done is not None else sum(node.finished for node in below)
    return Node(item, below, finished, steps)


def walk(nodes: Sequence[Node]) -> Iterator[tuple[int, Node]]:
    """Every node with its depth, each before what lies under it; however deep the plan is."""
    left = [(0, node) for node in reversed(nodes)]
    while left:
        depth, node = left.pop()
        yield depth, node
        left += [(depth + 1, one) for one in reversed(node.below)]


def next_step(items: Sequence[Item]) -> Item | None:
    """The first thing at the bottom of the plan that is not done; None when all is done."""
    return next((node.item for _, node in walk(tree(items)) if not node.below and not node.done), None)


def path_of(items: Sequence[Item], number: int) -> tuple[Item, ...]:
    """An item and what it lies under, the goal first; empty when there is no such item."""
    known = {item.id: item for item in items}
    found: list[Item] = []
    while number in known and len(found) <= len(known):
        found.append(known[number])
        number = known[number].parent
    return tuple(reversed(found))

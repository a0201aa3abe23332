"""What is known of a cluster when causes are looked for, and what is found."""

from msgspec import Struct


class Profile(Struct, frozen=True, kw_only=True):
    """One cluster as the search for causes sees it.

    `title` and `lines` (the head of its evidence) are clean text. `places` are frames of the user's own code as
    `file:function`, innermost first. `tests`, `jobs` and `nodes` are those it touches. `minutes` are the minutes since
    the epoch in which it occurred, in any order.
    """

    cluster: int
    title: str
    lines: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    minutes: tuple[int, ...] = ()
    total: int = 1


class Cause(Struct, frozen=True, kw_only=True):
    """Clusters that have one reason: `head` stands for it, `members` holds all of them with the head, ascending.

    `evidence` says in words what proves it, most telling first; `confidence` is from 0 to 1.
    """

    members: tuple[int, ...]
    head: int
    evidence: tuple[str, ...]
    confidence: float

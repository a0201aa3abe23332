"""The plan: a goal, its phases, their tasks, and the steps of those."""

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """How large a thing is."""

    GOAL = "goal"
    PHASE = "phase"
    TASK = "task"
    STEP = "step"

    @property
    def below(self) -> "Level":
        """What such a thing is made of; a step of steps."""
        levels = tuple(Level)
        return levels[min(levels.index(self) + 1, len(levels) - 1)]


class Item(Struct, frozen=True, kw_only=True):
    """One thing to do; `parent` is 0 for a goal, `done` the moment (seconds since the epoch) it was marked done.

    `jobs` and `checkpoints` are those attached to it.
    """

    id: int
    parent: int
    level: Level
    title: str
    created: float
    done: float | None = None
    jobs: tuple[int, ...] = ()
    checkpoints: tuple[int, ...] = ()


class Wanted(Struct, frozen=True, kw_only=True):
    """An item on its way into the plan: `under` is its place in the list that it comes with, -1 for the top."""

    level: Level
    title: str
    under: int = -1
    done: bool = False

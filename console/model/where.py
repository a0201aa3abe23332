"""Picking up again: where the work stands when somebody comes back to it."""

from msgspec import Struct

from console.model.checkpoint import Checkpoint
from console.model.cluster import Cluster
from console.model.command import Command
from console.model.job import Job
from console.model.machine import GitState
from console.model.plan import Item


class Where(Struct, frozen=True, kw_only=True):
    """Where the work stands; `since` is when a person last was here, None when nobody ever was.

    `last` is what a person last asked for, `doing` the next step with what it lies under, the goal first; `finished`
    and `steps` count what lies under that goal, the whole plan when nothing is left to do. `passed` ended since
    then, `failed` are the last that did not pass since,
    `interrupted` are those of them that died with the machine or their supervisor, `open` jobs have not ended.
    `rebooted` is when the machine was started, where that was since (seconds since the epoch). `next` says in words
    what to do now.
    """

    since: float | None = None
    last: Command | None = None
    git: GitState | None = None
    doing: tuple[Item, ...] = ()
    finished: int = 0
    steps: int = 0
    open: tuple[Job, ...] = ()
    passed: tuple[Job, ...] = ()
    failed: tuple[Job, ...] = ()
    interrupted: tuple[Job, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    checkpoint: Checkpoint | None = None
    rebooted: float | None = None
    next: str = ""

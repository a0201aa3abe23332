"""What the process and git collectors know; stored as state values, read back by the panes."""

from msgspec import Struct


class ProcessRow(Struct, frozen=True, kw_only=True):
    """One process. `cpu` in per cent of one core, `rss` in bytes, `started` in seconds since the epoch.

    `fds` is None where it may not be read. `own` tells processes of this login; `depth` is the place in the tree.
    """

    pid: int
    ppid: int
    name: str
    command: str
    user: str
    cpu: float
    rss: int
    threads: int
    state: str
    started: float
    fds: int | None = None
    own: bool = False
    depth: int = 0


class GitState(Struct, frozen=True, kw_only=True):
    """The checkout: branch, head commit, distance to upstream, and what differs from head."""

    branch: str
    head: str
    subject: str
    committed: float | None
    upstream: str | None = None
    ahead: int = 0
    behind: int = 0
    dirty: tuple[str, ...] = ()
    dirty_total: int = 0
    operation: str = ""

"""Checkpoints: what was kept of a project and its work at one moment."""

from enum import StrEnum

from msgspec import Struct


class Origin(StrEnum):
    """Why there is a checkpoint: a person asked, something risky followed, or a restore kept the present first."""

    ASKED = "asked"
    AUTOMATIC = "automatic"
    BEFORE_RESTORE = "before restore"


class Part(StrEnum):
    """What of a checkpoint can be brought back beside its files."""

    QUEUE = "queue"
    BREAKERS = "breakers"
    PLAN = "plan"
    NOTES = "notes"
    LAYOUT = "layout"


class OpenBreaker(Struct, frozen=True, kw_only=True):
    """A breaker that was not closed, and why."""

    key: str
    state: str
    why: str = ""


class OpenFailure(Struct, frozen=True, kw_only=True):
    """A failure that stood open; `note` is what a person wrote to it."""

    cluster: int
    title: str
    standing: str
    category: str = ""
    note: str = ""


class OpenJob(Struct, frozen=True, kw_only=True):
    """A job that was not over, with its attempt; `argv` is redacted."""

    id: int
    argv: tuple[str, ...]
    cwd: str
    state: str
    attempt: int
    group: str


class Circumstances(Struct, frozen=True, kw_only=True):
    """What else held when a checkpoint was taken: everything beside the files, clean and redacted.

    `schema` is the store's. `offsets` are the log files' positions as the collector keeps them, `layout` what the
    screen remembered. `step` is the step of the plan that was next, 0 for none.
    """

    time: float
    schema: int
    who: str = ""
    message: str = ""
    origin: Origin = Origin.ASKED
    cwd: str = ""
    environment: dict[str, str] = {}
    step: int = 0
    plan: tuple[tuple[int, str, bool], ...] = ()
    jobs: tuple[OpenJob, ...] = ()
    paused: tuple[str, ...] = ()
    failures: tuple[OpenFailure, ...] = ()
    offsets: dict[str, bytes] = {}
    layout: str = ""
    breakers: tuple[OpenBreaker, ...] = ()


class Checkpoint(Struct, frozen=True, kw_only=True):
    """One row: `commit` in the shadow, how many files and bytes; `digest` is the hash of commit and circumstances.

    `head` and `branch` are those of the project's repository, empty where there was none.
    """

    id: int
    token: str
    commit: str
    files: int
    bytes: int
    digest: str
    circumstances: Circumstances
    head: str = ""
    branch: str = ""
    left_out: int = 0

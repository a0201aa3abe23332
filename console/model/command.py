"""Commands: everything a person or program asks of the engine, kept as the audit trail."""

from enum import Enum
from typing import Any

from msgspec import Struct


class CommandState(Enum):
    """The life of a command; it is durable before it is acknowledged."""

    ACCEPTED = "accepted"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


class Command(Struct, frozen=True, kw_only=True):
    """One request and its outcome; `who` is the login and terminal that asked, `time` seconds since the epoch."""

    id: int
    time: float
    name: str
    args: dict[str, Any]
    who: str
    state: CommandState
    outcome: str = ""
    finished: float | None = None

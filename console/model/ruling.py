"""Rulings: what the console decided or was told to do, what else it could have done, and why."""

from enum import StrEnum

from msgspec import Struct

from console.model.failure import Category

BY_HELPER = "helper"
"""The rule of suggestions that the user's own helper made."""


class Tactic(StrEnum):
    """What may be done about a job that failed. HELPER and PERSON run nothing: the one is asked, the other decides."""

    AGAIN = "again"
    CLEAN = "clean"
    FEWER = "fewer workers"
    FIX = "fix"
    HELPER = "helper"
    PERSON = "person"

    @property
    def runs(self) -> bool:
        """Whether the job runs once more for it."""
        return self not in (Tactic.HELPER, Tactic.PERSON)


class Tried(Struct, frozen=True):
    """One attempt that failed: the tactic it was started by, what it failed with, and of which kind that was."""

    tactic: Tactic
    fingerprint: str
    category: Category = Category.UNKNOWN


class Step(Struct, frozen=True):
    """What follows a failed attempt, why, and the seconds that have to pass before it at least."""

    tactic: Tactic
    reason: str
    wait: float = 0.0


class Mode(StrEnum):
    """How something is done: at once, watched, with a checkpoint before, only when a person says so, or never."""

    DO = "do"
    WATCH = "watch"
    CHECKPOINT = "checkpoint"
    ASK = "ask"
    NEVER = "never"


class Option(Struct, frozen=True):
    """Something that could be done: how sure it is to help (0 to 1), how it would be done, and why so."""

    what: str
    confidence: float
    mode: Mode
    reason: str


class Ruling(Struct, frozen=True, kw_only=True):
    """A decision as it is kept. `subject` is what it is about (`job 12`, `cluster 3`), `question` what was to decide.

    `chosen` is one of the options, `others` are those that were not taken. `rule` names the entry of the rulebook that
    decided, if one did. `outcome` is how it ended, empty while it has not. `time` in seconds since the epoch.
    """

    id: int
    time: float
    subject: str
    question: str
    chosen: Option
    others: tuple[Option, ...] = ()
    rule: str = ""
    who: str = ""
    outcome: str = ""


class Workaround(Struct, frozen=True, kw_only=True):
    """What the console does instead while something is broken: `since` in seconds since the epoch.

    `until` says in words when it is undone. One that a person refused is not taken.
    """

    name: str
    instead: str
    replaces: str
    since: float
    until: str
    refused: bool = False


class FixRun(Struct, frozen=True, kw_only=True):
    """A suggestion on its way: the ruling that let it, the jobs that carry it out, and the job that verifies it.

    `fingerprints` are what it is to mend, `checkpoint` what was kept before, empty where nothing was. `worked` is None
    while that is not known, and for ever where it was cancelled on the way; `over` tells that nothing more follows.
    """

    ruling: int
    rule: str
    command: str
    fingerprints: tuple[str, ...]
    jobs: tuple[int, ...]
    verifier: int = 0
    checkpoint: str = ""
    worked: bool | None = None
    over: bool = False
    undone: bool = False

"""The system view: six systems of one viable whole, each in plain words; and the strategy they lead to.

The names are those of Stafford Beer, "Brain of the Firm", 1972.
"""

from enum import StrEnum

from msgspec import Struct


class Tone(StrEnum):
    """How a word of a system is meant."""

    WELL = "well"
    WATCH = "watch"
    TROUBLE = "trouble"
    UNKNOWN = "unknown"


class Remark(Struct, frozen=True):
    """One thing a system has to say: what it is about, the words, and how they are meant."""

    about: str
    words: str
    tone: Tone = Tone.WELL


class System(Struct, frozen=True, kw_only=True):
    """One of the six: `name` in plain words, `sign` as Beer numbers it, `headline` what it says in a sentence."""

    name: str
    sign: str
    headline: str
    tone: Tone = Tone.WELL
    remarks: tuple[Remark, ...] = ()


class Lever(StrEnum):
    """What a measure changes."""

    PARALLEL = "parallel"
    RETRIES = "retries"
    TESTS = "tests"


class Measure(Struct, frozen=True, kw_only=True):
    """A change of strategy: which lever, how far, why, and until when (seconds since the epoch).

    `value` is the share of jobs that a group still runs side by side (always at least one), or the seconds between two
    tries; it says nothing for tests, whose failed ones run first. `rule` is the pattern that led to it.
    """

    lever: Lever
    value: float
    rule: str
    reason: str
    since: float
    until: float

"""Events: what happened, who says so, and in which of the three voices."""

from enum import IntEnum
from typing import Any

from msgspec import Struct


class Severity(IntEnum):
    """How much an event asks for attention; the order is the order of urgency."""

    DEBUG = 0
    INFO = 1
    NOTICE = 2
    WARNING = 3
    ERROR = 4
    CRITICAL = 5

    @property
    def word(self) -> str:
        """The lower-case word that JSON, the screen and the filter line use."""
        return self.name.lower()


class Voice(IntEnum):
    """Who speaks: the planned, the improvised, or what the console inferred."""

    SKYSKRAPER = 0
    RUSTBELT = 1
    HAND = 2

    @property
    def word(self) -> str:
        """The lower-case word that JSON uses."""
        return self.name.lower()


class Draft(Struct, frozen=True, kw_only=True):
    """An event as a collector hands it over: clean, redacted, not yet stamped.

    `time` is when it happened, in seconds since the epoch (UTC). `text` is one line. `template` is the
    text with its variable parts masked; equal templates count as the same kind of line. A log line
    carries `file`, `generation` and `offset` (bytes) in `attrs`; a record of several lines has its
    headline in `text` and all of it in `attrs["body"]`. `fingerprint` names the failure it tells of; the engine gives
    it on the way into the store.
    """

    time: float
    source: str
    kind: str
    voice: Voice
    severity: Severity
    text: str
    template: str = ""
    fingerprint: str = ""
    attrs: dict[str, Any] = {}


class Event(Draft, frozen=True, kw_only=True):
    """A stored event: a draft with its place in the store, its logical stamp and its machine."""

    seq: int
    hlc: int
    node: str

"""One finding of the doctor."""

from enum import Enum

from msgspec import Struct


class Verdict(Enum):
    """OK needs nothing; WARN works with less; FAIL keeps the console from working."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Check(Struct, frozen=True):
    """What was looked at, what was found, and what would make it better (empty: nothing to do)."""

    name: str
    state: Verdict
    found: str
    remedy: str = ""

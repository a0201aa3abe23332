"""What a breaker is told of a call, and when it opens."""

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """When a breaker opens and how long it stays so; spans in seconds, shares from 0 to 1.

    It opens at a share of `failures` or of `slow` calls among at least `calls` of the window. Breaks double from
    `first` to `longest`. A probe that says nothing for `lease` is given to another.
    """

    calls: int = 5
    failures: float = 0.5
    slow: float = 0.8
    slow_s: float = 30.0
    slice_s: float = 10.0
    slices: int = 6
    first: float = 5.0
    longest: float = 900.0
    asked: float = 86_400.0
    lease: float = 600.0


class Call(Struct, frozen=True, kw_only=True):
    """How a call ended: `seconds` where it was timed, `probe` what the breaker gave it.

    `retry_after` is what the other side asked to be left alone for, in seconds.
    """

    ok: bool
    seconds: float | None = None
    probe: str = ""
    retry_after: float | None = None

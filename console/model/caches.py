"""What caches saved: how often something was found there, how often it was not, and why."""

from msgspec import Struct


class Miss(Struct, frozen=True):
    """What was not found, as far as the tool names it, and why; `seconds` is what it cost, None where not told."""

    what: str
    why: str = ""
    seconds: float | None = None


class CacheLook(Struct, frozen=True, kw_only=True):
    """What one run of a tool told of its cache. `source` names the run, such as `job 12`.

    `time` in seconds since the epoch, `saved` in seconds, None where the tool does not tell.
    """

    tool: str
    time: float
    source: str
    hits: int
    misses: int
    saved: float | None = None
    missed: tuple[Miss, ...] = ()

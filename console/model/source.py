"""Freshness: whether a source can be believed right now."""

from enum import Enum

from msgspec import Struct

from console.model.ruling import Workaround


class Freshness(Enum):
    """LIVE is young enough; STALE runs but is too old; ERROR failed; UNKNOWN was never seen. None is 'OK'."""

    LIVE = "LIVE"
    STALE = "STALE"
    ERROR = "ERROR"
    UNKNOWN = "UNKNOWN"


class SourceState(Struct, frozen=True):
    """One source at one moment; times in seconds since the epoch, `interval` in seconds."""

    name: str
    freshness: Freshness
    last_seen: float | None
    interval: float
    detail: str = ""
    restarts: int = 0

    def at(self, now: float) -> "SourceState":
        """The same source judged at `now`: LIVE data older than three intervals is STALE."""
        if self.freshness is not Freshness.LIVE or self.last_seen is None:
            return self
        if now - self.last_seen <= max(3 * self.interval, 3.0):
            return self
        return SourceState(self.name, Freshness.STALE, self.last_seen, self.interval, self.detail, self.restarts)


class ChannelState(Struct, frozen=True):
    """One bus channel: a channel without subscribers is a defect. `rate` in items a second."""

    name: str
    subscribers: tuple[str, ...]
    rate: float
    depth: int
    capacity: int
    dropped: dict[str, int] = {}


class Health(Struct, frozen=True, kw_only=True):
    """What the engine says of itself; written every few seconds.

    CPU in per cent of one core, memory (`rss`, `pss`) in bytes, `lag` the event loop's in seconds, `bytes_per_s`
    what the collectors read. `notices` are plain sentences a person should see (overflow, backup restored...),
    `workarounds` what is done instead of what is broken.
    """

    updated: float
    pid: int
    started: float
    version: str
    cpu: float
    rss: int
    pss: int | None
    lag: float
    bytes_per_s: float
    lines_per_s: float
    channels: tuple[ChannelState, ...] = ()
    notices: tuple[str, ...] = ()
    workarounds: tuple[Workaround, ...] = ()

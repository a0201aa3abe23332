"""Alarms with hysteresis: up when the limit has been near for a while, down when it has been far for longer."""

from msgspec import Struct


class Band(Struct, frozen=True):
    """When an alarm goes up and down: below `up` seconds of ETA for `hold`, above `down` for `release`."""

    up: float
    down: float
    hold: float
    release: float


WARNING = Band(1800.0, 2700.0, 60.0, 300.0)
CRITICAL = Band(300.0, 450.0, 30.0, 120.0)


class Alarm:
    """One alarm that follows conditions in event time."""

    def __init__(self, hold: float, release: float) -> None:
        self._hold, self._release = hold, release
        self.on = False
        self._since: float | None = None

    def observe(self, t: float, *, near: bool, far: bool, hold: float | None = None) -> bool:
        """Tell at `t` (seconds) whether the limit is near or far; neither leaves the alarm as it is."""
        if (self.on and not far) or (not self.on and not near):
            self._since = None
        elif self._since is None:
            self._since = t
        if self._since is not None and t - self._since >= (
            self._release if self.on else self._hold if hold is None else hold
        ):
            self.on, self._since = not self.on, None
        return self.on

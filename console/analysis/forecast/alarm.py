"""Alarms with hysteresis: up when the limit has been near for a while, down when it has been far for longer."""

from msgspec import Struct


class Band(Struct, frozen=True):
    """When an alarm goes up and down: below `up` seconds to the limit for `hold`, above `down` for `release`.

    `sure` is the chance of being below `up` that is asked for, `unsure` the chance of being below `down` that clears.
    """

    up: float
    down: float
    hold: float
    release: float
    sure: float
    unsure: float


WARNING = Band(1800.0, 2700.0, 45.0, 300.0, 0.55, 0.4)
CRITICAL = Band(300.0, 450.0, 30.0, 120.0, 0.45, 0.3)


class Alarm:
    """One alarm that follows conditions in event time."""

    def __init__(self, band: Band) -> None:
        self.on = False
        self._band = band
        self._since: float | None = None

    def observe(self, t: float, *, near: bool, far: bool, hold: float = 0.0) -> bool:
        """Tell at `t` (seconds) whether the limit is near or far; neither leaves the alarm as it is.

        `hold` asks for more patience than the band does.
        """
        changing = far if self.on else near
        if not changing:
            self._since = None
            return self.on
        if self._since is None:
            self._since = t
        if t - self._since >= (self._band.release if self.on else max(hold, self._band.hold)):
            self.on, self._since = not self.on, None
        return self.on

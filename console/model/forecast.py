"""When a resource runs out: the answer of the exhaustion forecast."""

from msgspec import Struct


class Forecast(Struct, frozen=True, kw_only=True):
    """What is known of one resource at `t` (seconds, the series' own clock).

    `level` is the measured value and `slope` its trend a second, both in the unit of the series; a positive slope
    rises. `eta_s` is the median of the seconds until the limit, None when it is not heading there; `low` to `high` hold
    the truth in 80 % of cases. `warning` and `critical` are the alarms with their hysteresis. `method` names what the
    figure rests on, `reason` says why in a sentence.
    """

    t: float
    level: float
    slope: float = 0.0
    eta_s: float | None = None
    low: float | None = None
    high: float | None = None
    warning: bool = False
    critical: bool = False
    method: str = "flat"
    reason: str = ""

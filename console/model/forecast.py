"""When a resource runs out: the answer of the exhaustion forecast."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace


class Culprit(Struct, frozen=True, kw_only=True):
    """Who grew most lately: a process or a folder.

    `name` is its command or path, `grown` how much more it has, in the unit of the series, than `seconds` ago. `pid` is
    that of a process, `job` the number of the job it belongs to; 0 for none. `path` is the folder's.
    """

    name: str
    grown: float
    seconds: float
    pid: int = 0
    job: int = 0
    path: str = ""


class Offer(Struct, frozen=True):
    """Something that can be done about it: in words, and as a command to the engine."""

    words: str
    command: str
    args: dict[str, Any] = {}


class Record(Struct, frozen=True):
    """How the newest warnings turned out, oldest first: True for one that came true."""

    outcomes: tuple[bool, ...] = ()

    @property
    def came(self) -> int:
        """How many came true."""
        return sum(self.outcomes)


class Forecast(Struct, frozen=True, kw_only=True):
    """What is known of one resource at `t` (seconds on the clock of the series).

    `level` is the measured value and `slope` its trend a second, both in the unit of the series; a positive slope
    rises; `limit` is where it ends. `eta_s` is the median of the seconds until the limit, None when it is not heading
    there; `low` to `high` hold the truth in 80 % of cases. `warning` and `critical` are the alarms with their
    hysteresis. `method` names what the figure rests on, `reason` says why in a sentence. `culprit` and `offers` come
    with a warning, where they are known.
    """

    t: float
    level: float
    slope: float = 0.0
    limit: float | None = None
    eta_s: float | None = None
    low: float | None = None
    high: float | None = None
    warning: bool = False
    critical: bool = False
    method: str = "flat"
    reason: str = ""
    culprit: Culprit | None = None
    offers: tuple[Offer, ...] = ()

    def at(self, now: float) -> "Forecast":
        """The same answer at a later moment of the series' clock: what is left runs down."""
        gone = max(0.0, now - self.t)
        if self.eta_s is None or self.low is None or self.high is None:
            return self
        eta, low, high = (max(0.0, left - gone) for left in (self.eta_s, self.low, self.high))
        return replace(self, t=now, eta_s=eta, low=low, high=high)
